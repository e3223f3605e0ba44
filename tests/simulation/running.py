"""Run a whole simulated world, and say which seed it was when it fails."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, time, timedelta
from pathlib import Path

from tests.simulation.faults import plan_faults
from tests.simulation.life import plan_day
from tests.simulation.truth import ns_at
from tests.simulation.world import World

FIRST_DATES = (date(2026, 11, 23), date(2026, 10, 22), date(2026, 3, 26))
"""A plain week in winter, and the two weekends on which clocks change."""


def simulate(
    folder: Path, seed: int, *, days: int, database: str = "", faults: int = 3
) -> Counter[str]:
    """Live so many days by one seed; give how often each thing happened.

    Raises:
        AssertionError: an invariant does not hold; it names the seed.
    """
    first = FIRST_DATES[seed % len(FIRST_DATES)]
    with telling(seed), closing(World(folder, seed, first, database=database)) as world:
        for number in range(days):
            day = first + timedelta(days=number)
            plan_day(world, day)
            plan_faults(world, day, most=faults)
            world.run(ns_at(day + timedelta(days=1), time(0)))
            world.rebuild()
        world.end()
        world.counted["days"] = days
        world.counted["taps"] = len(world.truth.heard)
        world.counted["unheard taps"] = len(world.truth.unheard)
        return world.counted


@contextmanager
def telling(seed: int) -> Iterator[None]:
    """Put the seed on whatever goes wrong."""
    try:
        yield
    except Exception as error:
        error.add_note(f"seed {seed}")
        raise
