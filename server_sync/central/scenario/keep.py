"""Keep the facts of a scenario as central keeps all facts, a table at a time."""

import json
from collections.abc import Iterable
from datetime import time
from typing import Any

from sqlalchemy import Connection, insert

from kiosk.journal.contents import GENESIS
from server_sync.central.db import tables
from server_sync.central.facts import recompute_queue
from server_sync.central.facts.entry_key import EntryKey
from server_sync.central.facts.people import WEEKDAYS, WeekJson
from server_sync.central.facts.provenance import Provenance
from server_sync.central.rules.facts import (
    CheckIn,
    Facts,
    Interval,
    Resolution,
    Tap,
    Week,
)

SITE = "site"
NO_LAW = "scenario"
"""Its courses have the maximum that it says, and no other."""
TOWN = "town"
WHO = "scenario"
CHAIN = bytes(16)
Row = dict[str, Any]
Rows = list[Row]


def keep(connection: Connection, facts: Facts, *, as_of: int) -> None:
    """Write the facts into tables that hold nothing else of this site."""
    provenance = Provenance(by=WHO, at=as_of)
    kept: dict[str, Rows] = {
        "municipality": [{"id": TOWN, "name": TOWN}],
        "site": [_site(facts, provenance)],
        "person": [_person(name, provenance) for name in sorted(_people(facts))],
        "terminal": [_terminal(name, provenance) for name in facts.site.terminals],
        **_planned(facts, provenance),
        **_human_facts(facts, provenance),
        **_told_by_terminals(facts),
    }
    for name, rows in kept.items():
        if rows:
            connection.execute(insert(tables.metadata.tables[name]), rows)
    recompute_queue.enqueue_site(connection, site=SITE)


def _site(facts: Facts, provenance: Provenance) -> Row:
    site = facts.site
    return {
        "id": SITE,
        "municipality": TOWN,
        "name": site.name,
        "phone": "",
        "language": "da",
        "zone": site.zone,
        "week": _week(site.week),
        "tolerance_min": site.tolerance_min,
        "capacity": site.capacity,
        "limits": {},
        "changed_by": provenance.by,
        "changed_at": provenance.at,
    }


def _person(name: str, provenance: Provenance) -> Row:
    return {
        "id": name,
        "municipality": TOWN,
        "name": name,
        "language": "da",
        "first_name_shown": True,
        "added_by": provenance.by,
        "added_at": provenance.at,
    }


def _terminal(name: str, provenance: Provenance) -> Row:
    return {
        "device": name,
        "municipality": TOWN,
        "site": SITE,
        "added_by": provenance.by,
        "added_at": provenance.at,
    }


def _people(facts: Facts) -> set[str]:
    named: list[Iterable[str | None]] = [
        (one.person for one in facts.courses),
        (one.person for one in facts.closures),
        (one.person for one in facts.cards),
        (one.person for one in facts.resolutions),
        (one.person for one in facts.check_ins),
        (one.person for one in facts.arrivals),
        (one.person for one in facts.notices),
        (one.person for one in facts.no_shows),
    ]
    return {person for group in named for person in group if person is not None}


def _planned(facts: Facts, provenance: Provenance) -> dict[str, Rows]:
    """What was expected: courses with their plans and exceptions, closures."""
    courses: Rows = []
    plans: Rows = []
    exceptions: Rows = []
    for course in facts.courses:
        row = _fact("course", provenance) | {
            "person": course.person,
            "site": SITE,
            "first": course.first,
            "last": course.last,
            "max_weeks": course.max_weeks,
            "legal_basis": NO_LAW,
            "told_at": course.told_at,
        }
        courses.append(row)
        plans += [
            _fact("plan", provenance)
            | {"course": row["key"], "first": plan.first, "week": _week(plan.week)}
            | {"told_at": plan.told_at}
            for plan in course.plans
        ]
        exceptions += [
            _fact("exception", provenance)
            | {"course": row["key"], "date": day, "intervals": _day(planned.intervals)}
            | {"told_at": planned.told_at}
            for day, planned in course.exceptions.items()
        ]
    closures = [
        _fact("closure", Provenance(by=provenance.by, at=provenance.at, why=one.why))
        | {"site": SITE, "person": one.person, "start": one.start, "until": one.end}
        for one in facts.closures
    ]
    return {
        "course": courses,
        "plan": plans,
        "exception": exceptions,
        "closure": closures,
    }


def _human_facts(facts: Facts, provenance: Provenance) -> dict[str, Rows]:
    """Cards, arrivals, notices, no-shows, and what was said of taps."""
    heard: list[Tap | CheckIn] = [*facts.taps, *facts.check_ins]
    keys = [
        (tap, str(EntryKey(tap.terminal, CHAIN, seq)))
        for seq, tap in enumerate(heard, start=1)
    ]
    cards = [
        _fact("card", provenance)
        | {"card": one.card, "person": one.person, "start": one.start, "until": one.end}
        for one in facts.cards
    ]
    arrivals = [
        _fact("arrival", Provenance(by=one.by, at=provenance.at, why=one.why))
        | {
            "person": one.person,
            "site": SITE,
            "arrived": one.at,
            "delay": "" if one.delayed else None,
        }
        for one in facts.arrivals
    ]
    notices = [
        _fact("notice", Provenance(by=one.by, at=provenance.at))
        | {
            "person": one.person,
            "first": one.first,
            "last": one.last,
            "reason": one.reason,
            "reported_at": one.reported_at,
        }
        for one in facts.notices
    ]
    no_shows = [
        _fact("no_show", Provenance(by=one.by, at=one.at))
        | {"person": one.person, "date": one.date}
        for one in facts.no_shows
    ]
    return {
        "card": cards,
        "arrival": arrivals,
        "notice": notices,
        "no_show": no_shows,
        "delay": [
            _fact("delay", provenance) | {"about": k} for tap, k in keys if tap.delayed
        ],
        "resolution": [
            _fact("resolution", provenance) | {"about": key, "person": one.person}
            for one in facts.resolutions
            for tap, key in keys
            if isinstance(tap, Tap) and _is_about(one, tap)
        ],
    }


def _fact(table: str, provenance: Provenance) -> Row:
    return provenance.columns(table) | {"municipality": TOWN}


def _told_by_terminals(facts: Facts) -> dict[str, Rows]:
    """Taps, listening and events put aside, as they stand once a chain is read."""
    numbers = {name: no for no, name in enumerate(facts.site.terminals, start=1)}
    chains = [
        {
            "id": number,
            "device": name,
            "chain": CHAIN,
            "first_seen_ns": 0,
            "through_seq": 0,
            "hash": GENESIS,
            "read_through_seq": 0,
        }
        for name, number in numbers.items()
    ]
    places = {
        name: {"chain": number, "site": SITE, "terminal": name}
        for name, number in numbers.items()
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
            "beside": None if one.beside is None else json.dumps(one.beside),
        }
        for seq, one in enumerate(facts.taps, start=1)
    ]
    check_ins = [
        places[one.terminal]
        | {
            "seq": seq,
            "person": one.person,
            "lo": one.lo,
            "hi": one.hi,
            "certain": one.certain,
        }
        for seq, one in enumerate(facts.check_ins, start=len(facts.taps) + 1)
    ]
    put_aside: Rows = [
        {
            "chain": numbers[one.terminal],
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
    return {
        "chain": chains,
        "stretch": stretches,
        "tap": taps,
        "check_in": check_ins,
        "quarantine": put_aside,
    }


def _is_about(resolution: Resolution, tap: Tap) -> bool:
    return (tap.terminal, tap.card, tap.lo, tap.hi, tap.certain) == (
        resolution.terminal,
        resolution.card,
        resolution.lo,
        resolution.hi,
        resolution.certain,
    )


def _week(week: Week) -> WeekJson:
    return {WEEKDAYS[number]: _day(intervals) for number, intervals in week.items()}


def _day(intervals: Iterable[Interval]) -> list[tuple[str, str]]:
    return [(_clock(start), _clock(end)) for start, end in intervals]


def _clock(clock: time) -> str:
    return clock.isoformat()
