"""Read back what the terminals told: taps, listening, and what was put aside."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Select, Table, and_, or_, select

from server_sync.central import tables
from server_sync.central.rules.facts import (
    CardAssignment,
    CardId,
    Instant,
    PersonId,
    Quarantined,
    Resolution,
    Site,
    Stretch,
    Tap,
    TerminalId,
)
from server_sync.central.voided import standing

KEYS_MAX = 500
Span = tuple[Instant, Instant]
Keyed = list[tuple[Tap, str]]


def entry_key(device: str, chain: bytes, seq: int) -> str:
    """Name an entry as facts are named."""
    return f"{device}/{bytes(chain).hex()}/{seq}"


def taps_at(
    connection: Connection,
    *,
    site: str,
    people: Collection[str] | None,
    span: Span,
) -> Keyed:
    """Read the taps that touch the span, each with its entry's name.

    With `people`, what is surely somebody else's is left out.
    """
    columns, chains = tables.tap.c, tables.chain.c
    query = (
        select(tables.tap, chains.device, chains.chain.label("chain_bytes"))
        .join_from(tables.tap, tables.chain, chains.id == columns.chain)
        .where(columns.site == site, columns.lo <= span[1])
        .where(
            or_(
                columns.lo >= span[0],
                and_(columns.certain.is_(False), columns.hi >= span[0]),
            )
        )
        .order_by(columns.lo, columns.hi, columns.terminal, columns.card)
    )
    if people is not None:
        query = query.where(_not_surely_others(people))
    return [
        (
            Tap(
                terminal=TerminalId(row.terminal),
                card=CardId(row.card),
                lo=Instant(row.lo),
                hi=Instant(row.hi),
                certain=row.certain,
            ),
            entry_key(row.device, row.chain_bytes, row.seq),
        )
        for row in connection.execute(query)
    ]


def _not_surely_others(people: Collection[str]) -> Any:
    """Leave out certain taps with a card that was surely somebody else's."""
    tap, card = tables.tap.c, tables.card.c
    held = (
        standing(tables.card)
        .where(card.card == tap.card, card.start <= tap.lo)
        .where(or_(card.until.is_(None), card.until > tap.lo))
    )
    theirs = select(card.key).where(card.card == tap.card, card.person.in_(people))
    return or_(tap.certain.is_(False), theirs.exists(), ~held.exists())


def cards_of(
    connection: Connection, cards: Collection[str]
) -> tuple[CardAssignment, ...]:
    """Read all assignments of these cards."""
    columns = tables.card.c
    if not cards:
        return ()
    query = standing(tables.card).where(columns.card.in_(cards))
    return tuple(
        CardAssignment(
            card=CardId(row.card),
            person=PersonId(row.person),
            start=Instant(row.start),
            end=None if row.until is None else Instant(row.until),
        )
        for row in connection.execute(query)
    )


def said_about(
    connection: Connection, table: Table, keys: Collection[str]
) -> list[Any]:
    """Read the facts that are about these."""
    if not keys:
        return []
    query = standing(table)
    if len(keys) <= KEYS_MAX:
        query = query.where(table.c.about.in_(keys))
    return [row for row in connection.execute(query) if row.about in keys]


def delayed(connection: Connection, taps: Keyed) -> list[Tap]:
    """Give the taps, with those marked on which a delay was noted."""
    noted = {
        row.about
        for row in said_about(connection, tables.delay, {key for _, key in taps})
    }
    return [
        Tap(
            terminal=tap.terminal,
            card=tap.card,
            lo=tap.lo,
            hi=tap.hi,
            certain=tap.certain,
            delayed=key in noted,
        )
        for tap, key in taps
    ]


def resolutions_of(connection: Connection, taps: Keyed) -> tuple[Resolution, ...]:
    """Read whose card each of these taps is said to have been."""
    by_key = {key: tap for tap, key in taps}
    return tuple(
        Resolution(
            terminal=tap.terminal,
            card=tap.card,
            lo=tap.lo,
            hi=tap.hi,
            certain=tap.certain,
            person=None if row.person is None else PersonId(row.person),
        )
        for row in said_about(connection, tables.resolution, by_key.keys())
        for tap in [by_key[row.about]]
    )


def stretches_of(
    connection: Connection, site: Site, span: Span, as_of: int
) -> tuple[Stretch, ...]:
    """Read the listening that touches the span, and each terminal's last.

    The last gives its log end.
    """
    columns = tables.stretch.c
    touching = select(columns.terminal, columns.start, columns.until).where(
        columns.terminal.in_(site.terminals),
        columns.until >= span[0],
        columns.start <= span[1],
    )
    found = set(connection.execute(touching))
    for terminal in site.terminals:
        found |= set(connection.execute(_last_stretch(terminal, as_of)))
    return tuple(
        Stretch(terminal=TerminalId(terminal), start=Instant(start), end=Instant(until))
        for terminal, start, until in sorted(found)
    )


def _last_stretch(terminal: str, as_of: int) -> Select[Any]:
    columns = tables.stretch.c
    return (
        select(columns.terminal, columns.start, columns.until)
        .where(columns.terminal == terminal, columns.start <= as_of)
        .order_by(columns.until.desc())
        .limit(1)
    )


def quarantined_at(
    connection: Connection, site: str, span: Span
) -> tuple[Quarantined, ...]:
    """Read what was put aside and nobody has resolved, and the conflicts."""
    found: list[Any] = []
    for table in (tables.quarantine, tables.conflict):
        columns, chains = table.c, tables.chain.c
        query = (
            select(chains.device, columns.lo, columns.hi)
            .join_from(table, tables.chain, chains.id == columns.chain)
            .where(columns.site == site, columns.resolved_at.is_(None))
            .where(columns.lo <= span[1], columns.hi >= span[0])
        )
        if table is tables.quarantine:
            query = query.where(columns.used_at.is_(None))
        found += connection.execute(query.distinct()).all()
    return tuple(
        Quarantined(terminal=TerminalId(device), lo=Instant(lo), hi=Instant(hi))
        for device, lo, hi in sorted(set(found))
    )
