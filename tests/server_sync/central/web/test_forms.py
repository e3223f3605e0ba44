"""What people type is read as Danes write it, and a mistake is met with words."""

from datetime import date, time

import pytest

from server_sync.central.web.forms import (
    Form,
    instant,
    seconds_of_day,
)


@pytest.mark.parametrize(
    "typed", ["27-03-2026", "27/3/2026", "27.03.2026", " 27 3 2026 ", "2026-03-27"]
)
def test_a_date_may_be_written_as_one_is_used_to(typed: str) -> None:
    """Day before month, with any of the usual marks between."""
    form = Form({"day": typed})

    assert (form.day("day"), form.wrong) == (date(2026, 3, 27), {})


@pytest.mark.parametrize(
    "typed", ["30-02-2026", "31-04-2026", "i går", "27-03", "0-0-0"]
)
def test_a_date_that_does_not_exist_is_said_so(typed: str) -> None:
    """The words hold what was typed and an example of what would do."""
    form = Form({"day": typed})

    assert form.day("day") is None
    assert form.wrong == {
        "day": f"Datoen »{typed}« findes ikke. Skriv dag, måned og år, fx 27-03-2026."
    }


def test_a_time_of_day_is_hours_and_minutes() -> None:
    """Dot or colon will do; what is no time of day is met with an example."""
    assert Form({"at": "7.40"}).time("at") == time(7, 40)
    assert Form({"at": "07:40"}).time("at") == time(7, 40)
    for typed in ("24.00", "7.60", "morgen", ""):
        form = Form({"at": typed})
        assert form.time("at") is None
        assert form.wrong == {"at": "Skriv et klokkeslæt, fx 07.40."}


def test_a_text_must_be_there_and_not_too_long() -> None:
    """Spaces are no text, and a thousand characters are enough."""
    for typed, wrong in (("  ", {"why"}), ("x" * 1001, {"why"}), ("x" * 1000, set())):
        form = Form({"why": typed})
        form.text("why")
        assert set(form.wrong) == wrong


def test_the_day_of_the_spring_change_has_23_hours() -> None:
    """A day begins and ends by the site's own clock, however long it is."""
    first, last = seconds_of_day(date(2026, 3, 29), "Europe/Copenhagen")

    assert last - first + 1 == 23 * 3600
    assert first == instant(date(2026, 3, 29), time(0), "Europe/Copenhagen")
