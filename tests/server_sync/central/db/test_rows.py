"""The types of rows are those of the tables."""

from typing import NamedTuple, get_type_hints

import pytest
from sqlalchemy import Table

from server_sync.central.db import rows, tables
from server_sync.central.terminals.status_rows import LastEntry

OF_TABLE: dict[type[NamedTuple], Table] = {
    rows.TerminalRow: tables.terminal,
    rows.TerminalKeyRow: tables.terminal_key,
    rows.ChainRow: tables.chain,
    rows.HeadRow: tables.head,
    rows.CentralKeyRow: tables.central_key,
    rows.ReportRow: tables.report,
    rows.NewcomerRow: tables.newcomer,
    rows.SupportNoteRow: tables.support_note,
    rows.CourseRow: tables.course,
    LastEntry: tables.entry,
}


@pytest.mark.parametrize("record", OF_TABLE, ids=lambda record: record.__name__)
def test_each_field_is_typed_as_its_column(record: type[NamedTuple]) -> None:
    """A column of another type, or one that may be empty, is seen before it is read."""
    columns = OF_TABLE[record].c
    by_column = {
        name: columns[name].type.python_type | None
        if columns[name].nullable
        else columns[name].type.python_type
        for name in record._fields
    }

    assert get_type_hints(record) == by_column


def test_every_type_of_a_row_is_compared() -> None:
    """None is left out of the list above."""
    defined = {
        value
        for value in vars(rows).values()
        if isinstance(value, type) and issubclass(value, tuple) and value is not tuple
    }

    assert defined <= set(OF_TABLE)
