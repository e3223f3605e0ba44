"""A fact that comes after a day was judged has just that day judged again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from server_sync.central.db import tables
from server_sync.central.facts import planning, statements
from server_sync.central.facts.kinds import KINDS, Scope
from server_sync.central.judging import queued_facts, recompute
from tests.server_sync.central.evidence.case_of_alice import town
from tests.server_sync.central.world import MONDAY, PROVENANCE, SITE, TOWN, at

TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
EVER = (None, None)
Add = Callable[[Connection, str], str]


def another_course(connection: Connection, _: str) -> str:
    """Offer Alice a course that begins when hers has ended."""
    first = MONDAY + timedelta(days=60)
    return planning.add_course(
        connection,
        person="alice",
        site=SITE,
        first=first,
        last=first,
        provenance=PROVENANCE,
    )


ADDED: dict[str, tuple[Add, list[tuple[object, ...]]]] = {
    "course": (another_course, [("alice", *EVER)]),
    "course_end": (
        lambda c, course: planning.end_course(
            c, course=course, last=TUESDAY, reason="job", provenance=PROVENANCE
        ),
        [("alice", *EVER)],
    ),
    "plan": (
        lambda c, course: planning.add_plan(
            c, course=course, first=TUESDAY, week={}, provenance=PROVENANCE
        ),
        [("alice", TUESDAY, None)],
    ),
    "exception": (
        lambda c, course: planning.add_exception(
            c, course=course, date=MONDAY, intervals=(), provenance=PROVENANCE
        ),
        [("alice", MONDAY, TUESDAY)],
    ),
    "closure": (
        lambda c, _: planning.add_closure(
            c,
            site=SITE,
            start=at("08:00"),
            until=at("09:00"),
            provenance=PROVENANCE,
        ),
        [(None, MONDAY, TUESDAY)],
    ),
    "arrival": (
        lambda c, _: statements.add_arrival(
            c, person="alice", site=SITE, arrived=at("08:10"), provenance=PROVENANCE
        ),
        [("alice", MONDAY, TUESDAY)],
    ),
    "notice": (
        lambda c, _: statements.add_notice(
            c,
            person="alice",
            first=MONDAY,
            last=WEDNESDAY,
            reason="ill",
            reported_at=at("07:00"),
            provenance=PROVENANCE,
        ),
        [("alice", MONDAY, WEDNESDAY)],
    ),
    "no_show": (
        lambda c, _: statements.add_no_show(
            c, person="alice", date=TUESDAY, provenance=PROVENANCE
        ),
        [("alice", TUESDAY, TUESDAY)],
    ),
}


@pytest.mark.parametrize("kind", ADDED)
def test_a_fact_queues_the_person_and_the_dates_that_it_changes(kind: str) -> None:
    """And the void of it queues the same again."""
    add, expected = ADDED[kind]
    engine = town()
    with engine.begin() as connection:
        recompute.recompute_due(connection, as_of=at("20:00"))
        course = tables.course.c
        of_alice = select(course.key).where(course.person == "alice")
        key = add(connection, connection.scalars(of_alice).one())

        first = _queued(connection)
        statements.add_void(
            connection, municipality=TOWN, about=key, provenance=PROVENANCE
        )
        again = _queued(connection)
    engine.dispose()

    assert first == expected
    assert again == expected


def _queued(connection: Connection) -> list[tuple[object, ...]]:
    """Resolve the queued facts; take what is then queued for the site."""
    while queued_facts.resolve(connection):
        pass
    queued = tables.stale.c
    asked = select(queued.person, queued.first, queued.last)
    rows = connection.execute(asked.where(queued.site == SITE)).all()
    connection.execute(tables.stale.delete())
    return [tuple(row) for row in rows]


def test_every_kind_that_changes_a_day_is_tried_here() -> None:
    """Those about a card or a tap are tried where taps are judged."""
    about_taps = {Scope.SUBJECT, Scope.TAPS_OF_CARD, Scope.NOTHING}

    assert set(ADDED) == {
        kind.name for kind in KINDS.values() if kind.scope not in about_taps
    }
