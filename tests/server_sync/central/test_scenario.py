"""Scenarios, through the storage that serves real data."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from server_sync.central import tables
from server_sync.central.database import IN_MEMORY, create_engine_for, prepare
from server_sync.central.rules.errors import BadScenario
from server_sync.central.scenario import answer

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.json"))


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
    assert {name for name, count in counts.items() if count} == {"incarnation"}


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"site": {"terminals": []}}', '{"as_of": "9999-12-31T23:59:59"}', "{"],
)
def test_a_bad_scenario_is_refused_in_one_line(text: str) -> None:
    """Whoever wrote it learns why, and nothing is answered."""
    engine = create_engine_for(IN_MEMORY)
    prepare(engine, now=0)

    with pytest.raises(BadScenario) as refused:
        answer(engine, text)

    assert "\n" not in str(refused.value)
