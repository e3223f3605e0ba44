"""Figures of a course, as the roster brings them."""

from datetime import date

from kiosk.roster.roster import CourseFigures, PeriodFigures

MONDAY = date(2026, 11, 2)
NOTHING = PeriodFigures(came=0, of=0, stability=None, refused="too_few", between=None)


def make_figures(
    *,
    course: PeriodFigures = NOTHING,
    streak: int = 0,
    at_least: bool = False,
    days: tuple[str, ...] = ("",) * 28,
    person: str = "anna-holm",
) -> CourseFigures:
    """Make the figures of a course that is counted through a Monday."""
    return CourseFigures(
        person=person,
        until=MONDAY,
        course=course,
        latest=NOTHING,
        streak=streak,
        at_least=at_least,
        days=days,
    )
