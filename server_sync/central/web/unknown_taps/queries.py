"""The taps with a card that nobody held: when, at which reader, and who it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, Select, select

from kiosk.look import danish
from server_sync.central.accounts.viewer import Viewer
from server_sync.central.db.tables import chain, person, resolution, site, tap
from server_sync.central.facts.card_holders import holder_throughout, holdings_of
from server_sync.central.facts.entry_key import EntryKey
from server_sync.central.facts.not_voided import not_voided
from server_sync.central.rules.calendar import zone_of
from server_sync.central.web.forms import seconds_of_day
from server_sync.central.web.unknown_taps import companions

SHOWN_MAX = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody said of a tap; `person` None is not one of ours."""

    key: str
    person: str | None
    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownTap:
    """A tap with a card that nobody held then.

    Attributes:
        sentence: when, and at which reader; the card's own number says nothing.
        assigned: somebody has been given the card since, for that time too.
    """

    device: str
    chain: str
    seq: int
    site: str
    site_name: str
    card: str
    at: datetime
    sentence: str
    assigned: bool
    answers: Sequence[Answer]

    @property
    def key(self) -> str:
        """The name by which facts are about it."""
        return f"{self.device}/{self.chain}/{self.seq}"


def open_on(
    connection: Connection, *, site: str, day: date, zone: str
) -> list[UnknownTap]:
    """Read those of a date that nobody has said anything of, in order."""
    begins, ends = seconds_of_day(day, zone)
    asked = (
        _taps()
        .where(tap.c.site == site, tap.c.lo.between(begins, ends))
        .order_by(tap.c.lo)
    )
    rows = connection.execute(asked).all()
    held = _held(connection, rows)
    beside = companions.persons_beside(connection, rows, site=site)
    found = [
        _tap(row, assigned=False)
        for row, is_held, person_beside in zip(rows, held, beside, strict=True)
        if not is_held and person_beside is None
    ]
    answered = not_voided(resolution).where(
        resolution.c.about.in_([unknown.key for unknown in found])
    )
    resolved = {row.about for row in connection.execute(answered)}
    return [unknown for unknown in found if unknown.key not in resolved][:SHOWN_MAX]


def find(
    connection: Connection, viewer: Viewer, *, device: str, chain_name: bytes, seq: int
) -> UnknownTap | None:
    """Find one, with what was said of it; None where this viewer may see none."""
    asked = (
        _taps()
        .where(chain.c.device == device, chain.c.chain == chain_name)
        .where(tap.c.seq == seq, site.c.municipality == viewer.municipality_id)
        .where(viewer.may_see_at(tap.c.site))
    )
    row = connection.execute(asked).one_or_none()
    if row is None:
        return None
    key = str(EntryKey(row.device, row.chain_bytes, row.seq))
    answers = _answers(connection, key, zone_of(row.zone))
    (assigned,) = _held(connection, [row])
    return _tap(row, assigned=assigned, answers=answers)


def _taps() -> Select[Any]:
    return (
        select(
            tap,
            chain.c.device,
            chain.c.chain.label("chain_bytes"),
            site.c.name.label("site_name"),
            site.c.zone,
            site.c.municipality,
        )
        .join(chain, chain.c.id == tap.c.chain)
        .join(site, site.c.id == tap.c.site)
    )


def _held(connection: Connection, rows: Sequence[Row[Any]]) -> list[bool]:
    """Say of each tap, all of one municipality, whether one person held the card."""
    if not rows:
        return []
    holdings = holdings_of(
        connection,
        municipality=rows[0].municipality,
        cards={row.card for row in rows},
    )
    return [
        holder_throughout(holdings, row.card, row.lo, row.hi) is not None
        for row in rows
    ]


def _answers(connection: Connection, key: str, zone: ZoneInfo) -> list[Answer]:
    names = {}
    rows = connection.execute(
        not_voided(resolution)
        .where(resolution.c.about == key)
        .order_by(resolution.c.at)
    ).all()
    for row in rows:
        names[row.person] = connection.scalar(
            select(person.c.name).where(person.c.id == row.person)
        )
    return [
        Answer(
            key=row.key,
            person=names[row.person],
            by=row.by,
            at=datetime.fromtimestamp(row.at, zone),
            why=row.why,
        )
        for row in rows
    ]


def _tap(
    row: Row[Any], *, assigned: bool, answers: Sequence[Answer] = ()
) -> UnknownTap:
    zone = zone_of(row.zone)
    lo, hi = (datetime.fromtimestamp(at, zone) for at in (row.lo, row.hi))
    when = f"Kl. {danish.clock(lo)}"
    if not row.certain:
        when = f"Mellem kl. {danish.clock(lo)} og {danish.clock(hi)}"
    return UnknownTap(
        device=row.device,
        chain=bytes(row.chain_bytes).hex(),
        seq=row.seq,
        site=row.site,
        site_name=row.site_name,
        card=row.card,
        at=lo,
        sentence=f"{when} ved læseren {row.terminal}.",
        assigned=assigned,
        answers=answers,
    )
