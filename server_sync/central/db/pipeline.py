"""Statements as the driver takes them: written once, answered by plain rows.

For a small statement, what SQLAlchemy does each time costs more than what the database
does. The few that every tap needs are therefore written by SQLAlchemy once, and from
then on given to PostgreSQL's driver as they are, prepared. On SQLite they go the usual
way.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import psycopg
from psycopg import RawCursor
from sqlalchemy import ClauseElement, Connection, Dialect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import DBAPIError

Rows = Sequence[tuple[Any, ...]]


class Order(NamedTuple):
    """A statement, made once for all time, and the values of its binds."""

    statement: ClauseElement
    values: Mapping[str, Any]


class Written(NamedTuple):
    """A statement as the driver takes it.

    Attributes:
        names: those of its binds in order, where they are numbered.
        fixed: the values that it brings with it.
    """

    sql: str
    names: Sequence[str]
    fixed: Mapping[str, Any]


def carry_out(connection: Connection, *orders: Order) -> list[Rows]:
    """Carry out statements one after another; give the rows that each one answers.

    PostgreSQL has all of them before the first answer is waited for; each sees what is
    there when its turn comes. On SQLite a flag is answered as 0 or 1, a date as text.

    Raises:
        DBAPIError: the database cannot do one of them.
        KeyError: a value is not given.
    """
    if not orders:
        return []
    if connection.dialect.name == "sqlite":
        return [_on_sqlite(connection, order) for order in orders]
    with drivers_own(connection) as driver:
        if len(orders) == 1:
            return [_rows_in(_given(driver, orders[0]))]
        with driver.pipeline():
            given = [_given(driver, order) for order in orders]
        return [_rows_in(cursor) for cursor in given]


@contextmanager
def drivers_own(connection: Connection) -> Iterator["psycopg.Connection[Any]"]:
    """Give the connection of PostgreSQL's driver, in the same transaction.

    Raises:
        DBAPIError: what the driver raises, by the name it has everywhere else.
    """
    own: Any = connection.connection.dbapi_connection
    try:
        yield own
    except psycopg.Error as fault:
        named = DBAPIError.instance(
            None, None, fault, psycopg.Error, dialect=connection.dialect
        )
        raise named from fault


@cache
def written(statement: ClauseElement, dialect: str) -> Written:
    """Write a statement once for each database."""
    kind: Dialect
    if dialect == "postgresql":
        kind = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
    else:
        kind = SQLiteDialect_pysqlite(paramstyle="named")
    compiled = statement.compile(dialect=kind)
    fixed = {
        name: _plain(one)
        for name, one in (compiled.params or {}).items()
        if one is not None
    }
    return Written(str(compiled), getattr(compiled, "positiontup", None) or (), fixed)


def _on_sqlite(connection: Connection, order: Order) -> Rows:
    sql, _, fixed = written(order.statement, "sqlite")
    values = {name: _plain(value) for name, value in order.values.items()}
    done = connection.exec_driver_sql(sql, {**fixed, **values})
    return [tuple(row) for row in done] if done.returns_rows else []


def _given(driver: "psycopg.Connection[Any]", order: Order) -> "RawCursor[Any]":
    sql, names, fixed = written(order.statement, "postgresql")
    values = {**fixed, **order.values}
    cursor = RawCursor(driver)
    in_order = [values[name] for name in names]
    return cursor.execute(sql, in_order, prepare=True, binary=True)


def _rows_in(cursor: "RawCursor[Any]") -> Rows:
    answer = cursor.pgresult
    with cursor:
        return cursor.fetchall() if answer is not None and answer.nfields else []


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
