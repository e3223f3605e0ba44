"""Keep the facts of a scenario as central keeps all facts."""

from collections.abc import Iterable
from datetime import time
from typing import Any

from sqlalchemy import Connection, insert, select

from kiosk.entry import GENESIS
from server_sync.central import people, planning, tables
from server_sync.central.kept_heard import entry_key
from server_sync.central.people import WEEKDAYS, WeekJson
from server_sync.central.rules.facts import (
    Course,
    Facts,
    Interval,
    Resolution,
    Tap,
    Week,
)
from server_sync.central.said import Said
from server_sync.central.stating import state_all

SITE = "site"
TOWN = "town"
WHO = "scenario"
CHAIN = bytes(16)


def keep(connection: Connection, facts: Facts, *, as_of: int) -> None:
    """Write the facts into tables that hold nothing else of this site."""
    said = Said(by=WHO, at=as_of)
    _site(connection, facts, said)
    for person in sorted(_people(facts)):
        people.add_person(
            connection, municipality=TOWN, name=person, said=said, known_as=person
        )
    for course in facts.courses:
        _course(connection, course, said)
    state_all(
        connection,
        "closure",
        (
            (
                Said(by=WHO, at=as_of, why=closure.why),
                {
                    "municipality": TOWN,
                    "site": SITE,
                    "person": closure.person,
                    "start": closure.start,
                    "until": closure.end,
                },
            )
            for closure in facts.closures
        ),
    )
    state_all(
        connection,
        "card",
        (
            (
                said,
                {
                    "municipality": TOWN,
                    "card": card.card,
                    "person": card.person,
                    "start": card.start,
                    "until": card.end,
                },
            )
            for card in facts.cards
        ),
    )
    _told_by_terminals(connection, facts, said)
    _told_by_people(connection, facts, as_of)


def _site(connection: Connection, facts: Facts, said: Said) -> None:
    site = facts.site
    people.add_municipality(connection, name=TOWN, known_as=TOWN)
    people.add_site(
        connection,
        municipality=TOWN,
        name=site.name,
        week=_week(site.week),
        tolerance_min=site.tolerance_min,
        capacity=site.capacity,
        zone=site.zone,
        said=said,
        known_as=SITE,
    )
    for terminal in site.terminals:
        people.add_terminal(
            connection, site=SITE, device=terminal, public_key=bytes(32), said=said
        )


def _people(facts: Facts) -> set[str]:
    named: list[Iterable[str | None]] = [
        (one.person for one in facts.courses),
        (one.person for one in facts.closures),
        (one.person for one in facts.cards),
        (one.person for one in facts.resolutions),
        (one.person for one in facts.arrivals),
        (one.person for one in facts.notices),
        (one.person for one in facts.no_shows),
    ]
    return {person for group in named for person in group if person is not None}


def _course(connection: Connection, course: Course, said: Said) -> None:
    key = planning.add_course(
        connection,
        person=course.person,
        site=SITE,
        first=course.first,
        last=course.last,
        max_weeks=course.max_weeks,
        said=said,
    )
    for plan in course.plans:
        planning.add_plan(
            connection, course=key, first=plan.first, week=_week(plan.week), said=said
        )
    for day, intervals in course.exceptions.items():
        planning.add_exception(
            connection, course=key, date=day, intervals=_day(intervals), said=said
        )


def _told_by_terminals(connection: Connection, facts: Facts, said: Said) -> None:
    """Taps, listening and events put aside, as they stand once a chain is read."""
    chains = {name: _chain(connection, name) for name in facts.site.terminals}
    places = {
        name: {"chain": chain, "site": SITE, "terminal": name}
        for name, chain in chains.items()
    }
    stretches = [
        places[one.terminal]
        | {"seq": seq, "no": 0, "start": one.start, "until": one.end}
        for seq, one in enumerate(facts.stretches, start=1)
    ]
    taps = [
        places[one.terminal]
        | {
            "seq": seq,
            "card": one.card,
            "lo": one.lo,
            "hi": one.hi,
            "certain": one.certain,
        }
        for seq, one in enumerate(facts.taps, start=1)
    ]
    put_aside: list[dict[str, Any]] = [
        {
            "chain": chains[one.terminal],
            "seq": seq,
            "raw": b"",
            "reason": "unreadable",
            "received_ns": 0,
            "site": SITE,
            "lo": one.lo,
            "hi": one.hi,
        }
        for seq, one in enumerate(facts.quarantined, start=1)
    ]
    for table, rows in (
        (tables.stretch, stretches),
        (tables.tap, taps),
        (tables.quarantine, put_aside),
    ):
        if rows:
            connection.execute(insert(table), rows)
    delayed = (
        (said, {"municipality": TOWN, "about": entry_key(tap.terminal, CHAIN, seq)})
        for seq, tap in enumerate(facts.taps, start=1)
        if tap.delayed
    )
    state_all(connection, "delay", delayed)
    resolved = (
        (
            said,
            {
                "municipality": TOWN,
                "about": entry_key(tap.terminal, CHAIN, seq),
                "person": resolution.person,
            },
        )
        for resolution in facts.resolutions
        for seq, tap in enumerate(facts.taps, start=1)
        if _is_about(resolution, tap)
    )
    state_all(connection, "resolution", resolved)


def _is_about(resolution: Resolution, tap: Tap) -> bool:
    return (tap.terminal, tap.card, tap.lo, tap.hi, tap.certain) == (
        resolution.terminal,
        resolution.card,
        resolution.lo,
        resolution.hi,
        resolution.certain,
    )


def _told_by_people(connection: Connection, facts: Facts, as_of: int) -> None:
    arrivals = (
        (
            Said(by=arrival.by, at=as_of, why=arrival.why),
            {
                "municipality": TOWN,
                "person": arrival.person,
                "site": SITE,
                "arrived": arrival.at,
                "delay": "" if arrival.delayed else None,
            },
        )
        for arrival in facts.arrivals
    )
    notices = (
        (
            Said(by=notice.by, at=as_of),
            {
                "municipality": TOWN,
                "person": notice.person,
                "first": notice.first,
                "last": notice.last,
                "reason": notice.reason,
                "reported_at": notice.reported_at,
            },
        )
        for notice in facts.notices
    )
    no_shows = (
        (
            Said(by=no_show.by, at=no_show.at),
            {"municipality": TOWN, "person": no_show.person, "date": no_show.date},
        )
        for no_show in facts.no_shows
    )
    state_all(connection, "arrival", arrivals)
    state_all(connection, "notice", notices)
    state_all(connection, "no_show", no_shows)


def _chain(connection: Connection, device: str) -> int:
    connection.execute(
        insert(tables.chain).values(
            device=device,
            chain=CHAIN,
            first_seen_ns=0,
            through_seq=0,
            hash=GENESIS,
            read_through_seq=0,
        )
    )
    columns = tables.chain.c
    found = select(columns.id).where(columns.device == device, columns.chain == CHAIN)
    return int(connection.execute(found).scalar_one())


def _week(week: Week) -> WeekJson:
    return {WEEKDAYS[number]: _day(intervals) for number, intervals in week.items()}


def _day(intervals: Iterable[Interval]) -> list[tuple[str, str]]:
    return [(_clock(start), _clock(end)) for start, end in intervals]


def _clock(clock: time) -> str:
    return clock.isoformat()
