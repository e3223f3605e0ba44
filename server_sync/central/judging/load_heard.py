"""Read back what the terminals told: taps, listening, and what was put aside."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    Exists,
    Select,
    Subquery,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    false,
    literal_column,
    or_,
    select,
    union_all,
)

from server_sync.central.db import tables
from server_sync.central.db.query_batch import AsJson, Hex, QueryBatch, Question, among
from server_sync.central.facts.not_voided import not_voided
from server_sync.central.ingest.contents import Trouble
from server_sync.central.rules.facts import CardAssignment, Instant, Tap

Span = tuple[Instant, Instant]


def check_ins_query(*, of_people: bool) -> Select[Any]:
    """Give the check-ins by code that touch the span, and whether one was delayed."""
    columns, delay, chains = tables.check_in.c, tables.delay.c, tables.chain.c
    noted = not_voided(tables.delay).where(delay.about == _key_of(columns)).exists()
    query = (
        select(
            columns.terminal,
            columns.person,
            columns.lo,
            columns.hi,
            columns.certain,
            noted.label("delayed"),
        )
        .join_from(tables.check_in, tables.chain, chains.id == columns.chain)
        .where(columns.site == bindparam("site"))
        .where(columns.hi >= bindparam("lo"), columns.lo <= bindparam("hi"))
    )
    return query.where(among(columns.person, "people")) if of_people else query


def taps_query(*, of_people: bool) -> Select[Any]:
    """Give the taps that touch the span, and whether a delay was noted on them.

    With people, what is surely somebody else's is left out.
    """
    certain, delay = [_begun_in_span()], tables.delay.c
    if of_people:
        certain.append(or_(_ever_theirs(tables.tap.c.card), ~_held()))
    taps = _taps(certain, [_uncertain_in_span()])
    noted = not_voided(tables.delay).where(delay.about == taps.c.key).exists()
    return select(
        *_named(taps), noted.label("delayed"), AsJson(taps.c.beside).label("beside")
    )


def resolutions_query() -> Select[Any]:
    """Give whose card each tap that touches the span is said to have been."""
    said = not_voided(tables.resolution).subquery("said").c
    taps = _taps([_begun_in_span()], [_uncertain_in_span()])
    return select(*_named(taps), said.person).join_from(
        taps, said.about.table, said.about == taps.c.key
    )


def stretches_query(terminals: int) -> Select[Any]:
    """Give the listening that touches the span, and each terminal's last and next.

    The last gives its log end; the next, which a clock ahead of ours may have told,
    says when that will move.
    """
    columns = tables.stretch.c
    what = (columns.terminal, columns.start, columns.until.label("end"))
    names: list[BindParameter[str]] = [
        bindparam(f"terminal_{no}", type_=Text) for no in range(terminals)
    ]
    touching = select(*what).where(
        columns.terminal.in_(names) if names else false(),
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
    coming = (
        select(*what)
        .where(columns.terminal == name, columns.until > bindparam("as_of"))
        .where(columns.start > bindparam("as_of"))
        .order_by(columns.start)
        .limit(1)
        .subquery()
        for name in names
    )
    beyond = (select(one) for one in (*last, *coming))
    found = union_all(touching, *beyond).subquery()
    return select(found)


def quarantined_query() -> Select[Any]:
    """Give what was put aside and nobody has resolved, and the conflicts."""
    chains = tables.chain.c
    parts = []
    for table in (tables.quarantine, tables.conflict):
        columns = table.c
        part = (
            select(
                chains.device.label("terminal"),
                columns.lo,
                columns.hi,
                _is_revoked(table),
            )
            .join_from(table, tables.chain, chains.id == columns.chain)
            .where(columns.site == bindparam("site"), columns.resolved_at.is_(None))
            .where(columns.lo <= bindparam("hi"), columns.hi >= bindparam("lo"))
        )
        if table is tables.quarantine:
            part = part.where(columns.used_at.is_(None))
        parts.append(part)
    return select(union_all(*parts).subquery())


def cards_query() -> Select[Any]:
    """Give all assignments of the cards that the people ever held."""
    return _assignments().where(_ever_theirs(tables.card.c.card))


@cache
def cards_asked() -> QueryBatch:
    """Ask for all assignments of some cards."""
    query = _assignments().where(among(tables.card.c.card, "cards"))
    return QueryBatch(cards=Question(query, of=CardAssignment))


@cache
def companions_asked() -> QueryBatch:
    """Ask for all taps, anywhere in the municipality, with some numbers beside cards.

    They say on which dates a number lay beside whose cards, and nothing else.
    """
    columns, site = tables.tap.c, tables.site.c
    here = select(site.municipality).where(site.id == bindparam("site"))
    of_municipality = select(site.id).where(site.municipality == here.scalar_subquery())
    query = select(
        columns.terminal,
        columns.card,
        columns.lo,
        columns.hi,
        columns.certain,
        literal_column("false", Boolean).label("delayed"),
        AsJson(columns.beside).label("beside"),
    ).where(
        among(columns.card, "cards"),
        columns.beside.is_not(None),
        columns.site.in_(of_municipality),
    )
    return QueryBatch(companions=Question(query, of=Tap))


def _assignments() -> Select[Any]:
    columns = tables.card.c
    return not_voided(tables.card).with_only_columns(
        columns.card, columns.person, columns.start, columns.until.label("end")
    )


def _taps(*which: Sequence[ColumnElement[bool]]) -> Subquery:
    """Select taps, each with its name, as `EntryKey` writes it.

    An index finds each part by itself.
    """
    columns, chains = tables.tap.c, tables.chain.c
    parts = [
        select(tables.tap).where(columns.site == bindparam("site"), *part)
        for part in which
    ]
    tap = union_all(*parts).subquery("found").c
    return (
        select(
            *(tap.terminal, tap.card, tap.lo, tap.hi, tap.certain),
            *(_key_of(tap).label("key"), tap.beside),
        )
        .join_from(tap.seq.table, tables.chain, chains.id == tap.chain)
        .subquery("taps")
    )


def _key_of(entry: Any) -> ColumnElement[str]:
    """Name an entry, joined with its chain, as `entry_key` does."""
    chains = tables.chain.c
    return chains.device + "/" + Hex(chains.chain) + "/" + cast(entry.seq, Text)


def _named(taps: Subquery) -> list[ColumnElement[Any]]:
    """Give what names a tap: terminal, card, its instants, and if they are certain."""
    columns = taps.c
    return [columns.terminal, columns.card, columns.lo, columns.hi, columns.certain]


def _is_revoked(table: Table) -> ColumnElement[bool]:
    """Say whether an event arrived after its terminal was revoked."""
    return (table.c.reason == Trouble.REVOKED.value).label("revoked")


def _begun_in_span() -> ColumnElement[bool]:
    columns = tables.tap.c
    begun = columns.lo.between(bindparam("lo"), bindparam("hi"))
    return and_(columns.certain.is_(True), begun)


def _uncertain_in_span() -> ColumnElement[bool]:
    columns = tables.tap.c
    touching = and_(columns.hi >= bindparam("lo"), columns.lo <= bindparam("hi"))
    return and_(columns.certain.is_(False), touching)


def _ever_theirs(card: ColumnElement[str]) -> ColumnElement[bool]:
    """Say of a card that it was theirs, now or at another time."""
    ever = tables.card.alias("ever").c
    return card.in_(select(ever.card).where(among(ever.person, "people")))


def _held() -> Exists:
    """Say of a certain tap that somebody held the card."""
    tap, card = tables.tap.c, tables.card.c
    return (
        not_voided(tables.card)
        .where(card.card == tap.card, card.start <= tap.lo)
        .where(or_(card.until.is_(None), card.until > tap.lo))
        .exists()
    )
