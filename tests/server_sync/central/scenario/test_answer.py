"""Scenarios, through the storage that serves real data."""

import json
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, func, select

from server_sync.central.db import tables
from server_sync.central.rules.errors import BadScenario
from server_sync.central.scenario.answer import answer
from tests.databases import prepared_in_memory
from tests.paths import SCENARIOS
from tests.reference import by_the_letter
from tests.reference.fields import Refused
from tests.reference.scenarios import random_bad_scenario, random_scenario


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_each_scenario_has_its_outcome(path: Path, engine: Engine) -> None:
    """What is written beside a scenario is what both databases answer."""
    told = json.loads(path.read_text(encoding="utf-8"))

    assert json.loads(answer(engine, json.dumps(told["scenario"]))) == told["outcome"]


def test_a_scenario_leaves_nothing_behind(engine: Engine) -> None:
    """One scenario never changes the answer to the next."""
    told = json.loads(SCENARIOS[0].read_text(encoding="utf-8"))
    text = json.dumps(told["scenario"])

    assert answer(engine, text) == answer(engine, text)
    with engine.begin() as connection:
        counts = {
            name: connection.scalar(select(func.count()).select_from(table))
            for name, table in tables.metadata.tables.items()
        }
    assert {name for name, count in counts.items() if count} == {"incarnation", "law"}


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"site": {"terminals": []}}', '{"as_of": "9999-12-31T23:59:59"}', "{"],
)
def test_a_bad_scenario_is_refused_in_one_line(text: str) -> None:
    """Whoever wrote it learns why, and nothing is answered."""
    engine = prepared_in_memory()

    with pytest.raises(BadScenario) as refused:
        answer(engine, text)

    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("first", range(0, 60, 15))
def test_storage_changes_no_outcome(first: int, engine: Engine) -> None:
    """What was kept and read back is what an independent reading of the rules says."""
    for seed in range(first, first + 15):
        agree(engine, seed)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_storage_changes_no_outcome_at_length() -> None:
    """Thousands of them, on SQLite in memory."""
    engine = prepared_in_memory()

    for seed in range(10**7, 10**7 + 5_000):
        agree(engine, seed)


def agree(engine: Engine, seed: int) -> None:
    """Hold an outcome and a refusal against the independent reading."""
    scenario = random_scenario(Random(seed))
    expected = by_the_letter.outcome(json.loads(json.dumps(scenario)))
    assert json.loads(answer(engine, json.dumps(scenario))) == expected, seed
    bad = json.dumps(random_bad_scenario(Random(seed)))
    with pytest.raises(Refused):
        by_the_letter.outcome(json.loads(bad))
    with pytest.raises(BadScenario):
        answer(engine, bad)


def test_a_file_with_an_outcome_beside_is_no_scenario() -> None:
    """Only what was written as a scenario is one."""
    engine = prepared_in_memory()

    with pytest.raises(BadScenario):
        answer(engine, SCENARIOS[0].read_text(encoding="utf-8"))
