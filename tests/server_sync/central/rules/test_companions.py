"""What lies beside a card: section 3, the second rule; and check-ins by code."""

from typing import Any

import pytest

from tests.server_sync.central.rules.small import (
    MONDAY,
    Made,
    monday_of,
    on_monday,
    sessions_of,
    tap,
    uncertain,
)

TUESDAY = "2026-03-17"
RANDOM, FIXED = "08A1B2C3", "04A1B2C3D4E5F6"
HELD: Made = {"card": "C1", "person": "A", "from": "2026-01-01T00:00", "to": None}
OTHERS: Made = {"card": "C2", "person": "B", "from": "2026-01-01T00:00", "to": None}


def said(person: str, **changes: Any) -> str:
    """Give what is said of the person's Monday: of A who holds C1, or of B."""
    courses = [{"person": name, "from": MONDAY, "to": TUESDAY} for name in "ABC"]
    facts = {
        "courses": courses,
        "cards": [HELD, OTHERS],
        "as_of": f"{TUESDAY}T18:00",
        "listening": "always",
        **changes,
    }
    monday = sessions_of(person, **facts)[0]
    return " ".join(str(monday[key]) for key in ("status", "cause") if key in monday)


@pytest.mark.parametrize(
    ("number", "beside", "of_a", "of_b"),
    [
        (RANDOM, ["C1"], "on_time", "unclarified"),
        (RANDOM.lower(), ["C1"], "on_time", "unclarified"),
        (FIXED, ["C1"], "unknown unknown_card", "unknown unknown_card"),
        ("08A1B2C3D4E5F6", ["C1"], "unknown unknown_card", "unknown unknown_card"),
        ("08A1B2CG", ["C1"], "unknown unknown_card", "unknown unknown_card"),
        (RANDOM, ["C1", "C9", FIXED], "on_time", "unclarified"),
        (RANDOM, ["C1", "C2"], "unknown unknown_card", "unknown unknown_card"),
        (RANDOM, ["C9"], "unknown unknown_card", "unknown unknown_card"),
        (RANDOM, [], "unknown unknown_card", "unknown unknown_card"),
        ("C2", ["C1"], "unclarified", "on_time"),
    ],
)
def test_a_random_number_is_whose_cards_lay_beside_it(
    number: str, beside: list[str], of_a: str, of_b: str
) -> None:
    """Of all that somebody held, if that is one person; else nobody can know."""
    taps = [tap("08:10", card=number, beside=beside)]
    assert (said("A", taps=taps), said("B", taps=taps)) == (of_a, of_b)


@pytest.mark.parametrize(
    ("again", "of_b"),
    [
        (tap("14:00", card=FIXED, beside=["C1"]), "unknown unknown_card"),
        (tap(f"{TUESDAY}T06:00", card=FIXED, beside=["C1"]), "unclarified"),
        (tap(f"{TUESDAY}T06:00", card=FIXED, beside=["C2"]), "unknown unknown_card"),
        (tap(f"{TUESDAY}T06:00", card=FIXED), "unknown unknown_card"),
        (tap(f"{TUESDAY}T18:00:01", card=FIXED, beside=["C1"]), "unknown unknown_card"),
        (tap(f"{TUESDAY}T18:00", card=FIXED, beside=["C1"]), "unclarified"),
    ],
)
def test_another_number_is_theirs_from_the_second_date_on(
    again: Made, of_b: str
) -> None:
    """As it is known by `as_of`; then the earlier tap too."""
    taps = [tap("08:10", card=FIXED, beside=["C1"]), again]
    assert said("B", taps=taps) == of_b


def test_what_may_have_been_on_either_date_is_known_of_none() -> None:
    """Taking clock anchors away must not make two dates of one."""
    night = uncertain("23:00", f"{TUESDAY}T01:00", card=FIXED)
    taps = [tap("08:10", card=FIXED, beside=["C1"]), night | {"beside": ["C1"]}]
    assert said("B", taps=taps) == "unknown unknown_card"


@pytest.mark.parametrize(
    ("held_until", "of_b"),
    [
        ("08:10", "unknown clock"),
        ("08:15:01", "unclarified"),
        ("08:15", "unknown clock"),
    ],
)
def test_the_cards_beside_are_held_throughout(held_until: str, of_b: str) -> None:
    """By one person, at every instant of an uncertain tap."""
    taps = [uncertain("08:05", "08:15", card=RANDOM) | {"beside": ["C1"]}]
    cards = [HELD | {"to": on_monday(held_until)}, OTHERS]
    assert said("B", taps=taps, cards=cards) == of_b


def test_a_number_that_somebody_held_for_a_part_is_no_companion() -> None:
    """Only of a card that nobody held at any instant does the neighbour tell."""
    taps = [uncertain("08:05", "08:15", card=RANDOM) | {"beside": ["C1"]}]
    lent = {"card": RANDOM, "person": "B", "from": on_monday("08:10"), "to": None}
    for person in "ABC":
        assert said(person, taps=taps, cards=[HELD, lent]) == "unknown clock"


@pytest.mark.parametrize(
    ("resolved", "of_a", "of_b"),
    [
        ([{"person": "B"}], "unclarified", "on_time"),
        ([{"not_ours": True}], "unclarified", "unclarified"),
        ([{"person": "B"}, {"not_ours": True}], "on_time", "unclarified"),
    ],
)
def test_who_it_was_by_a_person_outweighs_what_lay_beside(
    resolved: list[Made], of_a: str, of_b: str
) -> None:
    """What disagrees resolves nothing."""
    one = tap("08:10", card=RANDOM, beside=["C1"])
    named = {key: one[key] for key in ("terminal", "card", "at")}
    facts = {"taps": [one], "resolved": [named | each for each in resolved]}
    assert (said("A", **facts), said("B", **facts)) == (of_a, of_b)


@pytest.mark.parametrize(
    ("strange", "status"), [("08:20", "attended"), ("08:20:01", "late")]
)
def test_a_number_beside_a_card_may_yet_prove_who_was_on_time(
    strange: str, status: str
) -> None:
    """Sentence 2: on another date a terminal may have failed to tell of it."""
    taps = [tap(strange, card=FIXED, beside=["C1"]), tap("09:00")]
    assert said("A", taps=taps) == status


@pytest.mark.parametrize(
    ("came", "status"), [("08:20", "on_time"), ("08:20:01", "late")]
)
def test_a_check_in_by_code_is_a_tap_of_that_person(came: str, status: str) -> None:
    """Whoever holds what; a card's goes first at the same second."""
    code = {"terminal": "T1", "person": "A", "at": on_monday(came)}
    found = monday_of(taps=[code])
    assert (found["status"], found["source"]) == (status, "code")
    both = monday_of(taps=[code, tap(came)])
    assert (both["status"], both["source"]) == (status, "tap")
