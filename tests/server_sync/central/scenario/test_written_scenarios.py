"""The scenarios that were agreed with their outcome: section 7."""

import json
from pathlib import Path

import pytest

from server_sync.central.rules.outcome import outcome
from server_sync.central.scenario.read import parse, read
from server_sync.central.scenario.render import render
from tests.paths import SCENARIOS as WRITTEN
from tests.server_sync.central.rules.small import Made, outcome_of

WORKED_EXAMPLE: Made = {
    "about": "one line",
    "site": {
        "name": "Citykorpset",
        "capacity": 50,
        "tolerance_min": 5,
        "terminals": ["T1"],
        "week": {
            day: [["08:15", "14:30"]] for day in ("mon", "tue", "wed", "thu", "fri")
        },
    },
    "courses": [
        {"person": "A", "from": "2026-03-16", "to": "2026-04-10", "max_weeks": None}
    ],
    "cards": [{"card": "C1", "person": "A", "from": "2026-03-16T00:00", "to": None}],
    "listening": {
        "T1": [
            [f"2026-03-{day}T00:00", f"2026-03-{day}T23:59"] for day in range(16, 20)
        ]
    },
    "taps": [
        {
            "terminal": "T1",
            "card": "C1",
            "at": "2026-03-16T08:11:03",
            "delay": "transport",
        }
    ],
    "notices": [
        {
            "person": "A",
            "from": "2026-03-18",
            "to": "2026-03-18",
            "reason": "ill",
            "reported_at": "2026-03-18T07:40:00",
            "by": "Mette",
        }
    ],
    "no_shows": [
        {
            "person": "A",
            "date": "2026-03-19",
            "by": "Mette",
            "at": "2026-03-19T15:00:00",
        }
    ],
    "as_of": "2026-03-20T18:00:00",
}

WORKED_OUTCOME = """
{"people": {"A": {"sessions": [
    {"date": "2026-03-16", "start": "08:15", "end": "14:30", "status": "on_time",
     "arrived": "08:11:03", "source": "tap"},
    {"date": "2026-03-17", "start": "08:15", "end": "14:30", "status": "unclarified"},
    {"date": "2026-03-18", "start": "08:15", "end": "14:30", "status": "notified",
     "reason": "ill", "notice": "before"},
    {"date": "2026-03-19", "start": "08:15", "end": "14:30", "status": "no_show"},
    {"date": "2026-03-20", "start": "08:15", "end": "14:30", "status": "unknown",
     "cause": "coverage"}],
  "course": {"T": 1, "S": 0, "A": 0, "F": 1, "I": 1, "U": 1, "X": 1, "basis": 2,
             "stability": null, "why": "too_few", "interval": [25, 75],
             "coverage": 60, "punctuality": 100, "attendance": null,
             "streak": 0, "streak_at_least": false, "trend": null},
  "latest_28_days": {"T": 1, "S": 0, "A": 0, "F": 1, "I": 1, "U": 1, "X": 1,
             "basis": 2, "stability": null, "why": "too_few", "interval": [25, 75],
             "coverage": 60, "punctuality": 100, "attendance": null}}},
 "share_met": {"offered": 1, "met": 1, "not_known": 0},
 "prompts": [{"key": "missing_registration", "person": "A", "date": "2026-03-17"},
             {"key": "no_data", "date": "2026-03-20"},
             {"key": "no_show", "person": "A", "date": "2026-03-19"}]}
"""


def test_there_are_written_scenarios() -> None:
    """Or the next test would pass for want of them."""
    assert len(WRITTEN) >= 10


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_each_written_scenario_has_exactly_its_outcome(path: Path) -> None:
    """Key for key, in the same order."""
    written = json.loads(path.read_text())
    assert json.dumps(outcome_of(written["scenario"])) == json.dumps(written["outcome"])


def test_the_worked_example_has_exactly_its_outcome() -> None:
    """The one in section 7 of the rules."""
    assert json.dumps(outcome_of(WORKED_EXAMPLE)) == json.dumps(
        json.loads(WORKED_OUTCOME)
    )


def test_a_scenario_is_read_from_its_text() -> None:
    """As it stands in the file."""
    found = read(json.dumps(WORKED_EXAMPLE))
    assert found == parse(WORKED_EXAMPLE)
    assert found.about == "one line"
    assert render(outcome(found.facts, found.as_of)) == json.loads(WORKED_OUTCOME)
