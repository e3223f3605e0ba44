"""The simulated world: nothing lost, nobody accused, whatever goes wrong."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.databases import url_of
from tests.simulation.faults import FAULTS
from tests.simulation.network import Manner
from tests.simulation.running import report, simulate

SEEDS, DAYS, SEEDS_MIN = (1001, 1003, 1004, 1005), 2, 2
LONG_SEEDS, LONG_DAYS = range(2000, 2024), 5
EVERY = {fault.replace("_", " ") for fault in FAULTS} | {str(one) for one in Manner}


def injected(counted: Counter[str]) -> set[str]:
    """Say which kinds of faults there were at all."""
    return {str(kind) for kind, times in counted.items() if times}


@pytest.mark.timeout(300)
def test_whatever_goes_wrong_nothing_is_lost_and_nobody_accused(
    quick_folder: Path, record_property: Callable[[str, object], None]
) -> None:
    """All invariants hold after every step, over a few days and many faults."""
    counted = Counter[str]()
    for lived, seed in enumerate(SEEDS, start=1):
        counted += simulate(quick_folder / str(seed), seed, days=DAYS, faults=7)
        if lived >= SEEDS_MIN and injected(counted) >= EVERY:
            break
    report(counted, record_property)

    assert EVERY - injected(counted) == set()


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", LONG_SEEDS)
def test_many_seeds_hold(
    quick_folder: Path, seed: int, record_property: Callable[[str, object], None]
) -> None:
    """The same over many seeds and more days."""
    counted = simulate(quick_folder, seed, days=LONG_DAYS)
    report(counted, record_property)

    assert counted["days"] == LONG_DAYS


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_all_kinds_of_faults_happen(
    quick_folder: Path, record_property: Callable[[str, object], None]
) -> None:
    """Over some weeks every kind of fault was injected, the rare ones too."""
    counted = Counter[str]()
    for seed in range(3000, 3006):
        counted += simulate(quick_folder / str(seed), seed, days=4, faults=5)
    report(counted, record_property)

    assert EVERY - injected(counted) == set()


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_the_same_holds_on_postgresql(
    quick_folder: Path,
    postgres: Engine,
    record_property: Callable[[str, object], None],
) -> None:
    """All invariants hold on a real PostgreSQL too; its copies are not put back."""
    url = url_of(postgres)
    counted = simulate(quick_folder, 4001, days=4, database=url)
    report(counted, record_property)

    assert counted["taps"] > 0
    assert counted["restored central"] == 0
