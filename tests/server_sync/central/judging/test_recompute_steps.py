"""What is kept step by step is what a rebuild makes."""

from datetime import date, timedelta
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from server_sync.central.db import tables
from server_sync.central.facts import planning, statements
from server_sync.central.facts.provenance import Provenance
from server_sync.central.judging import recompute
from tests.databases import prepared_in_memory
from tests.server_sync.central.world import (
    CARDS,
    DEVICE,
    MONDAY,
    NOBODYS_CARD,
    SITE,
    TOWN,
    PaperJournal,
    at,
    send_on,
    set_up,
    state_of,
)

DAY_FIVE = date(2026, 11, 27)


def steps() -> Any:
    """Make lists of things that may happen, each a number that chooses it."""
    return st.lists(st.integers(0, 12), min_size=1, max_size=9)


def clocks() -> Any:
    """Say at what time of its day each step is looked at; a session begins at 8:15."""
    some = st.sampled_from(["08:00", "08:15", "08:45", "21:00"])
    return st.lists(some, min_size=9, max_size=9)


def happen(connection: Connection, journal: PaperJournal, what: int) -> None:
    """Let one thing happen; whatever came before."""
    day = MONDAY + timedelta(days=what % 3)
    said = Provenance(by="Mette", at=at("09:00", day))
    match what:
        case 0 | 1 | 2:
            journal.tap(CARDS["alice"], "08:11:00", day)
        case 3:
            journal.tap(NOBODYS_CARD, "08:12:00", day)
        case 4 | 5:
            journal.listen("05:00", "15:00", day)
        case 6:
            statements.add_notice(
                connection,
                person="bob",
                first=day,
                last=day + timedelta(days=1),
                reason="ill",
                reported_at=said.at,
                provenance=said,
            )
        case 7:
            statements.assign_card(
                connection, card=NOBODYS_CARD, person="bob", start=0, provenance=said
            )
        case 8:
            notice = select(tables.notice.c.key).order_by(tables.notice.c.key)
            about = connection.scalars(notice.limit(1)).first() or "central/notice/0"
            statements.add_void(
                connection, municipality=TOWN, about=about, provenance=said
            )
        case 9:
            planning.add_closure(
                connection,
                site=SITE,
                start=at("00:00", day),
                until=at("12:00", day),
                provenance=said,
            )
        case 10:
            seq = len(journal.entries)
            about = f"{DEVICE}/{journal.chain.hex()}/{seq}"
            statements.add_resolution(
                connection, municipality=TOWN, about=about, person=None, provenance=said
            )
        case 11:
            statements.add_arrival(
                connection,
                person="bob",
                site=SITE,
                arrived=at("07:50", day),
                provenance=said,
            )
        case _:
            course = connection.scalars(
                select(tables.course.c.key).where(tables.course.c.person == "bob")
            ).one()
            planning.add_plan(
                connection,
                course=course,
                first=day,
                week={"tue": [["12:00", "14:00"]]},
                provenance=said,
            )


@settings(max_examples=20, deadline=None)
@given(what=steps(), clock=clocks(), upload=st.integers(1, 4))
@example(what=[0, 1], clock=["08:00", "08:00"], upload=1)
@example(what=[1, 6], clock=["08:00"], upload=1)
@example(what=[0, 5], clock=["21:00", "08:00"], upload=1)
@example(what=[2, 5, 4], clock=["21:00", "08:00", "08:00"], upload=1)
@example(what=[11, 9, 11, 9, 9], clock=["21:00", "08:00", "08:00", "08:15"], upload=1)
def test_step_by_step_is_the_same_as_a_rebuild(
    what: list[int], clock: list[str], upload: int
) -> None:
    """After every step, what is kept equals what is made anew from the entries."""
    engine = prepared_in_memory()
    journal = PaperJournal()
    with engine.connect() as connection, connection.begin() as transaction:
        set_up(connection)
        as_of = 0
        for number, one in enumerate(what):
            day = MONDAY + timedelta(days=min(number, 3))
            as_of = max(as_of, at(clock[number % len(clock)], day))
            happen(connection, journal, one)
            if number % upload == 0 and journal.entries:
                send_on(connection, journal.batch(), received=at("21:00", DAY_FIVE))
            recompute.recompute_due(connection, as_of=as_of)
            kept = state_of(connection)
            with connection.begin_nested() as savepoint:
                recompute.rebuild(connection, as_of=as_of)
                rebuilt = state_of(connection)
                savepoint.rollback()
            assert kept == rebuilt
        transaction.rollback()
    engine.dispose()
