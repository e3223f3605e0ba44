"""Run a whole simulated world, and say which seed it was when it fails."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, time, timedelta
from pathlib import Path

from tests.conftest import SIMULATED
from tests.simulation.clocks import NS
from tests.simulation.faults import plan_faults
from tests.simulation.life import plan_day, plan_hours
from tests.simulation.truth import ns_at
from tests.simulation.world import NEVER, PEOPLE, World

FIRST_DATES = (date(2026, 11, 23), date(2026, 10, 22), date(2026, 3, 26))
"""A plain week in winter, and the two weekends on which clocks change."""

CROWD_DATES = (date(2026, 11, 23), date(2026, 10, 26), date(2026, 3, 30))
"""Mondays; the latter two follow a change of the clocks."""
CROWD_LOOK_SECONDS, CROWD_PAGE_SHARE = 2400, 0.02
APPROVED_AFTER = {3: 4 * 3600.0, 6: 30 * 3600.0, 9: NEVER}
"""By the last figure of the seed: how long its terminals wait for their approval."""


def simulate(  # noqa: PLR0913 - all that makes a run
    folder: Path,
    seed: int,
    *,
    days: int,
    database: str = "",
    faults: int = 3,
    people: int = PEOPLE,
) -> Counter[str]:
    """Live so many days by one seed; give how often each thing happened.

    Raises:
        AssertionError: an invariant does not hold; it names the seed.
    """
    first = FIRST_DATES[seed % len(FIRST_DATES)]
    world = World(
        folder,
        seed,
        first,
        database=database,
        people=people,
        approved_after=APPROVED_AFTER.get(seed % 10, 0.0),
    )
    with telling(seed), closing(world):
        if wait := APPROVED_AFTER.get(seed % 10):
            what = "site without a terminal" if wait == NEVER else "approved late"
            world.counted[what] += 1
        plan_hours(world, first, days)
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


def simulate_crowd(folder: Path, seed: int, *, people: int, days: int) -> Counter[str]:
    """Live some working days of a large workshop, without rests for the oracle.

    The same code runs as in `simulate`; the folder is to lie in memory. The oracle
    looks a few times an hour, and most of what staff write goes into the journal
    without a browser in between.

    Raises:
        AssertionError: an invariant does not hold; it names the seed.
    """
    first = CROWD_DATES[seed % len(CROWD_DATES)]
    wait = APPROVED_AFTER.get(seed % 10, 0.0)
    world = World(folder, seed, first, people=people, approved_after=wait)
    world.look_every_ns, world.page_share = CROWD_LOOK_SECONDS * NS, CROWD_PAGE_SHARE
    with telling(seed), closing(world):
        plan_hours(world, first, days)
        for number in range(days):
            day = first + timedelta(days=number)
            plan_day(world, day)
            plan_faults(world, day)
            world.run(ns_at(day + timedelta(days=1), time(0)))
        world.end()
        world.counted["crowd: person-days"] = people * days
        world.counted["crowd: taps"] = len(world.truth.heard)
        world.counted["crowd: approved late or never"] = int(wait != 0)
        return world.counted


@contextmanager
def telling(seed: int) -> Iterator[None]:
    """Put the seed on whatever goes wrong."""
    try:
        yield
    except Exception as error:
        error.add_note(f"seed {seed}")
        raise


def report(
    counted: Counter[str], record_property: Callable[[str, object], None]
) -> None:
    """Put days and faults into the report; the run says their sums at its end."""
    for kind, times in counted.items():
        record_property(f"{SIMULATED}{kind}", times)
