"""What people type about time, and what they read."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import BadInput
from kiosk.look.danish import at, day, in_alphabet, near, numeric, read_date, read_time
from tests.kiosk.web.workshop import TUESDAY, local, utc


@pytest.mark.parametrize("typed", ["8.10", "08.10", "08:10", "0810", " kl. 8,10 "])
def test_a_time_is_understood_however_it_is_typed(typed: str) -> None:
    """Point, colon, comma or nothing: a telephone has no colon close at hand."""
    assert read_time(typed) == time(8, 10)


def test_a_full_hour_needs_no_minutes() -> None:
    """Somebody in a hurry types 8."""
    assert read_time("8") == time(8)


@pytest.mark.parametrize("typed", ["24.00", "08.60", "25.10", "2460", "99"])
def test_a_time_that_no_day_has_is_called_so(typed: str) -> None:
    """A slip of the finger is told as one, and never bent into another time."""
    with pytest.raises(BadInput, match=f"Klokken {typed} findes ikke"):
        read_time(typed)


@pytest.mark.parametrize(
    "typed", ["", "otte", "8.1", "8..10", "-1", "08.10.30", "٨.١٠x"]
)
def test_what_is_no_time_is_answered_with_an_example(typed: str) -> None:
    """Whoever typed it is shown how."""
    with pytest.raises(BadInput, match=r"Skriv fx 08\.10"):
        read_time(typed)


@given(st.times())
def test_every_time_that_is_shown_can_be_typed(a_time: time) -> None:
    """What the page prefills, it can read back."""
    minute = a_time.replace(second=0, microsecond=0)

    assert read_time(f"{minute:%H.%M}") == minute


@pytest.mark.parametrize("typed", ["3-11-2026", "03.11.2026", "3/11", "2026-11-03"])
def test_a_date_is_understood_however_it_is_typed(typed: str) -> None:
    """The day comes first, as Danes write it, or the year, as machines do."""
    assert read_date(typed, TUESDAY) == TUESDAY


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("30-2-2026", "Den 30. februar 2026 findes ikke."),
        ("29-2-2026", "Den 29. februar 2026 findes ikke."),
        ("31/11", "Den 31. november 2026 findes ikke."),
        ("0-1-2026", "Den 0. januar 2026 findes ikke."),
        ("1-13-2026", "Datoen 1-13-2026 findes ikke: måneder går fra 1 til 12."),
        ("i morgen", "»i morgen« er ikke en dato. Skriv fx 03-11-2026."),
    ],
)
def test_a_date_that_does_not_exist_is_called_so(typed: str, sentence: str) -> None:
    """The sentence says which date there is not."""
    with pytest.raises(BadInput) as told:
        read_date(typed, TUESDAY)

    assert str(told.value) == sentence


@pytest.mark.parametrize(
    ("typed", "today", "meant"),
    [
        ("30/12", date(2027, 1, 5), date(2026, 12, 30)),
        ("2/1", date(2026, 12, 30), date(2027, 1, 2)),
        ("29/2", date(2027, 12, 30), date(2028, 2, 29)),
        ("5/1", date(2027, 1, 5), date(2027, 1, 5)),
        ("1/7", date(2027, 1, 5), date(2027, 7, 1)),
    ],
)
def test_a_date_without_a_year_is_the_nearest(
    typed: str, today: date, meant: date
) -> None:
    """On 5 January "30/12" was last week, and is not eleven months away."""
    assert read_date(typed, today) == meant


def test_another_year_is_written_out() -> None:
    """Nobody takes a day of last December for one to come."""
    then = local("07.00", date(2026, 12, 30))

    assert near(then, date(2027, 1, 5)) == "onsdag 30. december 2026 kl. 07.00"


def test_leap_day_exists_in_a_leap_year() -> None:
    """And only then."""
    assert read_date("29-2-2028", TUESDAY) == date(2028, 2, 29)


def test_a_time_that_exists_twice_means_the_first() -> None:
    """When the clocks go back, 02.30 is the one in summer time."""
    assert at(date(2026, 10, 25), time(2, 30)) == utc("2026-10-25T00:30")


def test_a_time_that_the_clocks_skipped_is_refused() -> None:
    """When the clocks go forward there is no 02.30."""
    with pytest.raises(BadInput, match=r"02\.30 findes ikke den dag"):
        at(date(2027, 3, 28), time(2, 30))


def test_a_moment_is_said_as_shortly_as_today_allows() -> None:
    """Today needs a time only; yesterday its name; other days their date."""
    said = [
        near(local("09.14"), TUESDAY),
        near(local("16.02", date(2026, 11, 2)), TUESDAY),
        near(local("07.00", date(2026, 10, 30)), TUESDAY),
    ]

    assert said == ["09.14", "i går kl. 16.02", "fredag 30. oktober kl. 07.00"]


def test_dates_are_said_in_words_and_in_figures() -> None:
    """No month and no weekday leans on the machine's language."""
    assert (day(TUESDAY), numeric(TUESDAY)) == ("tirsdag 3. november", "03-11-2026")


def test_names_stand_in_danish_order() -> None:
    """Æ, ø and å come last, and capitals count for nothing."""
    names = ["Åse", "zara", "Ægir", "Anna", "Østen", "bent"]

    assert sorted(names, key=in_alphabet) == [
        "Anna",
        "bent",
        "zara",
        "Ægir",
        "Østen",
        "Åse",
    ]
