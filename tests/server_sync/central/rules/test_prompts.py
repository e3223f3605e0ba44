"""The prompts: section 6, all thirteen."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from server_sync.central.rules.facts import PersonId, Use
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.prompt import Key, Prompt
from server_sync.central.rules.prompts import prompts
from server_sync.central.rules.prompts_of_course import (
    has_card_problem,
    is_ending,
    is_often_late,
    never_attended,
    stays_away,
)
from tests.server_sync.central.rules.rows import (
    FIRST,
    SITE,
    make_course,
    make_row,
    make_rows,
)
from tests.server_sync.central.rules.small import at

LIMITS = SITE.limits


def keys_of(rows: list[Judged], as_of: str = "2026-03-30T20:00") -> set[Key]:
    """Give the keys that are raised for A's long course."""
    raised = prompts(
        [make_course(100)], rows, site=SITE, unknown_card_dates=(), as_of=at(as_of)
    )
    return {prompt.key for prompt in raised}


def test_unclarified_and_no_show_are_told_with_person_and_date() -> None:
    """One each for the date, however many sessions it has."""
    row = make_row("I")
    again = make_row("U", start=row.start + 30000, end=row.end + 30000)
    raised = prompts(
        [make_course(100)],
        [row, again],
        site=SITE,
        unknown_card_dates=(),
        as_of=at("2026-03-20T20:00"),
    )
    assert raised == (
        Prompt(Key.MISSING_REGISTRATION, PersonId("A"), FIRST),
        Prompt(Key.NO_SHOW, PersonId("A"), FIRST),
    )


@pytest.mark.parametrize(
    ("letters", "raised"),
    [
        ("U", False),
        ("UU", True),
        ("UTU", False),
        ("TUU", True),
        ("UUT", False),
        ("UUX", False),
        ("UUf", False),
        ("UUFI.", True),
        ("UIU", True),
        ("UU" + "T" * 25 + "U", True),
        ("UU" + "T" * 26 + "U", False),
        ("UTUTTUTTT", True),
    ],
)
def test_repeated_no_show(letters: str, raised: bool) -> None:
    """All U on the two latest dates that tell, or on 3 dates within 28 days."""
    rows = make_rows(letters)
    assert stays_away(rows, LIMITS, rows[-1].date) is raised


def test_repeated_no_show_looks_at_dates_and_not_at_sessions() -> None:
    """Two sessions of one date are one date; one of them attended ends it."""
    monday, tuesday = make_rows("UU")
    assert not stays_away([monday, monday, monday], LIMITS, FIRST)
    assert stays_away([monday, tuesday, tuesday], LIMITS, tuesday.date)
    came = make_row("T", tuesday.date)
    assert not stays_away([monday, tuesday, came], LIMITS, tuesday.date)


@pytest.mark.parametrize(
    ("letters", "raised"),
    [
        ("SS", False),
        ("SSS", True),
        ("SSs", False),
        ("SSD", False),
        ("SSDS", True),
        ("SSS" + "T" * 7, True),
        ("SSS" + "T" * 8, False),
        ("SSS" + "X" * 8, False),
        ("SSS" + "A" * 8, False),
        ("SSS" + "f" * 8, True),
        ("SSS" + "F" * 8, True),
        ("SSS" + "IU." * 8, True),
        ("SSS" + "D" * 8, True),
    ],
)
def test_often_late(letters: str, raised: bool) -> None:
    """3 of the latest 10 that tell, without those with a noted delay."""
    assert is_often_late(make_rows(letters), LIMITS) is raised


@pytest.mark.parametrize(
    ("letters", "raised"),
    [
        ("II", False),
        ("III", True),
        ("UUU", True),
        ("FFF", False),
        ("FFI", False),
        ("FIUI", True),
        ("FFFFII", False),
        ("fIII", False),
        ("IIX", False),
        ("IIIT", False),
        ("IIIS", False),
        ("IIIA", False),
        ("II.", False),
    ],
)
def test_never_attended(letters: str, raised: bool) -> None:
    """At least 3 are I or U, nobody came, and nobody can have."""
    assert never_attended(make_rows(letters), LIMITS) is raised


@pytest.mark.parametrize(
    ("days", "max_weeks", "today", "raised"),
    [
        (100, None, 85, False),
        (100, None, 86, True),
        (100, None, 100, True),
        (100, None, 101, False),
        (200, 13, 70, False),
        (200, 13, 71, True),
        (200, 13, 0, False),
        (200, 2, 1, True),
        (9, None, 0, False),
    ],
)
def test_course_ending(
    days: int, max_weeks: int | None, today: int, raised: bool
) -> None:
    """14 days or fewer are left, or of 13 weeks day 71 has come."""
    course = make_course(days, max_weeks=max_weeks)
    assert is_ending(course, LIMITS, FIRST + timedelta(today - 1)) is raised


@pytest.mark.parametrize(
    ("letters", "raised"),
    [
        ("M", False),
        ("MM", True),
        ("MC", True),
        ("CC", True),
        ("MTTTM", True),
        ("MTTTTM", False),
        ("MT..M", True),
    ],
)
def test_card_problem(letters: str, raised: bool) -> None:
    """2 of the latest 5 sessions have a manual arrival, or one by code."""
    rows = make_rows(letters)
    assert has_card_problem(rows, SITE, rows[-1].start) is raised


def test_where_no_terminal_was_in_use_no_card_is_the_problem() -> None:
    """Only days with a terminal count."""
    rows = make_rows("MM")
    none = replace(SITE, terminals=())
    assert not has_card_problem(rows, none, rows[-1].start)
    begun = Use(terminal=SITE.terminals[0], first=rows[1].date, last=None)
    assert not has_card_problem(rows, replace(SITE, uses=(begun,)), rows[-1].start)


def test_card_problem_counts_what_has_begun() -> None:
    """One that begins later today is none of the latest 5 yet."""
    rows = make_rows("MTTTM")
    later = make_row("T", rows[-1].date, start=rows[-1].end, end=rows[-1].end + 60)
    at_end = rows[-1].end
    assert not has_card_problem([*rows, later], SITE, at_end)
    assert has_card_problem([*rows, later], SITE, at("2026-03-06T14:29:59"))


def test_a_good_streak_stands_at_ten_twenty_and_forty() -> None:
    """And not between: it is told once, and passes."""
    stands = [
        n
        for n in range(1, 60)
        if Key.GOOD_STREAK in keys_of(make_rows("T" * n), "2026-05-30T20:00")
    ]
    assert stands == [10, 20, 40]


def test_the_first_day_is_that_of_the_first_session() -> None:
    """Not that of the course's first date, if nobody was expected then."""
    rows = make_rows("  TT")
    wednesday = FIRST + timedelta(2)
    assert Key.FIRST_DAY in keys_of(rows, f"{wednesday}T00:00")
    assert Key.FIRST_DAY not in keys_of(rows, f"{FIRST}T12:00")
    assert Key.FIRST_DAY not in keys_of(rows, f"{wednesday + timedelta(1)}T12:00")


def test_prompts_are_sorted_by_key_then_person_then_date() -> None:
    """None first."""
    rows = [
        make_row(letter, FIRST + timedelta(day), person=PersonId(person))
        for letter, day, person in (("U", 1, "B"), ("U", 0, "B"), ("U", 3, "A"))
    ]
    courses = [make_course(100, person=PersonId(name)) for name in "BA"]
    found = prompts(
        courses,
        rows,
        site=SITE,
        unknown_card_dates=[date(2026, 3, 5), date(2026, 3, 4)],
        as_of=at("2026-03-10T20:00"),
    )
    assert [(one.key.value, one.person, str(one.date)[-2:]) for one in found] == [
        ("no_show", "A", "05"),
        ("no_show", "B", "02"),
        ("no_show", "B", "03"),
        ("repeated_no_show", "B", "ne"),
        ("unknown_card", None, "04"),
        ("unknown_card", None, "05"),
    ]
