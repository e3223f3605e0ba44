"""What named people said of one person: also what was taken back, and by whom."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, Table, select, true

from server_sync.central.db import tables
from server_sync.central.evidence.asking import Asked
from server_sync.central.facts.entry_key import EntryKey
from server_sync.central.facts.kinds import KINDS, FactKind, Scope, Unit
from server_sync.central.facts.provenance import TERMINAL
from server_sync.verify.case import Fact

PROVENANCE = ("key", "by", "at", "why", "origin", "recorded_at")
LEFT_OUT = (*PROVENANCE, "municipality")
KEYS_AT_ONCE = 500


def facts_about(
    connection: Connection, asked: Asked, taps: Sequence[str]
) -> list[Fact]:
    """Give the facts that bear on the person's days, in the order they were said.

    Args:
        connection: in a transaction.
        asked: whose, and which days.
        taps: the keys of the person's own taps.
    """
    timed = [kind for kind in KINDS.values() if kind.in_evidence and kind.when]
    found = [
        fact
        for kind in timed
        if "person" in kind.table.c
        for fact in _read(connection, kind.table, _of_person(asked, kind))
    ]
    courses = [fact.key for fact in found if fact.table == tables.course.name]
    for kind in timed:
        if "course" in kind.table.c:
            for some in _portions(courses):
                about_person = kind.table.c.course.in_(some) & _during(asked, kind)
                found += _read(connection, kind.table, about_person)
    resolution = tables.resolution.c
    for some in _portions(taps):
        about_person = (resolution.person == asked.person.id) & resolution.about.in_(
            some
        )
        found += _read(connection, tables.resolution, about_person)
    abouts = [*taps, *(fact.key for fact in found)]
    for some in _portions(abouts):
        found += _read(connection, tables.delay, tables.delay.c.about.in_(some))
    seen = {fact.key for fact in found}
    for some in _portions(sorted({*abouts, *seen})):
        voids = _read(connection, tables.void, tables.void.c.about.in_(some))
        found += [fact for fact in voids if fact.key not in seen]
    return sorted(found, key=lambda fact: (fact.at, fact.table, fact.key))


def _of_person(asked: Asked, kind: FactKind) -> ColumnElement[bool]:
    """Return the condition on a fact that is about the person, in these days."""
    columns = kind.table.c
    about: ColumnElement[bool] = columns.person == asked.person.id
    if kind.scope is Scope.SITE_WHEN:  # also what is about everybody of a site
        sites = [site.id for site in asked.sites]
        about = columns.site.in_(sites) & (columns.person.is_(None) | about)
    return about & _during(asked, kind)


def _during(asked: Asked, kind: FactKind) -> ColumnElement[bool]:
    """Return the condition on a fact whose time overlaps the days asked for."""
    condition: ColumnElement[bool] = true()
    if kind.when is None:
        return condition
    unit, first, last, ends_before = kind.when
    in_dates, columns = unit is Unit.DATES, kind.table.c
    if first is not None:
        condition &= (
            columns[first] <= asked.last if in_dates else columns[first] < asked.until
        )
    if last is not None:
        begins = asked.first if in_dates else asked.since
        ends = columns[last]
        overlaps = ends > begins if ends_before else ends >= begins
        condition &= (ends.is_(None) | overlaps) if ends.nullable else overlaps
    return condition


def _read(
    connection: Connection, table: Table, where: ColumnElement[bool]
) -> list[Fact]:
    rows = connection.execute(select(table).where(where)).mappings()
    return [
        Fact(
            table=str(table.name),
            says={str(name): row[name] for name in row if name not in LEFT_OUT},
            **{name: row[name] for name in PROVENANCE},
        )
        for row in rows
    ]


def _portions(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(keys), KEYS_AT_ONCE):
        yield keys[at : at + KEYS_AT_ONCE]


def entry_of(fact: Fact) -> EntryKey | None:
    """Return the journal entry that stated the fact; None for one of central's own."""
    return EntryKey.parse(fact.key) if fact.origin == TERMINAL else None


def cards_of(facts: Sequence[Fact]) -> set[str]:
    """Give the cards that were the person's at some time in these days."""
    return {str(fact.says["card"]) for fact in facts if fact.table == "card"}
