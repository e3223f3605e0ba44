"""Settle the day of a missing registration from its prompt, by a fact with a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from kiosk.look import danish
from kiosk.look.form import Form
from server_sync.central.db.tables import judged
from server_sync.central.facts import access_log, statements
from server_sync.central.facts.access_log import What
from server_sync.central.facts.provenance import Provenance
from server_sync.central.request_context import now
from server_sync.central.rules.prompt import Key
from server_sync.central.web.auth.guard import viewer
from server_sync.central.web.forms import instant
from server_sync.central.web.prompts.queries import PromptCard

IN_TIME, AT_A_TIME, OPEN = "in_time", "at_a_time", "open"
EARLIEST = timedelta(minutes=180)
WRITTEN = "Fremmødet er skrevet ind med dit navn."


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingSession:
    """A session without a registration, of the day that a prompt is about."""

    site: str
    start: datetime
    end: datetime


def missing_sessions(
    connection: Connection, card: PromptCard
) -> Sequence[MissingSession]:
    """Read the sessions that the prompt asks about, if this viewer may settle them.

    None for a prompt of another kind, or one that is withdrawn.
    """
    asks = card.key is Key.MISSING_REGISTRATION and (card.raised or card.handled)
    if not asks or not viewer().writes_who_came:
        return ()
    columns = judged.c
    place = card.since.tzinfo
    rows = connection.execute(
        select(columns.site, columns.start, columns.end)
        .where(columns.site == card.site_id, columns.missing.is_(True))
        .where(columns.person == card.person_id, columns.date == card.date)
        .order_by(columns.start)
    )
    return [
        MissingSession(
            site=row.site,
            start=datetime.fromtimestamp(row.start, place),
            end=datetime.fromtimestamp(row.end, place),
        )
        for row in rows
    ]


def choices(sessions: Sequence[MissingSession]) -> list[tuple[str, str]]:
    """List what a person may know of the day; nothing of it is chosen beforehand."""
    starts = " og kl. ".join(danish.clock(session.start) for session in sessions)
    return [
        (IN_TIME, f"Borgeren var her til mødetid, kl. {starts}"),
        (AT_A_TIME, "Borgeren kom på et andet tidspunkt"),
        (OPEN, "Det ved vi ikke endnu – dagen står stadig åben"),
    ]


def settle(
    connection: Connection,
    card: PromptCard,
    sessions: Sequence[MissingSession],
    form: Form,
) -> bool:
    """Write when the person came, where that is known; say whether it was written."""
    known = form.choice("known", (IN_TIME, AT_A_TIME, OPEN))
    if known == OPEN or form.wrong:
        return False
    why = form.text("note", needed="Skriv kort, hvordan du ved det.")
    came = (
        [(session.site, int(session.start.timestamp())) for session in sessions]
        if known == IN_TIME
        else _came_at(sessions, form)
    )
    if form.wrong or not came:
        return False
    for site, arrived in came:
        statements.add_arrival(
            connection,
            person=str(card.person_id),
            site=site,
            arrived=arrived,
            delay=None,
            provenance=Provenance(by=viewer().name, at=now(), why=why),
        )
    access_log.write(
        connection,
        viewer(),
        What.WROTE_ARRIVAL,
        now=now(),
        person=card.person_id,
        detail=str(card.date),
    )
    return True


def _came_at(sessions: Sequence[MissingSession], form: Form) -> list[tuple[str, int]]:
    """Read the time that was typed: it must be one that settles a session."""
    at = form.time("time")
    if at is None:
        return []
    for session in sessions:
        came = instant(session.start.date(), at, str(session.start.tzinfo))
        begins, ends = session.start - EARLIEST, session.end
        if begins.timestamp() <= came <= ends.timestamp():
            if came <= now():
                return [(session.site, came)]
            form.wrong["time"] = "Tidspunktet ligger ude i fremtiden."
            return []
    form.wrong["time"] = "Tidspunktet ligger uden for mødetiden."
    return []
