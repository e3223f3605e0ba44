"""Facts that cannot stand together, and what was taken back: section 7."""

import re
from copy import deepcopy
from typing import Any

import pytest

from server_sync.central.scenario.read import parse
from tests.server_sync.central.rules.full import FULL, Change, changed, refusal_of
from tests.server_sync.central.rules.small import (
    make_scenario,
    manual,
    monday_of,
    no_show,
    notice,
    sessions_of,
    tap,
)

OVERLAPPING = [["12:00", "14:00"], ["08:15", "12:01"]]


TOUCHING = [["12:00", "14:00"], ["08:15", "12:00"]]


@pytest.mark.parametrize(("hours", "refused"), [(OVERLAPPING, True), (TOUCHING, False)])
def test_intervals_of_a_day_may_not_overlap(
    hours: list[list[str]], refused: bool
) -> None:
    """In the site's week, in a plan, in an exception; touching is no overlap."""
    changes: dict[str, Change] = {
        "site.week.mon": lambda made: made["site"]["week"].update(mon=hours),
        "courses[0].plans[0].week.mon": lambda made: made["courses"][0]["plans"][0][
            "week"
        ].update(mon=hours),
        "courses[0].exceptions[0].sessions": lambda made: made["courses"][0][
            "exceptions"
        ][0].update(sessions=hours),
    }
    for place, change in changes.items():
        if refused:
            said = refusal_of(changed(change))
            assert (said.startswith(f"{place} "), "overlap" in said) == (True, True)
        else:
            parse(changed(change))


@pytest.mark.parametrize("key", ["plans", "exceptions"])
def test_two_of_one_date(key: str) -> None:
    """Two plans with one `from`, two exceptions on one date; a voided one is none."""
    made = deepcopy(FULL)
    both = made["courses"][0][key]
    both.append(deepcopy(both[0]))
    assert refusal_of(made).startswith(f"courses[0].{key} has two ")
    both[1]["voided"] = True
    parse(made)


def test_a_person_has_one_course() -> None:
    """A voided one collides with nothing, nor does what stands in it."""
    made = deepcopy(FULL)
    second = deepcopy(made["courses"][0])
    made["courses"].append(second)
    assert refusal_of(made) == "courses has two of the person 'A'"
    second["plans"] *= 2
    second["voided"] = True
    assert len(parse(made).facts.courses) == 1


def test_voided_hours_collide_with_nothing() -> None:
    """Not even with themselves."""
    made = deepcopy(FULL)
    made["courses"][0]["plans"][0] |= {"voided": True, "week": {"mon": OVERLAPPING}}
    assert parse(made).facts.courses[0].plans == ()


@pytest.mark.parametrize("key", ["taps", "resolved"])
def test_a_tap_is_at_or_between(key: str) -> None:
    """Not both, and not neither."""
    between = ["2026-03-16T08:00:00", "2026-03-16T09:00:00"]
    both: Change = lambda made: made[key][0].update(between=between)  # noqa: E731
    assert "between" in refusal_of(changed(both))
    assert "between" in refusal_of(changed(lambda made: made[key][0].pop("at")))


def test_a_resolution_says_one_thing() -> None:
    """A person, or not ours; not both, not neither, and not `false` alone."""
    for said in (
        {"person": "A", "not_ours": True},
        {"not_ours": False},
        {"person": None},
        {},
    ):
        made = make_scenario(resolved=[tap("08:10", card="C9") | said])
        assert "person" in refusal_of(made)
    parse(make_scenario(resolved=[tap("08:10", person="A", not_ours=False)]))


def test_a_terminal_that_the_site_does_not_have() -> None:
    """Wherever it is named, and voided or not."""
    changes: list[Change] = [
        lambda made: made["taps"][0].update(terminal="T2"),
        lambda made: made["resolved"][0].update(terminal="T2", voided=True),
        lambda made: made["quarantined"][0].update(terminal="T2"),
        lambda made: made["listening"].update(T2=[]),
    ]
    for change in changes:
        assert "T2" in refusal_of(changed(change))


@pytest.mark.parametrize(
    "place",
    [
        "closures[0]",
        "courses[0].plans[0]",
        "courses[0].exceptions[0]",
        "cards[0]",
        "manual[0]",
        "notices[0]",
        "no_shows[0]",
        "resolved[0]",
    ],
)
def test_whether_it_was_voided_is_yes_or_no(place: str) -> None:
    """Anything else is refused, and the refusal says where it stands."""
    made = deepcopy(FULL)
    found: Any = made
    for name, number in re.findall(r"(\w+)\[(\d+)\]", place):
        found = found[name][int(number)]
    found["voided"] = "yes"
    assert refusal_of(made).startswith(f"{place}.voided ")


@pytest.mark.parametrize(
    ("key", "clock"), [("closures", "T00:00"), ("cards", "T00:00"), ("notices", "")]
)
def test_what_ends_before_it_begins(key: str, clock: str) -> None:
    """It is refused, and the refusal says where it stands."""
    turned = {"from": f"2026-04-11{clock}", "to": f"2026-04-10{clock}"}
    said = refusal_of(changed(lambda made: made[key][0].update(turned)))
    assert said.startswith(f"{key}[0] ends before")


def test_a_value_out_of_its_range() -> None:
    """It is refused, and the refusal says where it stands."""
    changes: dict[str, Change] = {
        "about": lambda made: made.update(about="a\0b"),
        "site.tolerance_min": lambda made: made["site"].update(tolerance_min=10**12),
        "courses[0].max_weeks": lambda made: made["courses"][0].update(max_weeks=0),
        "taps[1].between": lambda made: made["taps"][1]["between"].reverse(),
    }
    for place, change in changes.items():
        assert refusal_of(changed(change)).startswith(place)


def test_an_empty_delay_is_none() -> None:
    """Only what somebody wrote is a noted delay."""
    made = make_scenario(taps=[tap("08:10", delay="")], manual=[manual("08:11")])
    facts = parse(made).facts
    assert not any(one.delayed for one in facts.taps)
    assert not any(one.delayed for one in facts.arrivals)


def test_what_was_voided_counts_for_nothing() -> None:
    """Each kind of fact that a person makes."""
    voided = {"voided": True}
    plain = monday_of()
    tapped = tap("08:10", card="C9")
    assert monday_of(manual=[manual("08:10") | voided]) == plain
    assert monday_of(notices=[notice("07:00") | voided]) == plain
    assert monday_of(no_shows=[no_show("15:00") | voided]) == plain
    said = monday_of(taps=[tapped], resolved=[tapped | {"person": "A"} | voided])
    assert said["status"] == "unknown"
    closed = {"from": "2026-03-16T00:00", "to": "2026-03-17T00:00"} | voided
    assert monday_of(closures=[closed]) == plain
    held = FULL["cards"][0] | voided
    assert monday_of(taps=[tap("08:10")], cards=[held])["status"] == "unknown"
    assert sessions_of(courses=[{**FULL["courses"][0], "exceptions": []}]) != []
