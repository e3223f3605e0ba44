"""A new day asks of each workshop once, however many there are."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from server_sync.central.facts import people
from server_sync.central.judging import recompute
from tests.server_sync.central.judging.statements import asked_by
from tests.server_sync.central.world import MONDAY, PROVENANCE, TOWN, at, set_up

PER_SITE_MAX = 15


@pytest.mark.parametrize("more", [1, 5])
def test_midnight_asks_once_for_all_sites_and_a_few_times_for_each(
    sqlite: Engine, more: int
) -> None:
    """Nowhere is asked for all the others again; the second worker asks once."""
    with_sites(sqlite, more)
    tuesday = at("00:01", MONDAY + timedelta(days=1))

    def midnight() -> None:
        recompute.recompute_by_site(sqlite, as_of=tuesday)

    first, second = asked_by(sqlite, midnight), asked_by(sqlite, midnight)

    assert sum(is_about_sites(one) for one in first) == 1
    assert len([one for one in first if is_asked(one)]) <= 1 + PER_SITE_MAX * (1 + more)
    assert [is_about_sites(one) for one in second if is_asked(one)] == [True]


def is_asked(statement: str) -> bool:
    """Leave out how SQLite is told to begin and to read only."""
    return not statement.startswith(("BEGIN", "PRAGMA"))


def is_about_sites(statement: str) -> bool:
    """Say whether a statement asks what is due at all sites."""
    return "site_judged.through" in statement and "site.id =" not in statement


def with_sites(engine: Engine, more: int) -> None:
    """Make the workshop and so many more, judged through Monday."""
    with engine.begin() as connection:
        set_up(connection)
        for number in range(more):
            people.add_site(
                connection,
                municipality=TOWN,
                name=f"Nr. {number}",
                provenance=PROVENANCE,
            )
        recompute.recompute_due(connection, as_of=at("08:00"))
