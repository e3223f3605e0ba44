"""What named people said of one person: also what was taken back, and by whom."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, Table, select

from server_sync.central.db import tables
from server_sync.central.evidence.asking import Asked
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
    found = [
        fact
        for table, where in _of_person(asked)
        for fact in _read(connection, table, where)
    ]
    courses = [one.key for one in found if one.table == "course"]
    for table, more in _of_courses(asked):
        for some in _portions(courses):
            found += _read(connection, table, table.c.course.in_(some) & more)
    resolution = tables.resolution.c
    for some in _portions(taps):
        theirs = (resolution.person == asked.person.id) & resolution.about.in_(some)
        found += _read(connection, tables.resolution, theirs)
    abouts = [*taps, *(one.key for one in found)]
    for some in _portions(abouts):
        found += _read(connection, tables.delay, tables.delay.c.about.in_(some))
    seen = {one.key for one in found}
    for some in _portions(sorted({*abouts, *seen})):
        voids = _read(connection, tables.void, tables.void.c.about.in_(some))
        found += [one for one in voids if one.key not in seen]
    return sorted(found, key=lambda one: (one.at, one.table, one.key))


def _of_person(asked: Asked) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    first, last, since, until = asked.first, asked.last, asked.since, asked.until
    who = asked.person.id
    course, card, arrival = tables.course.c, tables.card.c, tables.arrival.c
    notice, no_show, closure = tables.notice.c, tables.no_show.c, tables.closure.c
    sites = [one.id for one in asked.sites]
    yield (
        tables.course,
        (course.person == who) & (course.first <= last) & (course.last >= first),
    )
    still = card.until.is_(None) | (card.until > since)
    yield tables.card, (card.person == who) & (card.start < until) & still
    came = (arrival.arrived >= since) & (arrival.arrived < until)
    yield tables.arrival, (arrival.person == who) & came
    yield (
        tables.notice,
        (notice.person == who) & (notice.first <= last) & (notice.last >= first),
    )
    yield tables.no_show, (no_show.person == who) & no_show.date.between(first, last)
    welcome = tables.welcome.c
    told_then = (welcome.at >= since) & (welcome.at < until)
    yield tables.welcome, (welcome.person == who) & told_then
    theirs = closure.person.is_(None) | (closure.person == who)
    closed = (closure.start < until) & (closure.until > since)
    yield tables.closure, closure.site.in_(sites) & theirs & closed


def _of_courses(asked: Asked) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    yield tables.course_end, tables.course_end.c.last >= asked.first
    yield tables.plan, tables.plan.c.first <= asked.last
    yield tables.exception, tables.exception.c.date.between(asked.first, asked.last)


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


def told_by(fact: Fact) -> tuple[str, str, int] | None:
    """Give device, chain and number of the entry that told it, or None."""
    if fact.origin != "terminal":
        return None
    device, chain, seq = fact.key.rsplit("/", 2)
    return device, chain, int(seq)


def cards_of(facts: Sequence[Fact]) -> set[str]:
    """Give the cards that were the person's at some time in these days."""
    return {str(one.says["card"]) for one in facts if one.table == "card"}
