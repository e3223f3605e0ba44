"""Run several queries in one statement, with one round trip to the database.

Each round trip costs time, and so do compiling and reading each statement. Judging one
person's day needs a dozen queries of a few rows each; in one batch they cost little
more than one query. Each query's rows come back as one JSON array.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Connection,
    Select,
    Text,
    bindparam,
    case,
    cast,
    func,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from server_sync.central.db.bulk import Change, write
from server_sync.central.db.pipeline import Statement

Rows = list[Any]


class Question(NamedTuple):
    """A query, and the type that each row of its answer is decoded to.

    A `Struct` with `array_like=True` or a `NamedTuple` takes the columns in the order
    of its fields; each column is named, or labelled, as its field. A plain list has
    them as JSON has them: a date is text.
    """

    select: Select[Any]
    of: Any = list[Any]


class QueryBatch:
    """Queries that run as one statement, each with a name.

    With `batch = QueryBatch(people=Question(select(person.c.id)))`,
    `batch.ask(connection, {})["people"]` returns `[["alice"], ["bob"]]`.
    """

    def __init__(self, **questions: Question) -> None:
        for question in questions.values():
            _refuse_other_columns(question)
        self.questions = questions
        self._read = {
            name: msgspec.json.Decoder(list[question.of])  # type: ignore[name-defined]
            for name, question in questions.items()
        }

    def ask(
        self, connection: Connection, asked: Mapping[str, Any], *before: Change
    ) -> dict[str, Rows]:
        """Return the rows of each query, with these bind values.

        The changes in `before` are made first, in the same round trip.
        """
        statement = _as_one(self, connection.dialect.name)
        *_, (answers,) = write(connection, *before, Statement(statement, asked))
        return {
            name: self._read[name].decode(answer) if answer else []
            for name, answer in zip(self.questions, answers, strict=True)
        }


def _refuse_other_columns(question: Question) -> None:
    """Refuse a query whose columns are not named as the fields that they fill.

    Raises:
        TypeError: a column stands in the place of another, or one is missing.
    """
    fields = getattr(question.of, "__struct_fields__", None) or getattr(
        question.of, "_fields", None
    )
    if fields is None:
        return
    columns = tuple(column.key for column in question.select.selected_columns)
    if columns != tuple(fields):
        raise TypeError(
            f"{question.of.__name__} has the fields {fields}, its query the columns"
            f" {columns}"
        )


def listed(names: Iterable[str] | Iterable[int]) -> str:
    """Encode names, or numbers, as the single bind value that `among` takes."""
    return msgspec.json.encode(sorted(names)).decode()


def among(column: ColumnElement[Any], name: str) -> "Among":
    """Return the condition that a column is in the list that the bind has."""
    return Among(column, bindparam(name, type_=Text))


def among_these(column: ColumnElement[str], names: Iterable[str]) -> "Among":
    """Return the condition that a column is in this list."""
    return Among(column, bindparam(None, listed(names), type_=Text))


class Among(FunctionElement[bool]):
    """Membership in a list that is one bind value, whatever its length."""

    inherit_cache = True
    type = Boolean()


class Hex(FunctionElement[str]):
    """Bytes as text of hexadecimal digits."""

    inherit_cache = True
    type = Text()


class AsJson(FunctionElement[Any]):
    """A text that holds JSON, read as what it holds; nothing stays nothing."""

    inherit_cache = True
    type = JSON()


@compiles(AsJson, "postgresql")
def _json_in_postgresql(element: AsJson, compiler: Any, **more: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **more)} AS json)"


@compiles(AsJson, "sqlite")
def _json_in_sqlite(element: AsJson, compiler: Any, **more: Any) -> str:
    return f"json({compiler.process(element.clauses, **more)})"


@compiles(Among, "postgresql")
def _among_in_postgresql(element: Among, compiler: Any, **more: Any) -> str:
    column, names = (compiler.process(one, **more) for one in element.clauses)
    of = next(iter(element.clauses)).type.compile(dialect=compiler.dialect)
    listed = f"SELECT json_array_elements_text({names}::json)"
    return f"{column} = ANY (ARRAY({listed})::{of}[])"


@compiles(Among, "sqlite")
def _among_in_sqlite(element: Among, compiler: Any, **more: Any) -> str:
    column, names = (compiler.process(one, **more) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({names}))"  # noqa: S608 - compiled


@compiles(Hex, "postgresql")
def _hex_in_postgresql(element: Hex, compiler: Any, **more: Any) -> str:
    return f"encode({compiler.process(element.clauses, **more)}, 'hex')"


@compiles(Hex, "sqlite")
def _hex_in_sqlite(element: Hex, compiler: Any, **more: Any) -> str:
    return f"lower(hex({compiler.process(element.clauses, **more)}))"


@cache
def _as_one(batch: QueryBatch, dialect: str) -> Select[Any]:
    """Combine the queries into one statement with one row, a JSON column for each."""
    answered = _in_postgresql if dialect == "postgresql" else _in_sqlite
    return select(*(answered(question.select) for question in batch.questions.values()))


def _in_postgresql(question: Select[Any]) -> ColumnElement[Any]:
    rows = question.subquery()
    answer = cast(func.json_agg(func.json_build_array(*rows.c)), Text)
    return select(answer).select_from(rows).scalar_subquery()


def _in_sqlite(question: Select[Any]) -> ColumnElement[Any]:
    rows = question.subquery()
    answer = func.json_group_array(func.json_array(*map(_as_json, rows.c)))
    return select(answer).select_from(rows).scalar_subquery()


def _as_json(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Write a SQLite column as JSON: its booleans are numbers, its JSON is text."""
    if isinstance(column.type, Boolean):
        return func.json(case((column, "true"), else_="false"))
    return func.json(column) if isinstance(column.type, JSON) else column
