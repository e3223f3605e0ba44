"""Find out which sites, people and dates the facts in the queue are about.

The queue names a fact, and its sites are found out here, when the fact and all that it
is about are committed: so two facts that come at once over two connections cannot miss
each other. What is found goes into the queues of the sites.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    Table,
    cast,
    insert,
    literal,
    null,
    or_,
    select,
    union,
)
from sqlalchemy import Text as TextType

from kiosk.journal.contents import Kind
from server_sync.central.db import tables
from server_sync.central.db.query_batch import among, listed
from server_sync.central.facts.entry_key import EntryKey
from server_sync.central.facts.kinds import KINDS, FactKind, Scope, Unit
from server_sync.central.facts.provenance import kind_of_key
from server_sync.central.facts.recompute_queue import ONE_DAY, dates_of
from server_sync.central.judging import recompute_queries

FACTS_AT_ONCE = 500
TIMED_BY_TERMINALS = frozenset({Kind.TAP, Kind.CHECK_IN})
"""What a person may write about, and no person states: taps and check-ins by code."""
ABOUT_DEPTH = 3  # a void is about a delay that is about a tap, and there it ends
Asked = Select[Any] | CompoundSelect[Any]
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
    for name, of_kind in by_kind.items():
        if name in TIMED_BY_TERMINALS:
            table = tables.metadata.tables[name]
            yield from _of_taps(connection, table, of_kind)
        elif name in KINDS:
            yield from _of_kind(connection, KINDS[name], of_kind, depth)


def _of_kind(
    connection: Connection, kind: FactKind, names: Names, depth: int
) -> Iterator[SiteFacts]:
    """Find out what facts of one kind change, as the kind's scope says."""
    if kind.scope is Scope.SUBJECT and depth > 1:
        behind = _what_they_are_about(connection, kind, names)
        yield from _site_facts(connection, behind, depth - 1)
    elif kind.when is not None and kind.name in _queries():
        rows = connection.execute(_queries()[kind.name], {"keys": listed(names)})
        if kind.when.unit is Unit.DATES:
            yield from _of_dated(kind, map(Dated._make, rows), names)
        else:
            yield from _of_timed(map(Timed._make, rows), names)


def _of_dated(
    kind: FactKind, rows: Iterable[Dated], names: Names
) -> Iterator[SiteFacts]:
    for row in rows:
        last = row.last
        if kind.scope is Scope.COURSE_WHEN and last is not None:
            last += ONE_DAY  # a session that begins the evening before
        yield row.site, row.person, row.first, last, names[row.key]


def _of_timed(rows: Iterable[Timed], names: Names) -> Iterator[SiteFacts]:
    for row in rows:
        dates = dates_of(row.lo, row.hi, row.zone)
        yield row.site, row.person, *dates, names[row.key]


def _what_they_are_about(connection: Connection, kind: FactKind, names: Names) -> Names:
    columns = kind.table.c
    asked = select(columns.key, columns.about).where(among(columns.key, "keys"))
    rows = connection.execute(asked, {"keys": listed(names)})
    return {about: names[key] for key, about in rows}


def _of_taps(connection: Connection, table: Table, names: Names) -> Iterator[SiteFacts]:
    """Somebody wrote whose a tap was, or what delayed it: this concerns everybody."""
    tap, chain, site = table.c, tables.chain.c, tables.site.c
    for key, fact in names.items():
        entry = EntryKey.parse(key)
        if entry is None:
            continue
        rows = connection.execute(
            select(tap.site, tap.lo, tap.hi, site.zone)
            .join_from(table, tables.chain, chain.id == tap.chain)
            .join(tables.site, site.id == tap.site)
            .where(chain.device == entry.terminal, chain.chain == entry.chain)
            .where(tap.seq == entry.seq)
        )
        for at_site, lo, hi, zone in rows:
            yield at_site, None, *dates_of(lo, hi, zone), fact


def _kind(connection: Connection, key: str) -> str | None:
    """Say in which table a fact of that name is, or that it is a tap."""
    name = EntryKey.parse(key)
    if name is None:
        return kind_of_key(key)
    entry, chain = tables.entry.c, tables.chain.c
    kind = (
        select(entry.kind)
        .join_from(tables.entry, tables.chain, chain.id == entry.chain)
        .where(chain.device == name.terminal, chain.chain == name.chain)
        .where(entry.seq == name.seq)
    )
    return connection.scalar(kind)


@cache
def _queries() -> Mapping[str, Asked]:
    """For each kind that is judged, the query whose rows are `Dated` or `Timed`."""
    made: dict[Scope, Callable[[FactKind], Asked]] = {
        Scope.COURSE: _of_whole_course,
        Scope.COURSE_WHEN: _of_course,
        Scope.PERSON_WHEN: _of_person,
        Scope.SITE_WHEN: _of_site,
        Scope.TAPS_OF_CARD: _of_taps_of_card,
    }
    return {
        kind.name: made[kind.scope](kind)
        for kind in KINDS.values()
        if kind.scope in made
    }


def _of_whole_course(kind: FactKind) -> Select[Any]:
    course, table = tables.course.c, kind.table
    asked = among(table.c.key, "keys")
    ever = (null(), null())
    query = select(table.c.key, course.site, course.person, *ever).where(asked)
    if table is tables.course:
        return query
    return query.join_from(table, tables.course, course.key == table.c.course)


def _of_course(kind: FactKind) -> Select[Any]:
    course, table = tables.course.c, kind.table
    return (
        select(table.c.key, course.site, course.person, *_ends(kind))
        .join_from(table, tables.course, course.key == table.c.course)
        .where(among(table.c.key, "keys"))
    )


def _of_person(kind: FactKind) -> Select[Any]:
    course, table, site = tables.course.c, kind.table, tables.site.c
    query = (
        select(table.c.key, course.site, course.person, *_ends(kind))
        .join_from(table, tables.course, course.person == table.c.person)
        .where(among(table.c.key, "keys"))
        .distinct()
    )
    if "site" not in table.c:
        return query
    return query.add_columns(site.zone).join(tables.site, site.id == table.c.site)


def _of_site(kind: FactKind) -> Select[Any]:
    table, site = kind.table, tables.site.c
    return (
        select(table.c.key, table.c.site, table.c.person, *_ends(kind), site.zone)
        .join_from(table, tables.site, site.id == table.c.site)
        .where(among(table.c.key, "keys"))
    )


def _of_taps_of_card(kind: FactKind) -> CompoundSelect[Any]:
    """A card that is given or taken back: everybody's doubts where it was tapped.

    So it is with the taps of every number that ever lay beside the card.
    """
    return union(_taps_of_card(kind), _taps_beside_card(kind))


def _taps_beside_card(kind: FactKind) -> Select[Any]:
    """Ask for the taps, with others beside, of numbers that ever lay beside a card."""
    table, site = kind.table, tables.site.c
    strange, tap = tables.tap.alias("strange").c, tables.tap.alias("of_number").c
    names_card = strange.beside.like(literal('%"') + table.c.card + literal('"%'))
    everybody = cast(null(), TextType)
    return (
        select(table.c.key, tap.site, everybody, tap.lo, tap.hi, site.zone)
        .join_from(table, strange.card.table, names_card)
        .join(tap.card.table, (tap.card == strange.card) & tap.beside.is_not(None))
        .join(tables.site, site.id == tap.site)
        .where(among(table.c.key, "keys"), strange.beside.is_not(None))
    )


def _taps_of_card(kind: FactKind) -> Select[Any]:
    table, tap, site = kind.table, tables.tap.c, tables.site.c
    start, until = _ends(kind)
    everybody = cast(null(), TextType)
    return (
        select(table.c.key, tap.site, everybody, tap.lo, tap.hi, site.zone)
        .join_from(table, tables.tap, tap.card == table.c.card)
        .join(tables.site, site.id == tap.site)
        .where(tap.hi >= start, or_(until.is_(None), tap.lo < until))
        .where(among(table.c.key, "keys"))
    )


def _ends(kind: FactKind) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Return the columns with the first and the last time that a fact is about."""
    columns = kind.table.c
    first, last = (kind.when.first, kind.when.last) if kind.when else (None, None)
    return (
        null() if first is None else columns[first],
        null() if last is None else columns[last],
    )
