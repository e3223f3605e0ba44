"""To whom a tap belongs: section 3, the first rule."""

import pytest

from tests.server_sync.central.rules.small import (
    Made,
    monday_of,
    on_monday,
    tap,
    uncertain,
)


def status_of(**changes: object) -> str:
    """Give the status of Monday."""
    status: str = monday_of(**changes)["status"]
    return status


def card(person: str, start: str, end: str | None = None) -> Made:
    """Make an assignment of the card C1 on Monday."""
    return {
        "card": "C1",
        "person": person,
        "from": on_monday(start),
        "to": None if end is None else on_monday(end),
    }


@pytest.mark.parametrize(
    ("cards", "status"),
    [
        ([card("A", "08:10")], "on_time"),
        ([card("A", "08:10:01")], "unknown"),
        ([card("A", "07:00", "08:10")], "unknown"),
        ([card("A", "07:00", "08:10:01")], "on_time"),
        ([card("A", "07:00"), card("B", "08:00")], "unclarified"),
        ([card("A", "07:00"), card("B", "08:10:01")], "on_time"),
        ([card("A", "07:00"), card("B", "07:00")], "unclarified"),
        ([card("A", "07:00"), card("0", "07:00")], "on_time"),
        ([card("A", "07:00"), card("B", "07:30", "08:00")], "on_time"),
        ([card("A", "07:00", "09:00"), card("A", "08:10")], "on_time"),
    ],
)
def test_a_tap_is_of_whoever_held_the_card(cards: list[Made], status: str) -> None:
    """From `from` up to but not `to`; the latest `from` wins, then the last name."""
    assert status_of(cards=cards, taps=[tap("08:10")]) == status


@pytest.mark.parametrize(
    ("cards", "said"),
    [
        ([card("A", "07:00", "08:15:01")], "on_time"),
        ([card("A", "07:00", "08:15")], "unknown"),
        ([card("A", "08:05")], "on_time"),
        ([card("A", "08:05:01")], "unknown"),
        ([card("A", "07:00", "08:10"), card("A", "08:10")], "on_time"),
        ([card("A", "07:00", "08:10"), card("A", "08:10:01")], "unknown"),
        ([card("A", "07:00"), card("B", "08:10", "08:11")], "unknown"),
    ],
)
def test_an_uncertain_tap_is_of_whoever_held_the_card_throughout(
    cards: list[Made], said: str
) -> None:
    """At every instant from 08:05 to 08:15; otherwise nobody held it."""
    assert status_of(cards=cards, taps=[uncertain("08:05", "08:15")]) == said


def test_an_assignment_dated_back_gives_earlier_taps() -> None:
    """A card handed out on Wednesday from Monday on gives Monday's unknown tap."""
    taps = [tap("08:10", card="C7")]
    assert monday_of(taps=taps)["cause"] == "unknown_card"
    back = card("A", "00:00") | {"card": "C7"}
    assert status_of(taps=taps, cards=[back]) == "on_time"


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ([{"person": "A"}], "on_time"),
        ([{"not_ours": True}], "unclarified"),
        ([{"person": "A"}, {"person": "A"}], "on_time"),
        ([{"person": "A"}, {"not_ours": True}], "unknown"),
        ([{"person": "A"}, {"person": "B"}], "unknown"),
        ([{"person": "A"}, {"person": "B", "voided": True}], "on_time"),
        ([{"person": "A", "at": on_monday("08:10:01")}], "unknown"),
        ([{"person": "A", "terminal": "T2"}], "unknown"),
        ([{"person": "A", "card": "C8"}], "unknown"),
        ([], "unknown"),
    ],
)
def test_a_tap_of_nobody_may_be_resolved(said: list[Made], status: str) -> None:
    """Resolutions that agree resolve exactly the tap they name."""
    unknown = tap("08:10", card="C9")
    found = monday_of(
        site={"terminals": ["T1", "T2"]},
        taps=[unknown],
        resolved=[unknown | one for one in said],
    )
    assert found["status"] == status


def test_an_assignment_outweighs_a_resolution() -> None:
    """The card was A's; that somebody says B does not change it."""
    own = tap("08:10")
    assert status_of(taps=[own], resolved=[own | {"person": "B"}]) == "on_time"


def test_a_resolution_names_a_tap_by_at_or_between() -> None:
    """A resolution by `at` is not one of the uncertain tap of the same second."""
    unknown = uncertain("08:10", "08:10", card="C9")
    at = tap("08:10", card="C9", person="A")
    assert monday_of(taps=[unknown], resolved=[at])["cause"] == "clock"
    assert status_of(taps=[unknown], resolved=[unknown | {"person": "A"}]) == "on_time"
