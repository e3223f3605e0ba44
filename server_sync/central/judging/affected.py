"""Find out whom a mark in the queue touches: which people of which site, and when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from kiosk.journal.contents import Kind
from server_sync.central.db import tables
from server_sync.central.facts.provenance import CENTRAL
from server_sync.central.facts.recompute_queue import (
    ONE_DAY,
    Dates,
    dates_of,
)
from server_sync.central.judging import holders
from server_sync.central.judging.holders import Held

TIME = "time"
"""What is named as the fact where time alone made the difference."""
EVER: Dates = (date.min, date.max - timedelta(days=2))
FACTS = frozenset(
    {
        "arrival",
        "notice",
        "no_show",
        "card",
        "delay",
        "resolution",
        "void",
        "course",
        "course_end",
        "plan",
        "exception",
        "closure",
    }
)
ABOUT = ("delay", "resolution", "void")
ABOUT_DEPTH = 3  # a void is about a delay that is about a tap, and there it ends


@dataclass(slots=True)
class Touched:
    """What must be judged again of one site, and which fact did it.

    Attributes:
        everybody: the dates to judge of everybody.
        people: the dates to judge of one person.
        facts: for each person (None: the site), the fact that came last.
        new_day: the last date that was judged, if a new one has come since.
    """

    everybody: set[Dates] = field(default_factory=set)
    people: defaultdict[str, set[Dates]] = field(
        default_factory=lambda: defaultdict(set)
    )
    facts: dict[str | None, str] = field(default_factory=dict)
    new_day: date | None = None

    def new_day_after(self, day: date) -> None:
        """Note that time has brought another date."""
        self.new_day = day

    def settle(self) -> None:
        """Leave out of the people's dates what is judged of everybody anyway."""
        if EVER in self.everybody:
            self.everybody = {EVER}
            self.people.clear()

    def add(self, person: str | None, dates: Dates, fact: str | None) -> None:
        """Add dates of one person, or of everybody."""
        (self.everybody if person is None else self.people[person]).add(dates)
        if fact:
            self.facts[person] = fact


Sites = defaultdict[str, Touched]


def new_sites() -> Sites:
    """Begin with no site touched."""
    return defaultdict(Touched)


def touched_by(connection: Connection, marks: Sequence[Any]) -> Sites:
    """Resolve marks; what a mark names and is not here yet touches nobody."""
    sites = new_sites()
    of_taps = [mark for mark in marks if mark.about is None and mark.card]
    held = holders.held_at(connection, of_taps)
    seen: set[tuple[Any, ...]] = set()
    for mark in marks:
        what = (mark.site, mark.about, mark.card, mark.person)
        dates = (mark.first or EVER[0], mark.last or EVER[1])
        if (*what, dates) in seen:
            continue
        seen.add((*what, dates))
        if mark.about is not None:
            _by_fact(connection, sites, mark.about, mark.fact)
        elif mark.card is not None:
            _by_taps(held, sites, mark)
        else:
            sites[mark.site].add(mark.person, dates, mark.fact)
    return sites


def _by_taps(held: Held, sites: Sites, mark: Any) -> None:
    """A new tap touches its holders; one of nobody touches everybody."""
    rows = held.cards[mark.card]
    dates = (mark.first, mark.last)
    zone = held.zones[mark.site]
    if any(
        holders.held_throughout(row, dates, zone) for row in rows if not row.taken_back
    ):
        for person in {row.person for row in rows}:
            sites[mark.site].add(person, dates, mark.fact)
    else:
        sites[mark.site].add(None, dates, mark.fact)


def _by_fact(
    connection: Connection,
    sites: Sites,
    key: str,
    fact: str | None,
    depth: int = ABOUT_DEPTH,
) -> None:
    """Find the fact of that name in the table it is in, and ask it."""
    name = _kind(connection, key)
    if name == Kind.TAP:
        _by_tap_named(connection, sites, key, fact)
    if name not in FACTS:
        return
    table = tables.metadata.tables[name]
    row = connection.execute(select(table).where(table.c.key == key)).one_or_none()
    if row is None:
        return
    if name not in ABOUT:
        _by_row(connection, sites, name, row, fact)
    elif depth > 1:
        _by_fact(connection, sites, row.about, fact, depth - 1)


def _kind(connection: Connection, key: str) -> str | None:
    """Say in which table a fact of that name is, or that it is a tap."""
    device, chain, seq = parts_of(key)
    if device == CENTRAL:
        return chain
    if not (seq.isdecimal() and _is_hex(chain)):
        return None
    entry, chains = tables.entry.c, tables.chain.c
    kind = (
        select(entry.kind)
        .join_from(tables.entry, tables.chain, chains.id == entry.chain)
        .where(chains.device == device, chains.chain == bytes.fromhex(chain))
        .where(entry.seq == int(seq))
    )
    return connection.scalar(kind)


def _by_row(
    connection: Connection, sites: Sites, name: str, row: Any, fact: str | None
) -> None:
    match name:
        case "card":
            _by_assignment(connection, sites, row, fact)
        case "closure":
            dates = dates_of(row.start, row.until, _zone(connection, row.site))
            sites[row.site].add(row.person, dates, fact)
        case "course":
            sites[row.site].add(row.person, EVER, fact)
        case "course_end":
            _of_course(connection, sites, row.course, EVER, fact)
        case "plan":
            _of_course(connection, sites, row.course, (row.first, EVER[1]), fact)
        case "exception":
            dates = (row.date, _next(row.date))
            _of_course(connection, sites, row.course, dates, fact)
        case "notice":
            _of_person(connection, sites, row.person, (row.first, row.last), fact)
        case "no_show":
            _of_person(connection, sites, row.person, (row.date, row.date), fact)
        case "arrival":
            dates = dates_of(row.arrived, row.arrived, _zone(connection, row.site))
            _of_person(connection, sites, row.person, dates, fact)


def _by_assignment(
    connection: Connection, sites: Sites, row: Any, fact: str | None
) -> None:
    """A card given or taken back: everybody's doubts on the dates of its taps."""
    tap = tables.tap.c
    query = select(tap.site, tap.lo, tap.hi).where(
        tap.card == row.card, tap.hi >= row.start
    )
    if row.until is not None:
        query = query.where(tap.lo < row.until)
    for site, lo, hi in connection.execute(query):
        sites[site].add(None, dates_of(lo, hi, _zone(connection, site)), fact)


def _by_tap_named(
    connection: Connection, sites: Sites, key: str, fact: str | None
) -> None:
    """Something was said of a tap: whose it was, or what delayed it."""
    tap, chain = tables.tap.c, tables.chain.c
    device, rest, seq = parts_of(key)
    rows = connection.execute(
        select(tap.site, tap.lo, tap.hi)
        .join_from(tables.tap, tables.chain, chain.id == tap.chain)
        .where(chain.device == device, chain.chain == bytes.fromhex(rest))
        .where(tap.seq == int(seq))
    )
    for site, lo, hi in rows:
        sites[site].add(None, dates_of(lo, hi, _zone(connection, site)), fact)


def _of_course(
    connection: Connection, sites: Sites, course: str, dates: Dates, fact: str | None
) -> None:
    columns = tables.course.c
    row = connection.execute(
        select(columns.site, columns.person).where(columns.key == course)
    ).one_or_none()
    if row is not None:
        sites[row.site].add(row.person, dates, fact)


def _of_person(
    connection: Connection, sites: Sites, person: str, dates: Dates, fact: str | None
) -> None:
    columns = tables.course.c
    query = select(columns.site).where(columns.person == person).distinct()
    for site in connection.scalars(query):
        sites[site].add(person, dates, fact)


def _zone(connection: Connection, site: str) -> str:
    return str(connection.scalar(_zone_query(), {"site": site}))


def _next(day: date) -> date:
    return day + ONE_DAY


def parts_of(key: str) -> tuple[str, str, str]:
    """Take "device/chain/seq" apart; a device may have a slash in its name."""
    front, _, seq = key.rpartition("/")
    device, _, chain = front.rpartition("/")
    return device, chain, seq


def _is_hex(text: str) -> bool:
    return len(text) % 2 == 0 and all(sign in "0123456789abcdef" for sign in text)


@cache
def _zone_query() -> Select[Any]:
    return select(tables.site.c.zone).where(tables.site.c.id == bindparam("site"))


def by_dates(people: Mapping[str, Iterable[Dates]]) -> dict[Dates, list[str]]:
    """Find out of whom the same dates are judged: they are, at one stroke."""
    together: defaultdict[Dates, list[str]] = defaultdict(list)
    for person, ranges in sorted(people.items()):
        for dates in merged(ranges):
            together[dates].append(person)
    return together


def merged(ranges: Iterable[Dates]) -> list[Dates]:
    """Join what overlaps or touches, so that no date is judged twice."""
    joined: list[Dates] = []
    for first, last in sorted(ranges):
        if joined and first <= joined[-1][1] + ONE_DAY:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined
