"""Read rows into types of our own, each field from the column that is named for it."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select


def select_record(
    record: type[NamedTuple], **columns: ColumnElement[Any]
) -> Select[Any]:
    """Select columns in the order of a record's fields, so that `_make` fits.

    Raises:
        TypeError: a field has no column, or a column has no field.
    """
    if set(columns) != set(record._fields):
        odd = sorted(set(columns) ^ set(record._fields))
        raise TypeError(f"{record.__name__} and its columns differ in {odd}")
    return select(*(columns[name].label(name) for name in record._fields))
