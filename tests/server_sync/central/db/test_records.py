"""A record's fields come from the columns that are named for them."""

from typing import NamedTuple

import pytest
from sqlalchemy import literal

from server_sync.central.db.engine import IN_MEMORY, create_engine_for
from server_sync.central.db.records import select_record


class Named(NamedTuple):
    """A record with two texts, which a list by position could swap."""

    site: str
    zone: str


def test_each_field_is_read_from_its_own_column() -> None:
    """In whatever order the columns are given."""
    engine = create_engine_for(IN_MEMORY)
    query = select_record(Named, zone=literal("Europe"), site=literal("workshop"))

    with engine.connect() as connection:
        row = connection.execute(query).one()
    engine.dispose()

    assert Named._make(row) == Named(site="workshop", zone="Europe")


@pytest.mark.parametrize("names", [("site",), ("site", "zone", "more")])
def test_a_field_without_a_column_is_refused(names: tuple[str, ...]) -> None:
    """And a column without a field."""
    columns = {name: literal(name) for name in names}

    with pytest.raises(TypeError, match="Named and its columns differ in"):
        select_record(Named, **columns)
