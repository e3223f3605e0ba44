"""Causes of unknown, and lateness that may be ours: sections 3 and 4."""

from typing import Any

import pytest

from server_sync.central.rules.judge import judge
from server_sync.central.rules.status import Status
from server_sync.central.scenario.read import parse
from tests.server_sync.central.rules.small import (
    MONDAY,
    Made,
    at,
    heard,
    make_scenario,
    manual,
    monday_of,
    on_monday,
    sessions_of,
    tap,
    uncertain,
)

SAID = {"status", "cause"}
WHOLE_DAY = ("05:00", "16:00")


def said_of(**changes: object) -> str:
    """Give the status of Monday, with the cause where it is unknown."""
    said = monday_of(**changes)
    return f"{said['status']} {said.get('cause', '')}".strip()


@pytest.mark.parametrize(
    ("stretches", "said"),
    [
        ([WHOLE_DAY], "unclarified"),
        ([("07:15", "14:30:01")], "unclarified"),
        ([("07:15", "14:30")], "unknown coverage"),
        ([("07:25", "16:00")], "unclarified"),
        ([("07:25:01", "16:00")], "unknown coverage"),
        ([("05:00", "10:00"), ("10:10", "16:00")], "unclarified"),
        ([("05:00", "10:00"), ("10:10:01", "16:00")], "unknown coverage"),
        (
            [("05:00", "10:00"), ("10:05", "11:00"), ("11:05:01", "16:00")],
            "unknown coverage",
        ),
        ([("05:00", "12:00"), ("06:00", "07:00"), ("11:00", "16:00")], "unclarified"),
        ([("05:00", "14:20"), ("15:00", "15:00")], "unclarified"),
        ([("05:00", "14:20:00"), ("14:30", "14:30")], "unknown coverage"),
        ([], "unknown coverage"),
    ],
)
def test_silence_of_more_than_ten_minutes_is_unknown(
    stretches: list[tuple[str, str]], said: str
) -> None:
    """In total, within [start - 60 min, end]; and the log must go on after the end."""
    assert said_of(listening=heard(*stretches)) == said


@pytest.mark.parametrize(
    ("start", "said"), [("15:00", "unclarified"), ("15:00:01", "unknown coverage")]
)
def test_a_stretch_that_begins_at_this_second_is_heard(start: str, said: str) -> None:
    """Only what lies after `as_of` is not known yet: the log goes on after the end."""
    told = heard(("05:00", "14:25"), (start, "16:00"))
    assert said_of(listening=told, as_of=on_monday("15:00")) == said


def test_one_deaf_terminal_is_enough() -> None:
    """A may have tapped at the one that told nothing."""
    site = {"terminals": ["T1", "T2"]}
    assert said_of(site=site, listening=heard(WHOLE_DAY)) == "unknown coverage"
    both = heard(WHOLE_DAY) | heard(WHOLE_DAY, terminal="T2")
    assert said_of(site=site, listening=both) == "unclarified"


@pytest.mark.parametrize("listening", [{}, "always"])
def test_a_site_without_terminals_knows_nothing(listening: Any) -> None:
    """Where nothing listened, no silence tells of anybody."""
    assert said_of(site={"terminals": []}, listening=listening) == "unknown coverage"


@pytest.mark.parametrize(
    ("stretches", "status"),
    [
        ([WHOLE_DAY], "late"),
        ([("05:00", "08:00"), ("08:01", "16:00")], "late"),
        ([("05:00", "08:00"), ("08:01:01", "16:00")], "attended"),
        ([("07:16", "16:00")], "late"),
        ([("07:16:01", "16:00")], "attended"),
        ([("05:00", "08:20:01")], "late"),
        ([("05:00", "08:20:00")], "attended"),
        ([("05:00", "08:20"), ("09:00", "16:00")], "late"),
        ([("05:00", "08:19"), ("08:19:59", "16:00")], "late"),
        ([], "attended"),
    ],
)
def test_a_lateness_that_may_be_ours(
    stretches: list[tuple[str, str]], status: str
) -> None:
    """More than a minute of silence before the limit, or a log that ends by it."""
    assert said_of(taps=[tap("09:00")], listening=heard(*stretches)) == status


def test_a_manual_arrival_is_never_turned_into_attended() -> None:
    """A person wrote the time."""
    said = monday_of(manual=[manual("09:00")], listening={})
    assert said == {
        "status": "late",
        "arrived": "09:00:00",
        "source": "manual",
        "minutes_late": 45,
    }


@pytest.mark.parametrize(
    ("doubt", "status"),
    [
        (uncertain("04:00", "05:15"), "attended"),
        (uncertain("04:00", "05:14:59"), "late"),
        (uncertain("08:20", "16:00"), "attended"),
        (uncertain("08:20:01", "16:00"), "late"),
        (uncertain("08:00", "09:30", card="C9"), "attended"),
        (uncertain("08:20:01", "09:30", card="C9"), "late"),
    ],
)
def test_a_doubt_from_before_the_limit_makes_a_lateness_ours(
    doubt: Made, status: str
) -> None:
    """The uncertain tap may have been this arrival, on time."""
    assert said_of(taps=[tap("09:00"), doubt]) == status


@pytest.mark.parametrize(
    ("lo", "hi", "late", "none"),
    [
        ("04:00", "05:15", "attended", "unknown quarantine"),
        ("04:00", "05:14:59", "late", "unclarified"),
        ("08:20", "08:25", "attended", "unknown quarantine"),
        ("08:20:01", "08:25", "late", "unknown quarantine"),
        ("14:30", "15:00", "late", "unknown quarantine"),
        ("14:30:01", "15:00", "late", "unclarified"),
    ],
)
def test_what_a_terminal_could_not_tell(lo: str, hi: str, late: str, none: str) -> None:
    """A quarantined event or a gap that touches the window may have been a tap."""
    between = [on_monday(lo), on_monday(hi)]
    facts = {"quarantined": [{"terminal": "T1", "between": between}]}
    assert said_of(**facts, taps=[tap("09:00")]) == late
    assert said_of(**facts) == none


def test_a_quarantined_event_counts_from_its_lo() -> None:
    """One that begins after `as_of` counts for nothing."""
    between = [on_monday("14:30"), on_monday("20:00")]
    facts = {"quarantined": [{"terminal": "T1", "between": between}]}
    assert said_of(**facts, as_of=on_monday("14:31")) == "unknown quarantine"


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("05:15:00", "unknown unknown_card"),
        ("05:14:59", "unclarified"),
        ("14:30:00", "unknown unknown_card"),
        ("14:30:01", "unclarified"),
    ],
)
def test_a_tap_of_nobody_within_the_window_may_have_been_theirs(
    when: str, said: str
) -> None:
    """As long as nobody has resolved it."""
    assert said_of(taps=[tap(when, card="C9")]) == said


def test_causes_stand_in_order() -> None:
    """The first that fits is shown: coverage, clock, unknown card, quarantine."""
    between = [on_monday("09:00"), on_monday("09:05")]
    facts: Made = {"quarantined": [{"terminal": "T1", "between": between}]}
    assert said_of(**facts) == "unknown quarantine"
    facts["taps"] = [tap("09:00", card="C9")]
    assert said_of(**facts) == "unknown unknown_card"
    facts["taps"] = [*facts["taps"], uncertain("09:00", "09:05", card="C9")]
    assert said_of(**facts) == "unknown clock"
    assert said_of(**facts, listening={}) == "unknown coverage"


def test_an_uncertain_tap_of_nobody_is_a_doubt_for_everybody() -> None:
    """Even where it lies within one session's window; until somebody resolves it."""
    unknown = uncertain("08:00", "08:10", card="C9")
    assert said_of(taps=[unknown]) == "unknown clock"
    not_ours, somebody = unknown | {"not_ours": True}, unknown | {"person": "B"}
    assert said_of(taps=[unknown], resolved=[not_ours]) == "unclarified"
    assert said_of(taps=[unknown], resolved=[not_ours, somebody]) == "unknown clock"


@pytest.mark.parametrize(
    ("resolved_as", "doubted"),
    [
        ({"person": "A"}, {"A": "on_time", "B": "unclarified"}),
        ({"person": "B"}, {"A": "unknown clock", "B": "unknown clock"}),
        ({"not_ours": True}, {"A": "unknown clock", "B": "unclarified"}),
    ],
)
def test_a_resolved_tap_that_somebody_held_is_a_doubt_for_those_two(
    resolved_as: Made, doubted: Made
) -> None:
    """A held the card for a part of it: where it is another's, it is no arrival."""
    unsure = uncertain("08:00", "08:10")
    loaned = {"card": "C1", "person": "A", "from": on_monday("08:05"), "to": None}
    courses = [{"person": name, "from": MONDAY, "to": MONDAY} for name in "ABC"]
    facts = {
        "courses": courses,
        "cards": [loaned],
        "taps": [unsure],
        "resolved": [unsure | resolved_as],
    }
    found = {
        name: " ".join(
            str(one) for key, one in monday_of(name, **facts).items() if key in SAID
        )
        for name in "ABC"
    }
    assert found == doubted | {"C": "unclarified"}


def test_a_doubt_of_one_person_is_none_for_another() -> None:
    """The card was A's throughout: B's day is as clear as before."""
    courses = [{"person": name, "from": MONDAY, "to": MONDAY} for name in "AB"]
    doubt = uncertain("14:00", "15:00")
    assert monday_of("A", courses=courses, taps=[doubt])["status"] == "unknown"
    assert monday_of("B", courses=courses, taps=[doubt])["status"] == "unclarified"


@pytest.mark.parametrize(("one", "both"), [("A", "B"), ("B", "A")])
def test_what_lies_before_ones_own_window_is_no_doubt(one: str, both: str) -> None:
    """Of two expected at the same hours, one was there that morning already."""
    morning, noon = ["08:00", "09:30"], ["10:00", "12:00"]
    courses = [
        {
            "person": person,
            "from": MONDAY,
            "to": MONDAY,
            "exceptions": [{"date": MONDAY, "sessions": sessions}],
        }
        for person, sessions in ((one, [noon]), (both, [morning, noon]))
    ]
    facts: Made = {"courses": courses, "taps": [tap("08:30", card="C9")]}
    assert [said["status"] for said in sessions_of(one, **facts)] == ["unknown"]
    assert [said["status"] for said in sessions_of(both, **facts)] == [
        "unknown",
        "unclarified",
    ]


@pytest.mark.parametrize(
    ("lo", "hi", "said", "late"),
    [
        ("08:05", "08:15", "unknown clock", "attended"),
        ("05:00", "05:15", "unknown clock", "attended"),
        ("05:00", "05:14:59", "unclarified", "late"),
        ("08:20", "08:25", "unknown clock", "attended"),
        ("08:20:01", "08:25", "unknown clock", "late"),
        ("14:30", "15:00", "unknown clock", "late"),
        ("14:30:01", "15:00", "unclarified", "late"),
    ],
)
def test_who_held_the_card_in_part_keeps_a_doubt_when_it_is_resolved(
    lo: str, hi: str, said: str, late: str
) -> None:
    """With its clock anchor the tap may have been A's, whoever it is said to be."""
    held = {"card": "C1", "person": "A", "from": on_monday("04:00")}
    tapped = uncertain(lo, hi)
    facts: Made = {
        "cards": [held | {"to": on_monday(hi)}],
        "taps": [tapped],
        "resolved": [tapped | {"person": "B"}],
    }
    assert said_of(**facts) == said
    came = tap("09:00", card="C2")
    own = held | {"card": "C2", "to": None}
    facts |= {"cards": [*facts["cards"], own], "taps": [tapped, came]}
    assert said_of(**facts) == late


def test_an_uncertain_arrival_casts_no_doubt() -> None:
    """From the first second of the window to its last it lies within it."""
    facts = parse(make_scenario(taps=[uncertain("05:15", "14:30")])).facts
    (row,) = judge(facts, at(on_monday("18:00")))
    assert (row.status, row.standing_cause) == (Status.ATTENDED, None)
