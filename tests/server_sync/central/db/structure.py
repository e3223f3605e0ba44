"""What a database is made of, as values that two databases can be compared by."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, TextClause, inspect

Lines = frozenset[str]


class TableStructure(NamedTuple):
    """One table; each line is one column, constraint or index, without its order.

    Constraints have no names here: SQLite's have none, and PostgreSQL makes its own.
    """

    columns: Lines
    constraints: Lines
    indexes: Lines


def structure_of(connection: Connection) -> dict[str, TableStructure]:
    """Describe every table by its name."""
    found = inspect(connection)
    columns, indexes = found.get_multi_columns(), found.get_multi_indexes()
    keys = found.get_multi_pk_constraint()
    constraints = (
        found.get_multi_foreign_keys(),
        found.get_multi_unique_constraints(),
        found.get_multi_check_constraints(),
    )
    return {
        table[-1] or "": TableStructure(
            columns=_lines(columns[table]),
            constraints=_lines(
                [keys[table], *(each for of in constraints for each in of[table])],
                without="name",
            ),
            indexes=_lines(indexes[table]),
        )
        for table in columns
    }


def _lines(found: Iterable[Mapping[str, Any]], *, without: str = "") -> Lines:
    return frozenset(
        " ".join(
            f"{key}={_spelt(value)}"
            for key, value in sorted(each.items())
            if key != without
        )
        for each in found
    )


def _spelt(value: Any) -> str:
    """Spell out a condition, which would otherwise be named by its address."""
    if isinstance(value, dict):
        return str({key: _spelt(each) for key, each in value.items()})
    if isinstance(value, TextClause):
        return value.text
    return str(value)
