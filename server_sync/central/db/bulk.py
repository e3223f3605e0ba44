"""Write many rows at once: by COPY into PostgreSQL, in one statement into SQLite."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    Date,
    Insert,
    Integer,
    LargeBinary,
    Table,
    Text,
    bindparam,
    insert,
)
from sqlalchemy.dialects import postgresql, sqlite

from server_sync.central.db.pipeline import (
    Order,
    Rows,
    carry_out,
    drivers_own,
)

MANY = 100
"""So many rows are worth a statement of their own."""
TYPES = (
    (BigInteger, "int8"),
    (Integer, "int4"),
    (Text, "text"),
    (LargeBinary, "bytea"),
    (Date, "date"),
    (Boolean, "bool"),
)


class Added(NamedTuple):
    """Rows that are not there yet, without a mapping for each of millions."""

    table: Table
    columns: Sequence[str]
    rows: Sequence[tuple[Any, ...]]

    def one_by_one(self) -> Iterator[Order]:
        """Order each row by itself."""
        insert_one = _insert_of(self.table, tuple(self.columns))
        for row in self.rows:
            yield Order(insert_one, dict(zip(self.columns, row, strict=True)))


Change = Order | Added


def insert_new(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert what is not there yet; where a primary key is taken, nothing changes."""
    if rows:
        connection.execute(_insert_new(table, connection.dialect.name), list(rows))


def put(connection: Connection, table: Table, row: Mapping[str, Any]) -> Order:
    """Order a row, with all its columns, in the place of the one with its key."""
    return Order(_in_its_place(table, connection.dialect.name), row)


def write(connection: Connection, *changes: Change) -> list[Rows]:
    """Make changes one after another; small ones that follow each other in one go.

    Gives what the last ones answer that went in one go: a question may stand there.
    """
    small: list[Order] = []
    for change in changes:
        if isinstance(change, Order):
            small.append(change)
        elif len(change.rows) < MANY:
            small += change.one_by_one()
        else:
            carry_out(connection, *small)
            small.clear()
            _add_many(connection, *change)
    return carry_out(connection, *small)


def copy_rows(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Iterable[Iterable[Any]],
    *,
    into: str | None = None,
) -> None:
    """Stream rows into a table of PostgreSQL; `into` names one that is like it."""
    named = ", ".join(f'"{name}"' for name in columns)
    command = f'COPY "{into or table.name}" ({named}) FROM STDIN (FORMAT BINARY)'
    with (
        drivers_own(connection) as driver,
        driver.cursor() as cursor,
        cursor.copy(command) as copy,
    ):
        copy.set_types([_type_of(table, name) for name in columns])
        for row in rows:
            copy.write_row(tuple(row))


def _add_many(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_insert_values(table, columns), [*rows])
    else:
        copy_rows(connection, table, columns, rows)


def _insert_values(table: Table, columns: Sequence[str]) -> str:
    named = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join("?" for _ in columns)
    return f'INSERT INTO "{table.name}" ({named}) VALUES ({values})'  # noqa: S608 - names of our own tables


@cache
def _insert_of(table: Table, columns: tuple[str, ...]) -> Insert:
    return insert(table).inline().values({name: bindparam(name) for name in columns})


def _type_of(table: Table, name: str) -> str:
    kind = table.c[name].type
    return next(named for cls, named in TYPES if isinstance(kind, cls))


@cache
def _insert_new(table: Table, dialect: str) -> Insert:
    if dialect == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


@cache
def _in_its_place(table: Table, dialect: str) -> Insert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    query, key = insert(table), [column.name for column in table.primary_key]
    new = {one.name: query.excluded[one.name] for one in table.c if one.name not in key}
    return query.on_conflict_do_update(index_elements=key, set_=new)
