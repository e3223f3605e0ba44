"""Databases of an older schema, and empty ones, on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from server_sync.central.db.engine import create_engine_for
from tests.server_sync.central.db.older import MakeDatabase, new_postgres, new_sqlite


@pytest.fixture(params=["sqlite", "postgresql"])
def make_database(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[MakeDatabase]:
    """Make databases without any table, on each system in turn."""
    yield from _making(request.param, request, tmp_path)


@pytest.fixture
def make_sqlite(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[MakeDatabase]:
    """Make SQLite databases without any table."""
    yield from _making("sqlite", request, tmp_path)


@pytest.fixture
def make_postgres(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[MakeDatabase]:
    """Make PostgreSQL databases without any table."""
    yield from _making("postgresql", request, tmp_path)


def _making(
    system: str, request: pytest.FixtureRequest, folder: Path
) -> Iterator[MakeDatabase]:
    made: list[Engine] = []
    make_url: Callable[[int], str]
    if system == "sqlite":

        def make_url(number: int) -> str:
            return new_sqlite(folder / f"central-{number}.db")

    else:
        server: Engine = request.getfixturevalue("postgres")

        def make_url(number: int) -> str:
            return new_postgres(server, name=f"schema_{number}")

    def make() -> Engine:
        made.append(create_engine_for(make_url(len(made))))
        return made[-1]

    yield make
    for engine in made:
        engine.dispose()
