"""Find out which sites, people and dates the facts in the queue are about.

The queue names a fact, and its sites are found out here, when the fact and all that it
is about are committed: so two facts that come at once over two connections cannot miss
each other. What is found goes into the queues of the sites.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    cast,
    insert,
    null,
    or_,
    select,
)
from sqlalchemy import Text as TextType

from kiosk.journal.contents import Kind
from server_sync.central.db import tables
from server_sync.central.db.query_batch import among, listed
from server_sync.central.facts.provenance import CENTRAL
from server_sync.central.facts.recompute_queue import ONE_DAY, dates_of
from server_sync.central.judging import recompute_queries

FACTS_AT_ONCE = 500
SEQ_DIGITS_MAX = 18
ABOUT = ("delay", "resolution", "void")
"""Kinds of facts that are about another fact, or about a tap."""
ABOUT_DEPTH = 3  # a void is about a delay that is about a tap, and there it ends
Day = ColumnElement[Any]
Names = Mapping[str, str]
"""The name of each fact, and of the one that made the difference."""
SiteFacts = tuple[str, str | None, date | None, date | None, str]
"""A site, a person (None: everybody), the first and the last date, and the fact."""


class Dated(NamedTuple):
    """A fact about whole dates; None is the first or the last date there is."""

    key: str
    site: str
    person: str | None
    first: date | None
    last: date | None


class Timed(NamedTuple):
    """A fact about the time between two instants, at a site with that time zone."""

    key: str
    site: str
    person: str | None
    lo: int
    hi: int
    zone: str


def resolve(connection: Connection) -> bool:
    """Put some queued facts into the queues of their sites; True if there were any."""
    names = recompute_queries.take_queued_facts(connection, limit=FACTS_AT_ONCE)
    found = dict.fromkeys(_site_facts(connection, names))
    rows = [
        {"site": site, "person": person, "first": first, "last": last, "fact": fact}
        for site, person, first, last, fact in found
    ]
    if rows:
        connection.execute(insert(tables.stale), rows)
    return bool(names)


def _site_facts(
    connection: Connection, names: Names, depth: int = ABOUT_DEPTH
) -> Iterator[SiteFacts]:
    """Look each fact up in the table of its kind; one that is not here gives nothing.

    It will be in the queue again when it comes.
    """
    by_kind: dict[str, dict[str, str]] = {}
    for key, fact in names.items():
        if kind := _kind(connection, key):
            by_kind.setdefault(kind, {})[key] = fact
    for kind, of_kind in by_kind.items():
        if kind == Kind.TAP:
            yield from _of_taps(connection, of_kind)
        elif kind in ABOUT and depth > 1:
            behind = _what_they_are_about(connection, kind, of_kind)
            yield from _site_facts(connection, behind, depth - 1)
        elif kind in _dated():
            yield from _of_dated(connection, kind, of_kind)
        elif kind in _timed():
            yield from _of_timed(connection, kind, of_kind)


def _of_dated(connection: Connection, kind: str, names: Names) -> Iterator[SiteFacts]:
    asked = _dated()[kind]
    for row in connection.execute(asked, {"keys": listed(names)}):
        found = Dated(*row)
        last = found.last
        if kind == "exception" and last is not None:
            last += ONE_DAY  # a session that begins the evening before
        yield found.site, found.person, found.first, last, names[found.key]


def _of_timed(connection: Connection, kind: str, names: Names) -> Iterator[SiteFacts]:
    asked = _timed()[kind]
    for row in connection.execute(asked, {"keys": listed(names)}):
        found = Timed(*row)
        dates = dates_of(found.lo, found.hi, found.zone)
        yield found.site, found.person, *dates, names[found.key]


def _what_they_are_about(connection: Connection, kind: str, names: Names) -> Names:
    columns = tables.metadata.tables[kind].c
    asked = select(columns.key, columns.about).where(among(columns.key, "keys"))
    rows = connection.execute(asked, {"keys": listed(names)})
    return {about: names[key] for key, about in rows}


def _of_taps(connection: Connection, names: Names) -> Iterator[SiteFacts]:
    """Somebody wrote whose a tap was, or what delayed it: this concerns everybody."""
    tap, chain, site = tables.tap.c, tables.chain.c, tables.site.c
    for key, fact in names.items():
        device, rest, seq = parts_of(key)
        rows = connection.execute(
            select(tap.site, tap.lo, tap.hi, site.zone)
            .join_from(tables.tap, tables.chain, chain.id == tap.chain)
            .join(tables.site, site.id == tap.site)
            .where(chain.device == device, chain.chain == bytes.fromhex(rest))
            .where(tap.seq == int(seq))
        )
        for at_site, lo, hi, zone in rows:
            yield at_site, None, *dates_of(lo, hi, zone), fact


def _kind(connection: Connection, key: str) -> str | None:
    """Say in which table a fact of that name is, or that it is a tap."""
    device, chain, seq = parts_of(key)
    if device == CENTRAL:
        return None if chain == Kind.TAP else chain
    if not (seq.isdecimal() and len(seq) <= SEQ_DIGITS_MAX and _is_hex(chain)):
        return None
    entry, chains = tables.entry.c, tables.chain.c
    kind = (
        select(entry.kind)
        .join_from(tables.entry, tables.chain, chains.id == entry.chain)
        .where(chains.device == device, chains.chain == bytes.fromhex(chain))
        .where(entry.seq == int(seq))
    )
    return connection.scalar(kind)


def parts_of(key: str) -> tuple[str, str, str]:
    """Take "device/chain/seq" apart; a device may have a slash in its name."""
    front, _, seq = key.rpartition("/")
    device, _, chain = front.rpartition("/")
    return device, chain, seq


def _is_hex(text: str) -> bool:
    return len(text) % 2 == 0 and all(sign in "0123456789abcdef" for sign in text)


@cache
def _dated() -> Mapping[str, Select[Any]]:
    """For each kind, the query whose rows are `Dated`."""
    course, plan, exception = tables.course.c, tables.plan.c, tables.exception.c
    notice, no_show = tables.notice.c, tables.no_show.c
    ever = null()
    person = course.person
    return {
        "course": select(course.key, course.site, person, ever, ever).where(
            among(course.key, "keys")
        ),
        "course_end": _of_course(tables.course_end, ever, ever),
        "plan": _of_course(tables.plan, plan.first, ever),
        "exception": _of_course(tables.exception, exception.date, exception.date),
        "notice": _of_person(tables.notice, notice.first, notice.last),
        "no_show": _of_person(tables.no_show, no_show.date, no_show.date),
    }


def _of_course(table: Table, first: Day, last: Day) -> Select[Any]:
    course = tables.course.c
    return (
        select(table.c.key, course.site, course.person, first, last)
        .join_from(table, tables.course, course.key == table.c.course)
        .where(among(table.c.key, "keys"))
    )


def _of_person(table: Table, first: Day, last: Day) -> Select[Any]:
    course = tables.course.c
    return (
        select(table.c.key, course.site, course.person, first, last)
        .join_from(table, tables.course, course.person == table.c.person)
        .where(among(table.c.key, "keys"))
        .distinct()
    )


@cache
def _timed() -> Mapping[str, Select[Any]]:
    """For each kind, the query whose rows are `Timed`."""
    closure, arrival, card = tables.closure.c, tables.arrival.c, tables.card.c
    course, tap, site = tables.course.c, tables.tap.c, tables.site.c
    everybody = cast(null(), TextType)
    closures = (
        select(
            *(closure.key, closure.site, closure.person),
            *(closure.start, closure.until, site.zone),
        )
        .join_from(tables.closure, tables.site, site.id == closure.site)
        .where(among(closure.key, "keys"))
    )
    arrivals = (
        select(
            *(arrival.key, course.site, arrival.person),
            *(arrival.arrived, arrival.arrived, site.zone),
        )
        .join_from(tables.arrival, tables.course, course.person == arrival.person)
        .join(tables.site, site.id == arrival.site)
        .where(among(arrival.key, "keys"))
        .distinct()
    )
    # A card that is given or taken back: the doubts of everybody where it was tapped.
    taps = (
        select(card.key, tap.site, everybody, tap.lo, tap.hi, site.zone)
        .join_from(tables.card, tables.tap, tap.card == card.card)
        .join(tables.site, site.id == tap.site)
        .where(tap.hi >= card.start, or_(card.until.is_(None), tap.lo < card.until))
        .where(among(card.key, "keys"))
    )
    return {"closure": closures, "arrival": arrivals, "card": taps}
