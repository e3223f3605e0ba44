"""A town of two municipalities for each test."""

from collections.abc import Iterator

import pytest

from tests.town import Town, make_town


@pytest.fixture
def town() -> Iterator[Town]:
    """Make a town whose readers have listened all the time."""
    made = make_town()
    yield made
    made.engine.dispose()
