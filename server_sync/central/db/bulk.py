"""Write many rows at once: with COPY on PostgreSQL, with executemany on SQLite."""

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
    Rows,
    Statement,
    driver_connection,
    execute_pipelined,
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
    """New rows of a table as tuples in the order of `columns`.

    Millions of rows would need too much memory as mappings. Take both from one type
    with named fields, so that no value can land in another's column.
    """

    table: Table
    columns: Sequence[str]
    rows: Sequence[tuple[Any, ...]]

    def one_by_one(self) -> Iterator[Statement]:
        """Return an INSERT statement for each row."""
        insert_one = _insert_of(self.table, tuple(self.columns))
        for row in self.rows:
            yield Statement(insert_one, dict(zip(self.columns, row, strict=True)))


Change = Statement | Added


def insert_new(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert rows; a row whose primary key exists is skipped."""
    if rows:
        connection.execute(_insert_new(table, connection.dialect.name), list(rows))


def put(connection: Connection, table: Table, row: Mapping[str, Any]) -> Statement:
    """Return the statement that inserts a row, or replaces the one with its key."""
    return Statement(_in_its_place(table, connection.dialect.name), row)


def write(connection: Connection, *changes: Change) -> list[Rows]:
    """Make changes in order; small ones that follow each other share a round trip.

    Returns the rows of the statements in the last round trip, where a query may stand.
    """
    small: list[Statement] = []
    for change in changes:
        if isinstance(change, Statement):
            small.append(change)
        elif len(change.rows) < MANY:
            small += change.one_by_one()
        else:
            execute_pipelined(connection, *small)
            small.clear()
            _add_many(connection, *change)
    return execute_pipelined(connection, *small)


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
        driver_connection(connection) as driver,
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
