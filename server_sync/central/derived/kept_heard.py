"""Read back what the terminals told: taps, listening, and what was put aside."""

from collections.abc import Collection
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Select,
    Table,
    bindparam,
    or_,
    select,
    union_all,
)

from server_sync.central import tables
from server_sync.central.facts.voided import standing
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
    asked: dict[str, Any] = {"site": site, "lo": span[0], "hi": span[1]}
    if people is not None:
        asked["people"] = list(people)
    rows = connection.execute(_taps_query(of_people=people is not None), asked).all()
    names: dict[int, str] = {}
    found = []
    for chain, seq, terminal, card, lo, hi, certain, device, chain_bytes in rows:
        name = names.get(chain)
        if name is None:
            name = names[chain] = entry_key(device, chain_bytes, 0)[:-1]
        tap = Tap(terminal=terminal, card=card, lo=lo, hi=hi, certain=certain)
        found.append((tap, f"{name}{seq}"))
    return found


def cards_of(
    connection: Connection, cards: Collection[str]
) -> tuple[CardAssignment, ...]:
    """Read all assignments of these cards."""
    if not cards:
        return ()
    rows = connection.execute(_cards_query(), {"cards": list(cards)})
    return tuple(
        CardAssignment(
            card=CardId(row.card),
            person=PersonId(row.person),
            start=Instant(row.start),
            end=None if row.until is None else Instant(row.until),
        )
        for row in rows
    )


def said_about(
    connection: Connection, table: Table, keys: Collection[str], *, site: str
) -> list[Any]:
    """Read the facts that are about these, which are entries of the site."""
    if not keys:
        return []
    if len(keys) > KEYS_MAX:
        rows = connection.execute(_said_at_query(table), {"site": site})
        return [row for row in rows if row.about in keys]
    return list(connection.execute(_said_query(table), {"keys": list(keys)}))


def delayed(connection: Connection, taps: Keyed, *, site: str) -> list[Tap]:
    """Give the taps, with those marked on which a delay was noted."""
    keys = {key for _, key in taps}
    noted = {row.about for row in said_about(connection, tables.delay, keys, site=site)}
    if not noted:
        return [tap for tap, _ in taps]
    return [replace(tap, delayed=True) if key in noted else tap for tap, key in taps]


def resolutions_of(
    connection: Connection, taps: Keyed, *, site: str
) -> tuple[Resolution, ...]:
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
        for row in said_about(connection, tables.resolution, by_key.keys(), site=site)
        for tap in [by_key[row.about]]
    )


def stretches_of(
    connection: Connection, site: Site, span: Span, as_of: int
) -> tuple[Stretch, ...]:
    """Read the listening that touches the span, and each terminal's last.

    The last gives its log end.
    """
    if not site.terminals:
        return ()
    asked: dict[str, Any] = {"lo": span[0], "hi": span[1], "as_of": as_of}
    asked |= {f"terminal_{no}": name for no, name in enumerate(site.terminals)}
    found = connection.execute(_stretches_query(len(site.terminals)), asked)
    return tuple(
        Stretch(terminal=TerminalId(terminal), start=Instant(start), end=Instant(until))
        for terminal, start, until in sorted({tuple(row) for row in found})
    )


def quarantined_at(
    connection: Connection, site: str, span: Span
) -> tuple[Quarantined, ...]:
    """Read what was put aside and nobody has resolved, and the conflicts."""
    asked = {"site": site, "lo": span[0], "hi": span[1]}
    found = {tuple(row) for row in connection.execute(_quarantined_query(), asked)}
    return tuple(
        Quarantined(terminal=TerminalId(device), lo=Instant(lo), hi=Instant(hi))
        for device, lo, hi in sorted(found)
    )


# The queries are made once each: making one costs more than asking it.


@cache
def _taps_query(*, of_people: bool) -> Select[Any]:
    """Those that begin within the span, and the uncertain that reach into it."""
    columns = tables.tap.c
    begun = _taps_where(
        columns.lo.between(bindparam("lo"), bindparam("hi")), of_people=of_people
    )
    reaching = _taps_where(
        columns.certain.is_(False),
        columns.hi >= bindparam("lo"),
        columns.lo < bindparam("lo"),
        of_people=of_people,
    )
    found = union_all(begun, reaching).subquery()
    of = found.c
    return select(found).order_by(of.lo, of.hi, of.terminal, of.card)


def _taps_where(*conditions: Any, of_people: bool) -> Select[Any]:
    columns, chains = tables.tap.c, tables.chain.c
    query = (
        select(
            columns.chain,
            columns.seq,
            columns.terminal,
            columns.card,
            columns.lo,
            columns.hi,
            columns.certain,
            chains.device,
            chains.chain.label("chain_bytes"),
        )
        .join_from(tables.tap, tables.chain, chains.id == columns.chain)
        .where(columns.site == bindparam("site"), *conditions)
    )
    return query.where(_not_surely_others()) if of_people else query


def _not_surely_others() -> Any:
    """Leave out certain taps with a card that was surely somebody else's."""
    tap, card = tables.tap.c, tables.card.c
    held = (
        standing(tables.card)
        .where(card.card == tap.card, card.start <= tap.lo)
        .where(or_(card.until.is_(None), card.until > tap.lo))
    )
    people: BindParameter[str] = bindparam("people", expanding=True)
    theirs = select(card.key).where(card.card == tap.card, card.person.in_(people))
    return or_(tap.certain.is_(False), theirs.exists(), ~held.exists())


@cache
def _cards_query() -> Select[Any]:
    cards: BindParameter[str] = bindparam("cards", expanding=True)
    return standing(tables.card).where(tables.card.c.card.in_(cards))


@cache
def _said_query(table: Table) -> Select[Any]:
    return standing(table).where(table.c.about.in_(bindparam("keys", expanding=True)))


@cache
def _said_at_query(table: Table) -> Select[Any]:
    """Whatever is said in the site's municipality: nobody else speaks of its taps."""
    site = tables.site.c
    whose = select(site.municipality).where(site.id == bindparam("site"))
    return standing(table).where(table.c.municipality == whose.scalar_subquery())


@cache
def _stretches_query(terminals: int) -> Select[Any]:
    columns = tables.stretch.c
    what = (columns.terminal, columns.start, columns.until)
    names: list[BindParameter[str]] = [
        bindparam(f"terminal_{no}") for no in range(terminals)
    ]
    touching = select(*what).where(
        columns.terminal.in_(names),
        columns.until >= bindparam("lo"),
        columns.start <= bindparam("hi"),
    )
    last = (
        select(*what)
        .where(columns.terminal == name, columns.start <= bindparam("as_of"))
        .order_by(columns.until.desc())
        .limit(1)
        .subquery()
        for name in names
    )
    found = union_all(touching, *(select(one) for one in last)).subquery()
    return select(found)


@cache
def _quarantined_query() -> Select[Any]:
    chains = tables.chain.c
    parts = []
    for table in (tables.quarantine, tables.conflict):
        columns = table.c
        part = (
            select(chains.device, columns.lo, columns.hi)
            .join_from(table, tables.chain, chains.id == columns.chain)
            .where(columns.site == bindparam("site"), columns.resolved_at.is_(None))
            .where(columns.lo <= bindparam("hi"), columns.hi >= bindparam("lo"))
        )
        if table is tables.quarantine:
            part = part.where(columns.used_at.is_(None))
        parts.append(part)
    return select(union_all(*parts).subquery())
