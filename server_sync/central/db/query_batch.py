"""Ask the database several questions in one statement: one way there, one way back.

A question costs a way to the database and back, and more than that in making and
reading the statement. Judging one person's day asks a dozen of them, each answered by
a few rows; together they cost little more than one.
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
from server_sync.central.db.pipeline import Order

Rows = list[Any]


class Question(NamedTuple):
    """A question, and as what a row of its answer is read.

    A `Struct` that is an array takes the columns in the order of its fields; a list
    has them as JSON writes them, so a date as its text.
    """

    select: Select[Any]
    of: Any = list[Any]


class Together:
    """Questions that are asked at once, each by its name.

    With `asking = Together(people=Question(select(person.c.id)))`, what
    `asking.ask(connection, {})["people"]` gives is `[["alice"], ["bob"]]`.
    """

    def __init__(self, **questions: Question) -> None:
        self.questions = questions
        self._read = {
            name: msgspec.json.Decoder(list[one.of])  # type: ignore[name-defined]
            for name, one in questions.items()
        }

    def ask(
        self, connection: Connection, asked: Mapping[str, Any], *before: Change
    ) -> dict[str, Rows]:
        """Give the rows that answer each question, with these values for its binds.

        Changes that are to be made before go with the question.
        """
        statement = _as_one(self, connection.dialect.name)
        *_, (answers,) = write(connection, *before, Order(statement, asked))
        return {
            name: self._read[name].decode(answer) if answer else []
            for name, answer in zip(self.questions, answers, strict=True)
        }


def listed(names: Iterable[str] | Iterable[int]) -> str:
    """Write names, or numbers, as the one value that `among` takes."""
    return msgspec.json.encode(sorted(names)).decode()


def among(column: ColumnElement[Any], name: str) -> "Among":
    """Ask whether a column is one of those that the bind of that name lists."""
    return Among(column, bindparam(name, type_=Text))


def among_these(column: ColumnElement[str], names: Iterable[str]) -> "Among":
    """Ask whether a column is one of these."""
    return Among(column, bindparam(None, listed(names), type_=Text))


class Among(FunctionElement[bool]):
    """One value for the list, so that the statement is the same for any number."""

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
def _as_one(together: Together, dialect: str) -> Select[Any]:
    """Put the questions into one statement that answers in one row."""
    answered = _in_postgresql if dialect == "postgresql" else _in_sqlite
    return select(*(answered(one.select) for one in together.questions.values()))


def _in_postgresql(question: Select[Any]) -> ColumnElement[Any]:
    rows = question.subquery()
    answer = cast(func.json_agg(func.json_build_array(*rows.c)), Text)
    return select(answer).select_from(rows).scalar_subquery()


def _in_sqlite(question: Select[Any]) -> ColumnElement[Any]:
    rows = question.subquery()
    answer = func.json_group_array(func.json_array(*map(_as_json, rows.c)))
    return select(answer).select_from(rows).scalar_subquery()


def _as_json(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """SQLite has no truth of its own, and JSON is text to it."""
    if isinstance(column.type, Boolean):
        return func.json(case((column, "true"), else_="false"))
    return func.json(column) if isinstance(column.type, JSON) else column
