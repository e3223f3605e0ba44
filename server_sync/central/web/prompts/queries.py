"""Reading prompts: what is raised, what ended and why, and what to show beside each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, literal, select

from kiosk.look import words
from kiosk.look.danish import in_alphabet
from server_sync.central.accounts.viewer import Viewer
from server_sync.central.attendance.line import Line
from server_sync.central.db.tables import person, prompt, site
from server_sync.central.judging.prompts import State
from server_sync.central.rules.calendar import zone_of
from server_sync.central.rules.prompt import Key
from server_sync.central.web.prompts import facts
from server_sync.central.web.prompts.words import PROMPTS, PromptWord
from server_sync.central.web.unknown_taps import queries as unknown_taps
from server_sync.central.web.unknown_taps.queries import UnknownTap

CLOSED_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptCard:
    """One prompt as it is shown.

    Attributes:
        person_id: None where it is about a site.
        facts: what is known, a sentence each.
        taps: those of nobody known that it asks about; each can be resolved.
        strip: the person's latest sessions, the oldest first; may be empty.
        ending: how it ended, by whom or by which fact; "" while it is raised.
    """

    id: int
    key: Key
    word: PromptWord
    person_id: str | None
    person: str | None
    site_id: str
    site: str
    date: date | None
    since: datetime
    state: State
    facts: Sequence[str]
    taps: Sequence[UnknownTap]
    strip: Sequence[Line]
    ending: str

    @property
    def kind(self) -> str:
        """What this kind of prompt is called on screen."""
        return words.PROMPT[self.key]

    @property
    def day_is_open(self) -> bool:
        """Whether somebody answered it, but nobody settled the day it asks about."""
        return self.handled and self.key is Key.MISSING_REGISTRATION

    @property
    def raised(self) -> bool:
        """Whether its condition holds and nobody has answered it."""
        return self.state is State.RAISED

    @property
    def handled(self) -> bool:
        """Whether its condition holds and somebody has answered it."""
        return self.state is State.HANDLED


def raised(connection: Connection, viewer: Viewer, *, today: date) -> list[PromptCard]:
    """Read the prompts that are raised, by name within each kind."""
    asked = _prompts(viewer).where(prompt.c.state == State.RAISED)
    return _cards(connection, viewer, connection.execute(asked), today=today)


def closed(
    connection: Connection, viewer: Viewer, *, since: int, today: date
) -> list[PromptCard]:
    """Read what ended lately, the latest first: handled, or withdrawn by facts."""
    asked = (
        _prompts(viewer)
        .where(prompt.c.state != State.RAISED, prompt.c.since >= since)
        .order_by(prompt.c.since.desc())
        .limit(CLOSED_MAX)
    )
    return _cards(connection, viewer, connection.execute(asked), today=today)


def find(
    connection: Connection, viewer: Viewer, *, prompt_id: int, today: date
) -> PromptCard | None:
    """Find one; None where there is none that this viewer may see."""
    asked = _prompts(viewer).where(prompt.c.id == prompt_id)
    cards = _cards(connection, viewer, connection.execute(asked), today=today)
    return cards[0] if cards else None


def bundled(cards: Iterable[PromptCard]) -> list[list[PromptCard]]:
    """Put those of one kind about one person together, by kind, name and date."""
    return [
        sorted(bundle, key=lambda card: card.date or date.min)
        for _, bundle in groupby(sorted(cards, key=_about), key=_about)
    ]


def _about(card: PromptCard) -> tuple[int, str, str, str]:
    kind = list(PROMPTS).index(card.key)
    name = in_alphabet(card.person or "")
    # What is about a site and not a person is not bundled: each date is its own.
    return kind, name, card.person_id or str(card.id), card.site


def _prompts(viewer: Viewer) -> Select[Any]:
    of_site = prompt.c.person.is_(None) & literal(viewer.sees_people)
    return (
        select(
            prompt,
            person.c.name.label("person_name"),
            site.c.name.label("site_name"),
            site.c.capacity,
            site.c.zone,
        )
        .join(site, site.c.id == prompt.c.site)
        .outerjoin(person, person.c.id == prompt.c.person)
        .where(prompt.c.municipality == viewer.municipality_id)
        .where(viewer.may_see_at(prompt.c.site))
        .where(of_site | viewer.may_see_person())
    )


def _cards(
    connection: Connection, viewer: Viewer, rows: Iterable[Row[Any]], *, today: date
) -> list[PromptCard]:
    found = list(rows)
    strips = facts.strips_of(
        connection, viewer, {row.person for row in found if row.person}, until=today
    )
    endings = facts.endings_of(
        connection, {row.id: row.zone for row in found if row.state != State.RAISED}
    )
    taps = {row.id: _unknown_taps(connection, row) for row in found}
    return [
        PromptCard(
            id=row.id,
            key=(key := Key(row.key)),
            word=PROMPTS[key],
            person_id=row.person,
            person=row.person_name,
            site_id=row.site,
            site=row.site_name,
            date=row.date,
            since=datetime.fromtimestamp(row.since, zone_of(row.zone)),
            state=State(row.state),
            facts=facts.sentences(connection, row)
            or [tap.sentence for tap in taps[row.id]],
            taps=taps[row.id],
            strip=strips.get(row.person, ()),
            ending=endings.get(row.id, ""),
        )
        for row in found
    ]


def _unknown_taps(connection: Connection, row: Row[Any]) -> Sequence[UnknownTap]:
    if row.key != Key.UNKNOWN_CARD.value:
        return ()
    return unknown_taps.open_on(connection, site=row.site, day=row.date, zone=row.zone)
