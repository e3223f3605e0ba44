"""Send compiled statements straight to the database driver, several at a time.

For a small statement, SQLAlchemy's own work costs more than the database's. The few
statements that every tap needs are therefore compiled once and then given to psycopg
as prepared SQL, in its pipeline mode. On SQLite they are executed one by one.
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


class Statement(NamedTuple):
    """A cached SQLAlchemy statement with its bind values."""

    clause: ClauseElement
    values: Mapping[str, Any]


class Compiled(NamedTuple):
    """A statement as SQL text.

    Attributes:
        names: the bind names in order, where the SQL numbers them ($1, $2).
        fixed: values that are part of the statement itself.
    """

    sql: str
    names: Sequence[str]
    fixed: Mapping[str, Any]


def execute_pipelined(connection: Connection, *statements: Statement) -> list[Rows]:
    """Execute statements one after another; return the rows of each.

    All are sent to PostgreSQL before the first answer is awaited, and each sees the
    effects of those before it. SQLite returns booleans as 0 or 1, and dates as text.

    Raises:
        DBAPIError: the database cannot execute one of them.
        KeyError: a bind value is missing.
    """
    if not statements:
        return []
    if connection.dialect.name == "sqlite":
        return [_execute_on_sqlite(connection, statement) for statement in statements]
    with driver_connection(connection) as driver:
        if len(statements) == 1:
            return [_rows_in(_execute(driver, statements[0]))]
        with driver.pipeline():
            cursors = [_execute(driver, statement) for statement in statements]
        return [_rows_in(cursor) for cursor in cursors]


@contextmanager
def driver_connection(connection: Connection) -> Iterator["psycopg.Connection[Any]"]:
    """Yield the psycopg connection under a SQLAlchemy connection, in its transaction.

    Raises:
        DBAPIError: psycopg raised an error; it is translated as SQLAlchemy does.
    """
    own: Any = connection.connection.dbapi_connection
    try:
        yield own
    except psycopg.Error as fault:
        translated = DBAPIError.instance(
            None, None, fault, psycopg.Error, dialect=connection.dialect
        )
        raise translated from fault


@cache
def compile_for(statement: ClauseElement, dialect: str) -> Compiled:
    """Compile a statement for one database; the result is cached."""
    kind: Dialect
    if dialect == "postgresql":
        kind = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
    else:
        kind = SQLiteDialect_pysqlite(paramstyle="named")
    compiled = statement.compile(dialect=kind)
    fixed = {
        name: _as_text(value)
        for name, value in (compiled.params or {}).items()
        if value is not None
    }
    return Compiled(str(compiled), getattr(compiled, "positiontup", None) or (), fixed)


def _execute_on_sqlite(connection: Connection, statement: Statement) -> Rows:
    sql, _, fixed = compile_for(statement.clause, "sqlite")
    values = {name: _as_text(value) for name, value in statement.values.items()}
    result = connection.exec_driver_sql(sql, {**fixed, **values})
    return [tuple(row) for row in result] if result.returns_rows else []


def _execute(
    driver: "psycopg.Connection[Any]", statement: Statement
) -> "RawCursor[Any]":
    sql, names, fixed = compile_for(statement.clause, "postgresql")
    values = {**fixed, **statement.values}
    cursor = RawCursor(driver)
    in_order = [values[name] for name in names]
    return cursor.execute(sql, in_order, prepare=True, binary=True)


def _rows_in(cursor: "RawCursor[Any]") -> Rows:
    answer = cursor.pgresult
    with cursor:
        return cursor.fetchall() if answer is not None and answer.nfields else []


def _as_text(value: Any) -> Any:
    """Write a date as SQLite stores it; any other value stays as it is."""
    return value.isoformat() if isinstance(value, date) else value
