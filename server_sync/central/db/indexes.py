"""The indexes of what a rebuild makes by the million: left out while it is made.

To keep an index in step row by row costs more than to make it of all rows at once.
Without them every answer is the same, and only slower; the primary keys stay.
"""

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, Index, Table, inspect

from server_sync.central.db import tables

FILLED = (tables.tap, tables.stretch, tables.judged)


def leave_out(connection: Connection) -> None:
    """Drop them, until they are made again."""
    for index in _of(FILLED):
        index.drop(connection, checkfirst=True)


def make_missing(
    connection: Connection, among: Collection[Table] = FILLED
) -> list[str]:
    """Make those that are not there, also where a rebuild was cut short; name them."""
    names = [table.name for table in among]
    found = inspect(connection).get_multi_indexes(filter_names=names)
    there = {index["name"] for of_table in found.values() for index in of_table}
    missing = [index for index in _of(among) if index.name not in there]
    for index in missing:
        index.create(connection)
    return [str(index.name) for index in missing]


def _of(among: Collection[Table]) -> Iterator[Index]:
    for table in among:
        yield from sorted(table.indexes, key=lambda index: str(index.name))
