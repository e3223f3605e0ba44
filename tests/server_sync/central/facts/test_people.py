"""Who and where: what the database can hold."""

import pytest
from sqlalchemy import Engine, select

from server_sync.central.db import tables
from server_sync.central.errors import OneMunicipalityOnly
from server_sync.central.facts import people


def test_sqlite_holds_one_municipality_and_names_what_holds_several(
    sqlite: Engine,
) -> None:
    """A second is refused with a sentence, and nothing is changed."""
    with sqlite.begin() as connection:
        people.add_municipality(connection, name="Nordby Kommune")
    with (
        pytest.raises(OneMunicipalityOnly, match=r"Nordby Kommune .* PostgreSQL"),
        sqlite.begin() as connection,
    ):
        people.add_municipality(connection, name="Sydby Kommune")

    assert names(sqlite) == ["Nordby Kommune"]


def test_postgresql_holds_several_municipalities(postgres: Engine) -> None:
    """Row-level security can keep them apart there."""
    with postgres.begin() as connection:
        for name in ("Nordby Kommune", "Sydby Kommune"):
            people.add_municipality(connection, name=name)

    assert names(postgres) == ["Nordby Kommune", "Sydby Kommune"]


def names(engine: Engine) -> list[str]:
    """Give the names of all municipalities."""
    with engine.begin() as connection:
        columns = tables.municipality.c
        return list(connection.scalars(select(columns.name).order_by(columns.name)))
