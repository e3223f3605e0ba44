"""The oracle itself agrees with every outcome that is written down."""

import json
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.paths import SCENARIOS
from tests.reference.bad_scenarios import WRONGS
from tests.reference.by_the_letter import Refused, outcome
from tests.reference.expected import easter_sunday, is_public_holiday
from tests.reference.figures import percent, trend
from tests.reference.scenarios import random_bad_scenario, random_scenario

SEEDS = 100

WORKED_EXAMPLE = {
    "about": "one line",
    "site": {
        "name": "Citykorpset",
        "capacity": 50,
        "tolerance_min": 5,
        "terminals": ["T1"],
        "week": {
            name: [["08:15", "14:30"]] for name in ["mon", "tue", "wed", "thu", "fri"]
        },
    },
    "courses": [
        {"person": "A", "from": "2026-03-16", "to": "2026-04-10", "max_weeks": None}
    ],
    "cards": [{"card": "C1", "person": "A", "from": "2026-03-16T00:00", "to": None}],
    "listening": {"T1": [["2026-03-10T00:00", "2026-03-20T00:00"]]},
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
             "stability": null, "why": "too_few", "interval": [25, 75], "coverage": 60,
             "punctuality": 100, "attendance": null,
             "streak": 0, "streak_at_least": false, "trend": null},
  "latest_28_days": {"T": 1, "S": 0, "A": 0, "F": 1, "I": 1, "U": 1, "X": 1, "basis": 2,
             "stability": null, "why": "too_few", "interval": [25, 75], "coverage": 60,
             "punctuality": 100, "attendance": null}}},
 "share_met": {"offered": 1, "met": 1, "not_known": 0},
 "prompts": [{"key": "missing_registration", "person": "A", "date": "2026-03-17"},
             {"key": "no_data", "date": "2026-03-20"},
             {"key": "no_show", "person": "A", "date": "2026-03-19"}]}
"""


def one_session(**facts: Any) -> dict[str, Any]:
    """Return the outcome's only session, 08:15-14:30 on Monday 14 September 2026."""
    scenario = {
        "site": {"terminals": ["T1"]},
        "courses": [{"person": "Alice", "from": "2026-09-14", "to": "2026-09-14"}],
        "cards": [{"card": "K1", "person": "Alice", "from": "2026-09-01T00:00"}],
        "listening": "always",
        "as_of": "2026-09-14T18:00:00",
        **facts,
    }
    (session,) = outcome(scenario)["people"]["Alice"]["sessions"]
    return dict(session)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_each_written_scenario_has_exactly_its_outcome(path: Path) -> None:
    """What the files promise is what the letter says, key for key, in their order."""
    written = json.loads(path.read_text(encoding="utf-8"))
    assert json.dumps(outcome(written["scenario"])) == json.dumps(written["outcome"])


def test_the_scenarios_are_there() -> None:
    """A folder that is empty would prove nothing."""
    assert len(SCENARIOS) >= 10


def test_the_worked_example_has_exactly_its_outcome() -> None:
    """The outcome at the end of section 7, key for key."""
    expected = json.dumps(json.loads(WORKED_OUTCOME))
    assert json.dumps(outcome(WORKED_EXAMPLE)) == expected


def test_the_order_in_which_facts_are_told_never_matters() -> None:
    """Every list shuffled, the outcome is the same to the letter."""
    for seed in range(SEEDS):
        made = random_scenario(Random(seed))
        before = json.dumps(outcome(made))
        for value in made.values():
            if isinstance(value, list):
                Random(seed + 1).shuffle(value)
        assert json.dumps(outcome(made)) == before


def test_a_seed_always_makes_the_same_scenario() -> None:
    """A difference that was found can be found again."""
    for seed in range(SEEDS):
        assert random_scenario(Random(seed)) == random_scenario(Random(seed))


def test_a_bad_scenario_is_refused_with_one_line() -> None:
    """Whatever one thing is wrong, the answer is one line."""
    for seed in range(SEEDS):
        with pytest.raises(Refused, match=r"\A[^\n]+\Z"):
            outcome(random_bad_scenario(Random(seed)))


@pytest.mark.parametrize("wrong", WRONGS, ids=lambda wrong: str(wrong.__name__))
def test_each_kind_of_wrong_is_refused(wrong: Any) -> None:
    """Each line of section 7's refusals, by itself."""
    for seed in range(40):
        made = random_scenario(Random(seed))
        wrong(Random(seed), made)
        with pytest.raises(Refused):
            outcome(made)


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(2008, 3, 23), (2023, 4, 9), (2024, 3, 31), (2025, 4, 20), (2026, 4, 5),
     (2027, 3, 28), (2028, 4, 16), (2038, 4, 25), (2049, 4, 18), (2076, 4, 19)],
)  # fmt: skip
def test_easter_is_when_the_almanac_says(year: int, month: int, day: int) -> None:
    """Early, late and the two exceptions of the Gregorian reckoning."""
    assert easter_sunday(year) == date(year, month, day)


def test_the_public_holidays_are_those_of_section_2() -> None:
    """Store bededag up to 2023 and not after; not 1 May, 5 June, 24 or 31 December."""

    def of(year: int) -> list[str]:
        days = [date.fromordinal(date(year, 1, 1).toordinal() + n) for n in range(365)]
        return [f"{on.day}/{on.month}" for on in days if is_public_holiday(on)]

    fixed = ["1/1", "25/12", "26/12"]
    moving_2023 = ["6/4", "7/4", "9/4", "10/4", "5/5", "18/5", "28/5", "29/5"]
    assert sorted(of(2023)) == sorted(fixed + moving_2023)
    moving_2027 = ["25/3", "26/3", "28/3", "29/3", "6/5", "16/5", "17/5"]
    assert sorted(of(2027)) == sorted(fixed + moving_2027)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(199, 200, 99), (1, 200, 1), (1, 1000, 1), (999, 1000, 99), (200, 200, 100),
     (0, 200, 0), (1, 8, 13), (3, 8, 38), (2, 3, 67), (0, 0, None)],
)  # fmt: skip
def test_percentages_round_half_up_but_never_to_a_false_100_or_0(
    part: int, whole: int, shown: int | None
) -> None:
    """100 and 0 only when exact."""
    assert percent(part, whole) == shown


@pytest.mark.parametrize(
    ("letters", "word"),
    [("TTTTTUTTTTTTTTT", None), ("U" * 6 + "T" * 10, "rising"),
     ("TTTTTTTTUU" + "T" * 10, "rising"), ("TTTTTTTTTU" + "T" * 10, "steady"),
     ("T" * 10 + "UUTTTTTTTT", "falling"), ("T" * 10 + "UTTTTTTTTT", "steady"),
     ("UUUUU" + "T" * 20, "steady"), ("IFX" * 9 + "T" * 15, None)],
)  # fmt: skip
def test_the_trend_turns_at_exactly_20_points(letters: str, word: str | None) -> None:
    """Ten against up to ten before them; none unless there are 16."""
    assert trend(letters) == word


def test_an_uncertain_tap_that_is_not_ours_is_no_doubt() -> None:
    """Once resolved it casts no doubt on the site."""
    tap = {
        "terminal": "T1",
        "card": "Q1",
        "between": ["2026-09-14T08:00:00", "2026-09-14T08:30:00"],
    }
    unresolved = one_session(taps=[tap])
    assert (unresolved["status"], unresolved.get("cause")) == ("unknown", "clock")
    session = one_session(taps=[tap], resolved=[{**tap, "not_ours": True}])
    assert session["status"] == "unclarified"


def test_an_uncertain_tap_is_a_doubt_for_whoever_held_the_card_a_while() -> None:
    """Open reading 2: also where the tap was resolved as somebody else's."""
    tap = {
        "terminal": "T1",
        "card": "K1",
        "between": ["2026-08-31T23:00:00", "2026-09-14T08:30:00"],
    }
    session = one_session(taps=[tap], resolved=[{**tap, "person": "Bob"}])
    assert (session["status"], session.get("cause")) == ("unknown", "clock")


def test_a_session_that_the_clock_skips_is_shown_as_the_clock_then_reads() -> None:
    """02:15 on a spring night is read by the offset before, and is 03:15."""
    week = {"sun": [["02:15", "05:00"]]}
    courses = [{"person": "Alice", "from": "2026-03-29", "to": "2026-03-29"}]
    session = one_session(
        site={"terminals": ["T1"], "week": week},
        courses=courses,
        cards=[{"card": "K1", "person": "Alice", "from": "2026-03-01T00:00"}],
        taps=[{"terminal": "T1", "card": "K1", "at": "2026-03-29T02:20:01"}],
        as_of="2026-03-29T12:00",
    )
    assert session == {
        "date": "2026-03-29", "start": "03:15", "end": "05:00", "status": "late",
        "arrived": "03:20:01", "source": "tap", "minutes_late": 5,
    }  # fmt: skip
