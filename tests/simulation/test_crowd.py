"""Many people: as many simulated person-days as are asked for, and nobody accused.

`PERSON_DAYS=1000000 make test-long` asks for a million; one core does some fifty a
second. Everything lies in memory, and the code is the one that serves people.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.simulation.running import report, simulate_crowd

PEOPLE, DAYS = 300, 4
PERSON_DAYS = int(os.environ.get("PERSON_DAYS", "100000"))
WORLDS = -(-PERSON_DAYS // (PEOPLE * DAYS))


@pytest.mark.timeout(120)
def test_a_small_crowd_holds(
    quick_folder: Path, record_property: Callable[[str, object], None]
) -> None:
    """All invariants hold for sixty people on one day."""
    counted = simulate_crowd(quick_folder, 6001, people=60, days=1)
    report(counted, record_property)

    assert counted["crowd: taps"] > 0


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(10_000, 10_000 + WORLDS))
def test_a_large_crowd_holds(
    quick_folder: Path, seed: int, record_property: Callable[[str, object], None]
) -> None:
    """All invariants hold for hundreds of people over days full of faults."""
    counted = simulate_crowd(quick_folder, seed, people=PEOPLE, days=DAYS)
    report(counted, record_property)

    assert counted["crowd: person-days"] == PEOPLE * DAYS
