"""What stands beside a prompt: the facts in a sentence, and how it ended."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from kiosk.look import danish, words
from server_sync.central.accounts.viewer import Viewer
from server_sync.central.attendance.line import Line
from server_sync.central.attendance.queries import lines_of
from server_sync.central.db.tables import chain, entry, judged, no_show, prompt_event
from server_sync.central.facts.not_voided import not_voided
from server_sync.central.facts.provenance import CENTRAL
from server_sync.central.judging.load_plans import keyed_courses
from server_sync.central.judging.prompts import What
from server_sync.central.rules.calendar import zone_of
from server_sync.central.rules.prompt import Key
from server_sync.central.rules.status import Cause, Status
from server_sync.central.web.people.queries import seen_by
from server_sync.central.web.prompts.words import EVENTS, SOMETHING, TIME_PASSED

STRIP_SESSIONS = 10
HEX = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One step of a prompt's life."""

    at: datetime
    what: str
    who: str


def strips_of(
    connection: Connection, viewer: Viewer, people: Collection[str], *, until: date
) -> dict[str, Sequence[Line]]:
    """Read the latest sessions of several people, the oldest first."""
    turn = func.row_number().over(
        partition_by=judged.c.person,
        order_by=(judged.c.date.desc(), judged.c.start.desc()),
    )
    ranked = (
        seen_by(viewer)
        .add_columns(turn.label("turn"))
        .where(judged.c.person.in_(people), judged.c.date <= until)
        .subquery()
    )
    asked = (
        select(ranked)
        .where(ranked.c.turn <= STRIP_SESSIONS)
        .order_by(ranked.c.person, ranked.c.date, ranked.c.start)
    )
    strips: dict[str, list[Line]] = defaultdict(list)
    for line in lines_of(connection, connection.execute(asked)):
        strips[line.person_id].append(line)
    return dict(strips)


def sentences(connection: Connection, prompt: Row[Any]) -> Sequence[str]:
    """Say what is known, without judging it."""
    return tuple(_known(connection, prompt))


def _known(connection: Connection, prompt: Row[Any]) -> Iterator[str]:
    match Key(prompt.key):
        case Key.MISSING_REGISTRATION | Key.FIRST_DAY:
            yield from _planned(connection, prompt)
        case Key.NO_SHOW:
            yield from _confirmed(connection, prompt)
        case Key.NO_DATA:
            yield from _without_data(connection, prompt)
        case Key.COURSE_ENDING | Key.NEVER_ATTENDED:
            yield from _course(connection, prompt)
        case Key.OVER_CAPACITY:
            yield f"Stedet har {prompt.capacity} pladser."
        case _:
            return


def endings_of(connection: Connection, zones: Mapping[int, str]) -> dict[int, str]:
    """Say of each closed prompt how it ended: by whom, or by which fact."""
    asked = (
        select(prompt_event)
        .where(
            prompt_event.c.prompt.in_(zones),
            prompt_event.c.what.in_((What.HANDLED, What.WITHDRAWN)),
        )
        .order_by(prompt_event.c.id)
    )
    return {
        row.prompt: _ending(connection, row, zones[row.prompt])
        for row in connection.execute(asked).all()
    }


def history(connection: Connection, *, prompt_id: int, zone: str) -> list[Event]:
    """Tell a prompt's life, the oldest first; who only saw it is in the log."""
    asked = (
        select(prompt_event)
        .where(prompt_event.c.prompt == prompt_id, prompt_event.c.what != What.SHOWN)
        .order_by(prompt_event.c.id)
    )
    return [
        Event(
            at=datetime.fromtimestamp(row.at, zone_of(zone)),
            what=EVENTS.get(row.what, row.what) + (f": {row.note}" if row.note else ""),
            who=_cause(connection, row.fact) if row.by == CENTRAL else row.by,
        )
        for row in connection.execute(asked).all()
    ]


def _ending(connection: Connection, row: Row[Any], zone: str) -> str:
    at = danish.moment(datetime.fromtimestamp(row.at, zone_of(zone)))
    if row.what == What.HANDLED:
        return f"Håndteret af {row.by} den {at}: {row.note}"
    return f"Faldt væk den {at}, fordi {_cause(connection, row.fact)}."


def _cause(connection: Connection, fact: str | None) -> str:
    """Say which kind of fact it was; its name says no more to a reader."""
    match (fact or "").split("/"):
        case [""] | ["time"]:
            return TIME_PASSED
        case ["central", table, *_]:
            return words.FACT_CAME.get(table, SOMETHING)
        case [kind] | ["tap" | "check_in" as kind, _, _]:
            return words.FACT_CAME.get(kind, SOMETHING)
        case [device, chain_id, seq] if seq.isdecimal() and HEX.fullmatch(chain_id):
            return words.FACT_CAME.get(
                _kind(connection, device, chain_id, int(seq)), SOMETHING
            )
        case _:
            return SOMETHING


def _kind(connection: Connection, device: str, chain_id: str, seq: int) -> str:
    asked = (
        select(entry.c.kind)
        .join(chain, chain.c.id == entry.c.chain)
        .where(
            chain.c.device == device,
            chain.c.chain == bytes.fromhex(chain_id),
            entry.c.seq == seq,
        )
    )
    return str(connection.execute(asked).scalar_one_or_none() or "")


def _planned(connection: Connection, prompt: Row[Any]) -> Iterator[str]:
    asked = (
        select(judged.c.start, judged.c.end, judged.c.status)
        .where(judged.c.person == prompt.person, judged.c.date == prompt.date)
        .order_by(judged.c.start)
    )
    for start, end, status in connection.execute(asked):
        hours = " til ".join(
            danish.clock(datetime.fromtimestamp(instant, zone_of(prompt.zone)))
            for instant in (start, end)
        )
        yield f"Mødetid kl. {hours}. {words.STATUS[Status(status)]}."


def _confirmed(connection: Connection, prompt: Row[Any]) -> Iterator[str]:
    asked = not_voided(no_show).where(
        no_show.c.person == prompt.person, no_show.c.date == prompt.date
    )
    for row in connection.execute(asked.order_by(no_show.c.at)):
        at = danish.moment(datetime.fromtimestamp(row.at, zone_of(prompt.zone)))
        yield f"Noteret af {row.by} den {at}." + (f" {row.why}" if row.why else "")


def _without_data(connection: Connection, prompt: Row[Any]) -> Iterator[str]:
    asked = (
        select(judged.c.cause, func.count())
        .where(
            judged.c.site == prompt.site,
            judged.c.date == prompt.date,
            judged.c.status == Status.UNKNOWN,
        )
        .group_by(judged.c.cause)
        .order_by(judged.c.cause)
    )
    for cause, number in connection.execute(asked):
        days = danish.count(number, "mødedag er ukendt", "mødedage er ukendte")
        yield f"{days}: {words.CAUSE[Cause(cause)]}."


def _course(connection: Connection, prompt: Row[Any]) -> Iterator[str]:
    courses = keyed_courses(connection, site=prompt.site, people=[prompt.person])
    for _, course in courses[-1:]:
        first, last = danish.dated(course.first), danish.dated(course.last)
        yield f"Forløbet går fra {first} til {last}."
