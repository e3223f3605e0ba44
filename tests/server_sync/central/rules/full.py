"""A scenario in which everything occurs, to spoil one thing of."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from server_sync.central.rules.errors import BadScenario
from server_sync.central.scenario.read import parse
from tests.server_sync.central.rules.small import (
    MONDAY,
    Made,
    make_scenario,
    manual,
    no_show,
    notice,
    tap,
    uncertain,
)

FULL: Made = make_scenario(
    about="all that there can be",
    site={
        "name": "x",
        "terminals": ["T1"],
        "capacity": 3,
        "tolerance_min": 5,
        "week": {"mon": [["08:15", "14:30"]]},
    },
    closures=[
        {"from": "2026-06-05T12:00", "to": "2026-06-06T00:00", "why": "x"},
        {"person": "A", "from": "2026-04-08T00:00", "to": "2026-04-09T00:00"},
    ],
    courses=[
        {
            "person": "A",
            "from": MONDAY,
            "to": "2026-04-10",
            "max_weeks": None,
            "plans": [{"from": MONDAY, "week": {"mon": [["12:00", "14:00"]]}}],
            "exceptions": [{"date": "2026-03-18", "sessions": []}],
        }
    ],
    listening={"T1": [["2026-03-16T05:00", "2026-03-16T16:00"]]},
    taps=[tap("08:10", delay="transport"), uncertain("08:00", "08:30")],
    manual=[manual("08:10", why="glemt kort", delay="transport")],
    notices=[notice("07:40")],
    no_shows=[no_show("15:00")],
    resolved=[tap("08:10", card="C9", not_ours=True), tap("09:00", person="A")],
    quarantined=[
        {"terminal": "T1", "between": ["2026-03-20T09:00:00", "2026-03-20T09:05:00"]}
    ],
)


LISTS = "closures courses cards taps manual notices no_shows resolved quarantined"


Change = Callable[[Made], Any]


def refusal_of(scenario: object) -> str:
    """Give the line with which it is refused."""
    with pytest.raises(BadScenario) as refused:
        parse(scenario)
    line = str(refused.value)
    assert line.strip()
    assert len(line.splitlines()) == 1
    return line


def changed(change: Change) -> Made:
    """Change one thing of a scenario in which everything occurs."""
    scenario = deepcopy(FULL)
    change(scenario)
    return scenario
