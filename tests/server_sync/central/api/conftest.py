"""A town for each test: of one municipality, or of two on PostgreSQL."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tests.town import Town, make_town


@pytest.fixture
def town() -> Iterator[Town]:
    """Make a town whose readers have listened all the time."""
    made = make_town()
    yield made
    made.engine.dispose()


@pytest.fixture
def two_towns(postgres: Engine) -> Town:
    """Make two municipalities; SQLite holds only one."""
    return make_town(engine=postgres)
