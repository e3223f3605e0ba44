"""The figures of a course in words: a number is shown only where there is one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from server_sync.central.db.tables import judged
from server_sync.central.judging.store import judged_of
from server_sync.central.rules.facts import Instant
from server_sync.central.rules.figures import (
    CourseFigures,
    Figures,
    NoStability,
    figures,
)
from server_sync.central.rules.streak import Streak, Trend
from server_sync.central.web.people.queries import PersonCourse

REFUSALS = {
    NoStability.TOO_FEW: "For få dage til et tal",
    NoStability.TOO_UNCLEAR: "For mange uafklarede dage til et tal",
}
TRENDS = {
    Trend.RISING: "Fremmødet stiger: De seneste ti mødedage er bedre end de ti før.",
    Trend.STEADY: "Fremmødet er jævnt: De seneste ti mødedage ligner de ti før.",
    Trend.FALLING: "De seneste ti mødedage er der mødt sjældnere end de ti før.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Steadiness:
    """One course with its figures, as it is shown."""

    course: PersonCourse
    figures: CourseFigures
    windows: Sequence[tuple[str, Figures]]
    streak: str
    trend: str


def of_course(
    connection: Connection, course: PersonCourse, *, as_of: int
) -> Steadiness:
    """Compute the figures of one course from what is judged of its sessions."""
    rows = connection.execute(
        select(judged)
        .where(judged.c.person == course.course.person)
        .where(judged.c.course == course.key)
    )
    found = figures(
        [judged_of(row) for row in rows],
        site=course.site,
        course=course.course,
        as_of=Instant(as_of),
    )
    return Steadiness(
        course=course,
        figures=found,
        windows=(
            ("Hele forløbet til nu", found.course),
            ("De seneste 28 dage", found.latest),
        ),
        streak=_streak(found.streak),
        trend=TRENDS[found.trend] if found.trend else "",
    )


def _streak(streak: Streak) -> str:
    at_least = streak.at_least and streak.sessions > 0
    return f"mindst {streak.sessions}" if at_least else str(streak.sessions)
