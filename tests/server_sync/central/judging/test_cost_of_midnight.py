"""A new day asks of each workshop once, however many there are."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from server_sync.central.facts import people
from server_sync.central.judging import recompute
from tests.server_sync.central.judging.test_cost_of_a_tap_at_central import asked_by
from tests.server_sync.central.world import MONDAY, PROVENANCE, TOWN, at, set_up

OF_JUDGED = "site_judged.through"


@pytest.mark.parametrize("more", [1, 5])
def test_midnight_asks_once_for_all_sites_and_once_for_each(
    engine: Engine, more: int
) -> None:
    """Nowhere is asked for all the others again; the second worker asks once."""
    with_sites(engine, more)
    tuesday = at("00:01", MONDAY + timedelta(days=1))

    first = asked_by(engine, lambda: recompute.begin_days(engine, as_of=tuesday))
    second = asked_by(engine, lambda: recompute.begin_days(engine, as_of=tuesday))

    of_judged = [one for one in first if OF_JUDGED in one]
    assert ["WHERE" in one for one in of_judged] == [False] + [True] * (1 + more)
    assert sum(OF_JUDGED in one for one in second) == 1


def test_a_tick_asks_once_how_far_all_are_judged(engine: Engine) -> None:
    """What it found out in order to judge is what it keeps afterwards."""
    with_sites(engine, 2)

    for day in (MONDAY, MONDAY + timedelta(days=1)):
        with engine.begin() as connection:
            asked = asked_by(
                engine,
                lambda: recompute.bring_up_to(connection, as_of=at("00:01", day)),  # noqa: B023 - called at once
            )
        assert sum(OF_JUDGED in one for one in asked) == 1
    assert recompute.begin_days(engine, as_of=at("08:00", day)) == 0


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
        recompute.bring_up_to(connection, as_of=at("08:00"))
