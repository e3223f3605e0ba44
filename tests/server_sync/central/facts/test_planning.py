"""A person has one course at a time at a site: two would judge one morning twice."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select

from server_sync.central.db import tables
from server_sync.central.errors import BadCourse
from server_sync.central.facts import people, planning, statements
from server_sync.central.facts.provenance import Provenance
from tests.server_sync.central.world import MONDAY, PROVENANCE, SITE, TOWN, at, set_up

LAST = date(2026, 12, 18)
ONE_DAY = timedelta(days=1)


@pytest.fixture
def town(engine: Engine) -> Engine:
    """Alice and Bob have a course from Monday to 18 December."""
    with engine.begin() as connection:
        set_up(connection)
    return engine


def offer(town: Engine, first: date, last: date, site: str = SITE) -> str:
    """Offer Alice one more course."""
    with town.begin() as connection:
        return planning.add_course(
            connection,
            person="alice",
            site=site,
            first=first,
            last=last,
            provenance=PROVENANCE,
        )


def of_alice(town: Engine) -> list[tuple[date, date]]:
    """Give what Alice is offered, as it was first planned."""
    course = tables.course.c
    with town.begin() as connection:
        rows = connection.execute(
            select(course.first, course.last).where(course.person == "alice")
        )
        return sorted((row.first, row.last) for row in rows)


def end(town: Engine, last: date, *, said_at: int) -> str:
    """Say that the course that Alice has from Monday has another last date."""
    with town.begin() as connection:
        course = tables.course.c
        alices = (course.person == "alice") & (course.first == MONDAY)
        return planning.end_course(
            connection,
            course=connection.scalars(select(course.key).where(alices)).one(),
            last=last,
            reason="job",
            provenance=Provenance(by="Mette", at=said_at),
        )


@pytest.mark.parametrize(
    ("first", "last"),
    [
        pytest.param(MONDAY, LAST, id="the same dates"),
        pytest.param(LAST, LAST + 9 * ONE_DAY, id="begins on the last date"),
        pytest.param(MONDAY - 9 * ONE_DAY, MONDAY, id="ends on the first date"),
        pytest.param(MONDAY + ONE_DAY, MONDAY + ONE_DAY, id="within it"),
        pytest.param(MONDAY - ONE_DAY, LAST + ONE_DAY, id="all around it"),
    ],
)
def test_a_second_course_on_a_date_is_refused(
    town: Engine, first: date, last: date
) -> None:
    """It is refused with the dates of the first one, and nothing of it is kept."""
    with pytest.raises(BadCourse, match="a course here from 2026-11-23 to 2026-12-18"):
        offer(town, first, last)
    assert of_alice(town) == [(MONDAY, LAST)]


def test_courses_follow_each_other_without_a_day_between(town: Engine) -> None:
    """The day before the first and the day after the last are free."""
    offer(town, MONDAY - 7 * ONE_DAY, MONDAY - ONE_DAY)
    offer(town, LAST + ONE_DAY, LAST + 7 * ONE_DAY)

    assert len(of_alice(town)) == 3


def test_another_site_may_have_them_at_the_same_time(town: Engine) -> None:
    """Half the week here and half there is two courses."""
    with town.begin() as connection:
        people.add_site(
            connection,
            municipality=TOWN,
            name="Garden",
            provenance=PROVENANCE,
            known_as="garden",
        )
    offer(town, MONDAY, LAST, site="garden")

    assert of_alice(town) == [(MONDAY, LAST)] * 2


def test_a_course_that_was_ended_makes_room(town: Engine) -> None:
    """The end that was said last holds: not the planned one, nor an earlier word."""
    end(town, MONDAY, said_at=at("09:00"))
    end(town, MONDAY + 2 * ONE_DAY, said_at=at("10:00"))

    with pytest.raises(BadCourse, match="to 2026-11-25"):
        offer(town, MONDAY + 2 * ONE_DAY, LAST)
    offer(town, MONDAY + 3 * ONE_DAY, LAST)
    with pytest.raises(BadCourse, match="from 2026-11-26 to 2026-12-18"):
        end(town, MONDAY + 3 * ONE_DAY, said_at=at("11:00"))
    end(town, MONDAY + ONE_DAY, said_at=at("11:00"))


def test_a_course_taken_back_makes_room(town: Engine) -> None:
    """What was voided counts for nothing, a course or its end."""
    wrong = end(town, MONDAY, said_at=at("09:00"))
    with town.begin() as connection:
        statements.add_void(
            connection, municipality=TOWN, about=wrong, provenance=PROVENANCE
        )
    with pytest.raises(BadCourse):
        offer(town, MONDAY + ONE_DAY, LAST)

    with town.begin() as connection:
        statements.add_void(
            connection,
            municipality=TOWN,
            about=connection.scalars(
                select(tables.course.c.key).where(tables.course.c.person == "alice")
            ).one(),
            provenance=PROVENANCE,
        )
    offer(town, MONDAY + ONE_DAY, LAST)


def test_a_course_called_off_before_it_began_makes_room(town: Engine) -> None:
    """An end before the first date leaves no date of it."""
    end(town, MONDAY - 7 * ONE_DAY, said_at=at("09:00"))

    offer(town, MONDAY - 9 * ONE_DAY, LAST)


def test_a_course_that_ends_before_it_begins_is_refused(town: Engine) -> None:
    """Two dates that were swapped are no course without a day."""
    with pytest.raises(BadCourse, match="from 2026-12-19 cannot end on 2026-12-18"):
        offer(town, LAST + ONE_DAY, LAST)
    assert of_alice(town) == [(MONDAY, LAST)]
