"""What people type is read as Danes write it, and a mistake is met with words."""

from datetime import date, time

import pytest

from kiosk.look.form import Form

TODAY = date(2026, 11, 3)


@pytest.mark.parametrize(
    "typed", ["27-03-2026", "27/3/2026", "27.03.2026", " 27 3 2026 ", "2026-03-27"]
)
def test_a_date_is_read_as_people_write_it(typed: str) -> None:
    """Day before month, with any of the usual marks between."""
    form = Form({"day": typed})

    assert (form.day("day"), form.wrong) == (date(2026, 3, 27), {})


def test_a_date_without_a_year_needs_today() -> None:
    """About these weeks it is the nearest one; elsewhere the year is asked."""
    with_today, without = Form({"day": "27-3"}), Form({"day": "27-3"})

    assert with_today.day("day", today=TODAY) == date(2027, 3, 27)
    assert without.day("day") is None
    assert without.wrong == {"day": "»27-3« er ikke en dato. Skriv fx 27-03-2026."}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Skriv en dato, fx 27-03-2026."),
        ("i går", "»i går« er ikke en dato. Skriv fx 27-03-2026."),
        ("30-02-2026", "Den 30. februar 2026 findes ikke."),
        ("31-13-2026", "Datoen 31-13-2026 findes ikke: måneder går fra 1 til 12."),
    ],
)
def test_a_date_that_does_not_exist_is_refused(typed: str, sentence: str) -> None:
    """The sentence says what is wrong with it."""
    form = Form({"day": typed})

    assert form.day("day") is None
    assert form.wrong == {"day": sentence}


def test_a_time_of_day_is_hours_and_minutes() -> None:
    """Dot, colon or nothing between."""
    for typed in ("7.40", "07:40", "0740"):
        assert Form({"at": typed}).time("at") == time(7, 40)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Skriv klokkeslættet, fx 08.10."),
        ("morgen", "»morgen« er ikke et klokkeslæt. Skriv fx 08.10."),
        ("24.00", "Klokken 24.00 findes ikke. Et døgn går fra 00.00 til 23.59."),
    ],
)
def test_a_time_that_does_not_exist_is_refused(typed: str, sentence: str) -> None:
    """The sentence says what is wrong with it."""
    form = Form({"at": typed})

    assert form.time("at") is None
    assert form.wrong == {"at": sentence}


def test_a_text_must_be_there_and_not_too_long() -> None:
    """Spaces are no text, and a thousand characters are enough."""
    for typed, wrong in (("  ", {"why"}), ("x" * 1001, {"why"}), ("x" * 1000, set())):
        form = Form({"why": typed})
        form.text("why")
        assert set(form.wrong) == wrong


def test_what_is_chosen_is_on_the_list_and_what_is_asked_is_ticked() -> None:
    """Anything else is answered with a sentence, and nothing is guessed."""
    form = Form({"reason": "lazy", "sure": "no"})

    assert form.choice("reason", {"ill": "Syg"}) == "lazy"
    form.ticked("sure", needed="Sæt kryds.")
    assert form.wrong == {"reason": "Vælg en af mulighederne.", "sure": "Sæt kryds."}
