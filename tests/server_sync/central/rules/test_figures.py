"""The figures: section 5."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server_sync.central.rules.figures import (
    CourseFigures,
    NoStability,
    ShareMet,
    figures,
    figures_over,
    share_met,
)
from server_sync.central.rules.percent import percent
from server_sync.central.rules.status import Told
from server_sync.central.rules.streak import Streak, Trend, streak_of, trend_of
from tests.server_sync.central.rules.rows import (
    FIRST,
    SITE,
    make_course,
    make_row,
    make_rows,
)
from tests.server_sync.central.rules.small import at

LIMITS = SITE.limits


def figures_of(letters: str) -> CourseFigures:
    """Compute the figures of a course of one session a day, on its last evening."""
    days = len(letters)
    evening = FIRST + timedelta(days - 1)
    return figures(
        make_rows(letters),
        site=SITE,
        course=make_course(days),
        as_of=at(f"{evening}T20:00"),
    )


def stability_of(letters: str) -> tuple[int | None, NoStability | None]:
    """Give mødestabilitet, and why there is none."""
    over = figures_over(make_rows(letters), LIMITS)
    return over.stability, over.why


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (199, 200, 99),
        (200, 200, 100),
        (1, 300, 1),
        (0, 300, 0),
        (1, 8, 13),
        (1, 40, 3),
        (249, 1000, 25),
        (1, 3, 33),
        (2, 3, 67),
        (5, 0, None),
    ],
)
def test_percentages_round_half_up_and_are_honest_at_the_ends(
    part: int, whole: int, shown: int | None
) -> None:
    """100 and 0 are said only when exact."""
    assert percent(part, whole) == shown


@given(st.integers(0, 10**6), st.integers(1, 10**6))
@example(199, 200)
@example(1, 201)
def test_a_percentage_is_within_one_of_the_truth(part: int, extra: int) -> None:
    """It is never further off than one point, and never says all or none wrongly."""
    whole = part + extra
    shown = percent(part, whole)
    assert shown is not None
    assert abs(shown * whole - 100 * part) < whole
    assert (shown == 0) == (part == 0)
    assert shown < 100


def test_the_formulas() -> None:
    """Each figure of one course in which every letter occurs."""
    over = figures_over(make_rows("TTTTSSAFFFIUXX"), LIMITS)
    counts = over.counts
    assert (counts.P, counts.basis, counts.settled) == (7, 8, 14)
    assert over.stability is None
    assert over.why is NoStability.TOO_UNCLEAR  # (7+1+3)/14 is 78.57 %
    assert over.interval == (64, 91)  # 7/11, 10/11
    assert over.coverage == 79
    assert over.punctuality == 67
    assert over.attendance is None  # There is no mødestabilitet.


def test_attendance_counts_told_absence_in() -> None:
    """Of P, F and U: what is not known of anybody counts against nobody."""
    over = figures_over(make_rows("TTTTTTFUU" + "X"), LIMITS)
    assert (over.stability, over.attendance) == (75, 67)  # 6/8, 6/9
    assert figures_over(make_rows("TTTT"), LIMITS).attendance is None


@pytest.mark.parametrize(
    ("told", "punctuality"), [(None, 50), (Told.BEFORE, 100), (Told.AFTER, 50)]
)
def test_a_lateness_told_before_is_none_of_punctuality(
    told: Told | None, punctuality: int
) -> None:
    """Somebody told of a doctor at nine, and came at eleven."""
    rows = [make_row("T"), make_row("S", notice=told)]
    over = figures_over(rows, LIMITS)
    assert (over.counts.S, over.punctuality) == (1, punctuality)


def test_where_all_lateness_was_told_of_there_is_no_punctuality() -> None:
    """Of nothing there is no share."""
    rows = [make_row("S", notice=Told.BEFORE)]
    assert figures_over(rows, LIMITS).punctuality is None


def test_what_is_pending_is_not_counted() -> None:
    """It is not settled."""
    assert figures_over(make_rows("T..."), LIMITS) == figures_over(
        make_rows("T"), LIMITS
    )


@pytest.mark.parametrize(
    ("letters", "said"),
    [
        ("TTTT", (None, NoStability.TOO_FEW)),
        ("TTTU", (None, NoStability.TOO_FEW)),
        ("TTTTU", (80, None)),
        ("UUUUU", (0, None)),
        ("TTTT" + "X", (None, NoStability.TOO_FEW)),
        ("TTTTTTTT" + "IX", (100, None)),  # coverage is 80 % exactly
        ("TTTTTTT" + "IX", (None, NoStability.TOO_UNCLEAR)),  # 77.8 %
        ("T" * 159 + "X" * 40, (None, NoStability.TOO_UNCLEAR)),  # 79.9 %, shown 80
        ("TTTTT" + "FFF" + "XX", (100, None)),
    ],
)
def test_when_there_is_no_stability(
    letters: str, said: tuple[int | None, NoStability | None]
) -> None:
    """Not under a basis of 5, else not under a data coverage of 80 %."""
    assert stability_of(letters) == said


def test_a_figure_of_nothing_is_none() -> None:
    """Without a settled session nothing is said, and nothing is divided."""
    over = figures_over([], LIMITS)
    assert (over.interval, over.coverage, over.punctuality, over.attendance) == (
        None,
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("letters", "streak"),
    [
        ("", Streak(0, at_least=False)),
        ("TSA", Streak(3, at_least=False)),
        ("UTT", Streak(2, at_least=False)),
        ("TUT", Streak(1, at_least=False)),
        ("TTU", Streak(0, at_least=False)),
        ("TFXT", Streak(2, at_least=False)),
        ("TIT", Streak(2, at_least=True)),
        ("ITT", Streak(2, at_least=True)),
        ("TTI", Streak(2, at_least=True)),
        ("IUT", Streak(1, at_least=False)),
        ("TUI", Streak(0, at_least=True)),
    ],
)
def test_days_in_a_row(letters: str, streak: Streak) -> None:
    """F and X are skipped, I is and makes it at least so many, U ends it."""
    assert streak_of(make_rows(letters)) == streak


@pytest.mark.parametrize(
    ("letters", "trend"),
    [
        ("T" * 15, None),
        ("T" * 15 + "FIX", None),
        ("T" * 16, Trend.STEADY),
        ("U" * 6 + "T" * 10, Trend.RISING),
        ("T" * 6 + "U" * 10, Trend.FALLING),
        ("UUTTTTTTTT" + "T" * 10, Trend.RISING),
        ("UTTTTTTTTT" + "T" * 10, Trend.STEADY),
        ("T" * 10 + "UUTTTTTTTT", Trend.FALLING),
        ("T" * 10 + "UTTTTTTTTT", Trend.STEADY),
        ("UTTTTT" + "T" * 10, Trend.STEADY),
        ("UUTTTTT" + "T" * 10, Trend.RISING),
        ("U" * 20 + "T" * 20, Trend.STEADY),
        ("UUFTTIT" + "TXTAAS" + "TTTTTTTTTT", Trend.RISING),
    ],
)
def test_trend(letters: str, trend: Trend | None) -> None:
    """The last 10 against the up to 10 before; 16 in all; 20 points either way."""
    assert trend_of(make_rows(letters), LIMITS) == trend


def test_the_latest_28_days_end_with_the_latest_settled_session() -> None:
    """The 28th day back counts, the 29th does not; days ahead move nothing."""
    letters = "U" * 30 + "    " + "..."
    assert figures_of(letters).latest.counts.U == 28
    assert figures_of(letters).course.counts.U == 30


def test_the_latest_28_days_are_cut_at_the_start_of_the_course() -> None:
    """A course of a week has a week."""
    assert figures_of("TTTTT").latest == figures_of("TTTTT").course


def test_sessions_after_the_date_of_as_of_are_no_part_of_it() -> None:
    """Even if somebody judged them already, such as those with a notice."""
    rows = [*make_rows("TT"), *make_rows("F", FIRST + timedelta(9))]
    found = figures(rows, site=SITE, course=make_course(20), as_of=at(f"{FIRST}T20:00"))
    assert found.course.counts.P == 1
    assert found.course.counts.F == 0


def test_order_of_the_rows_does_not_matter() -> None:
    """They may have been kept in any order."""
    rows = make_rows("TTUSAIXTTTTTTTTTUUT")
    course, as_of = make_course(30), at("2026-04-01T20:00")
    assert figures(rows, site=SITE, course=course, as_of=as_of) == figures(
        rows[::-1], site=SITE, course=course, as_of=as_of
    )


@pytest.mark.parametrize(
    ("letters", "share"),
    [
        ("T", ShareMet(offered=1, met=1, not_known=0)),
        ("UA", ShareMet(offered=1, met=1, not_known=0)),
        ("U", ShareMet(offered=1, met=0, not_known=0)),
        ("F", ShareMet(offered=1, met=0, not_known=0)),
        ("f", ShareMet(offered=1, met=0, not_known=0)),
        ("XI", ShareMet(offered=1, met=0, not_known=0)),
        ("XX", ShareMet(offered=1, met=0, not_known=1)),
        ("X.", ShareMet(offered=1, met=0, not_known=1)),
        ("", ShareMet(offered=1, met=0, not_known=1)),
    ],
)
def test_share_met(letters: str, share: ShareMet) -> None:
    """Of a course without an arrival it is known once one session is not unknown."""
    offered = [(make_course(30), make_rows(letters))]
    assert share_met(offered, site=SITE, as_of=at("2026-03-31T20:00")) == share


@pytest.mark.parametrize(
    ("first", "last", "as_of", "offered"),
    [
        (None, None, "2026-03-02T00:00", 1),
        (None, None, "2026-03-01T23:59", 0),
        (FIRST, FIRST, "2026-04-01T00:00", 1),
        (FIRST + timedelta(1), None, "2026-04-01T00:00", 0),
        (None, FIRST - timedelta(1), "2026-04-01T00:00", 0),
        (None, FIRST + timedelta(9), "2026-03-01T00:00", 0),
    ],
)
def test_share_met_is_of_the_courses_that_began_in_the_period(
    first: date | None, last: date | None, as_of: str, offered: int
) -> None:
    """And not after `as_of`."""
    courses = [(make_course(9), [make_row("T")])]
    found = share_met(courses, site=SITE, as_of=at(as_of), first=first, last=last)
    assert found.offered == offered


def test_the_share_is_of_those_of_whom_it_is_known() -> None:
    """Five offered, two met, one not known: two of four."""
    assert ShareMet(offered=5, met=2, not_known=1).share == 50
    assert ShareMet(offered=1, met=0, not_known=1).share is None
