"""What laws decide, as data with a time: maximum weeks, groups, the authority's name.

The list stands in the database, so that it can be changed without code. It is made
from `legal.toml` beside this file, and another one is loaded with
`moedt central law load FILE`. Nothing of what a benefit amounts to is in it.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct
from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    delete,
    func,
    insert,
    or_,
    select,
)

from server_sync.central.db import tables
from server_sync.central.errors import BadLaw, NotKnown
from server_sync.central.facts.recompute_queue import enqueue_site

SHIPPED = Path(__file__).with_name("legal.toml")

Words = Annotated[str, Meta(min_length=1, max_length=100)]


class Kind(StrEnum):
    """What is decided by law or by a municipality."""

    MAX_WEEKS = "max_weeks"
    LEGAL_BASIS = "legal_basis"
    BENEFIT_GROUP = "benefit_group"
    VISITATION_GROUP = "visitation_group"
    AUTHORITY = "authority"


class Rule(
    Struct,
    frozen=True,
    forbid_unknown_fields=True,
    rename={"first": "from", "last": "to"},
):
    """Something in force from `first` to `last`, both included; None is open."""

    first: date | None = None
    last: date | None = None


class Named(Rule, frozen=True, kw_only=True):
    """A group, a legal basis or an authority, and its name on screen."""

    key: Words
    name: Words


class MaxWeeks(Rule, frozen=True, kw_only=True):
    """How many weeks a course on this legal basis may last."""

    basis: Words
    weeks: Annotated[int, Meta(ge=1, le=520)]


class Law(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole list."""

    max_weeks: list[MaxWeeks] = []
    legal_basis: list[Named] = []
    benefit_group: list[Named] = []
    visitation_group: list[Named] = []
    authority: list[Named] = []


def parse(text: str) -> Law:
    """Read a list from its TOML.

    Raises:
        BadLaw: it is no such list; the message says what and where.
    """
    try:
        law = msgspec.convert(tomllib.loads(text), Law)
    except ValueError as error:
        raise BadLaw(f"this list cannot be used: {error}") from error
    for rule in _rules(law):
        if rule["first"] and rule["last"] and rule["last"] < rule["first"]:
            raise BadLaw(f"{rule['kind']} {rule['key']!r} ends before it begins")
    return law


def load(connection: Connection, law: Law) -> None:
    """Put this list in the place of the one before; what it touches is judged again."""
    connection.execute(delete(tables.law))
    rules = _rules(law)
    if rules:
        connection.execute(insert(tables.law), rules)
    for site in connection.scalars(select(tables.site.c.id)).all():
        enqueue_site(connection, site=site)


def ship(connection: Connection) -> None:
    """Load the list that comes with Mødt, where there is none yet."""
    if connection.execute(select(tables.law.c.id).limit(1)).first() is None:
        load(connection, parse(SHIPPED.read_text(encoding="utf-8")))


def names(connection: Connection, kind: Kind, *, on: date) -> Mapping[str, str]:
    """Give what is in force on a date, by key, with its name on screen."""
    columns = tables.law.c
    rows = connection.execute(
        select(columns.key, columns.name)
        .where(columns.kind == kind, _in_force(on))
        .order_by(columns.id)
    )
    return {row.key: row.name for row in rows}


def name_of(connection: Connection, kind: Kind, key: str) -> str:
    """Give a name on screen, also of what is in force no longer.

    Raises:
        NotKnown: the list never had such a key.
    """
    columns = tables.law.c
    of_kind = select(columns.key, columns.name).where(columns.kind == kind)
    found = {row.key: row.name for row in connection.execute(of_kind)}
    if key not in found:
        raise NotKnown(f"there is no {kind} {key!r}; known: {', '.join(found)}")
    return str(found[key])


def max_weeks(
    basis: str | ColumnElement[str], last: date | ColumnElement[date]
) -> ScalarSelect[int]:
    """Select the maximum for a course that ends on that date; NULL is no maximum."""
    columns = tables.law.c
    limit = select(func.min(columns.weeks)).where(
        columns.kind == Kind.MAX_WEEKS, columns.key == basis, _in_force(last)
    )
    return limit.scalar_subquery()


def _in_force(on: date | ColumnElement[date]) -> ColumnElement[bool]:
    columns = tables.law.c
    begun = or_(columns.first.is_(None), columns.first <= on)
    return begun & or_(columns.last.is_(None), columns.last >= on)


def _rules(law: Law) -> list[dict[str, Any]]:
    limits = [
        _row(Kind.MAX_WEEKS, rule, key=rule.basis, name="", weeks=rule.weeks)
        for rule in law.max_weeks
    ]
    named = [
        _row(kind, rule, key=rule.key, name=rule.name, weeks=None)
        for kind in Kind
        if kind is not Kind.MAX_WEEKS
        for rule in getattr(law, kind.value)
    ]
    return limits + named


def _row(kind: Kind, rule: Rule, **values: Any) -> dict[str, Any]:
    return {"kind": kind.value, "first": rule.first, "last": rule.last, **values}
