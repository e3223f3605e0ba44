"""In whatever pieces and order a journal comes, central ends in the same place."""

from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from kiosk.journal.contents import Stop
from server_sync.central.db import tables
from server_sync.central.judging import recompute
from tests.databases import prepared_in_memory
from tests.server_sync.central.world import (
    CARDS,
    NOBODYS_CARD,
    PaperJournal,
    at,
    send,
    send_on,
    set_up,
    state_of,
)


def a_day(poison: int | None) -> PaperJournal:
    """A day with everything in it; one entry may be of a kind that nobody knows."""
    journal = PaperJournal()
    contents: list[Any] = [
        ("listen", "05:00", "08:00"),
        ("tap", CARDS["alice"], "08:11:03"),
        ("tap", NOBODYS_CARD, "08:14:00"),
        ("tap", CARDS["bob"], "08:31:00"),
        ("listen", "08:00", "11:00"),
        ("stop",),
        ("listen", "11:00", "15:00"),
    ]
    for number, (what, *told) in enumerate(contents):
        if number == poison:
            journal.write(b"{}", at("08:20"), kind="telepathy")
        elif what == "tap":
            journal.tap(*told)
        elif what == "listen":
            journal.listen(*told)
        else:
            journal.write(Stop(why="cleaning"), at("11:00:30"))
    return journal


BATCHES = st.lists(
    st.tuples(st.integers(1, 7), st.integers(1, 7)), min_size=0, max_size=6
)


@settings(max_examples=12, deadline=None)
@given(batches=BATCHES, poison=st.none() | st.integers(0, 6))
@example(batches=[(5, 7), (1, 4)], poison=3)
@example(batches=[(2, 2), (1, 1), (2, 2)], poison=None)
def test_batches_in_any_order_and_any_number_end_the_same(
    batches: list[tuple[int, int]], poison: int | None
) -> None:
    """Doubled, cut, reordered or with a hole: once all is there, all is the same."""
    engine = prepared_in_memory()
    at_once, *others = [
        state
        for cuts in ([(1, 7)], [*batches, (1, 3), (4, 7)])
        for state in states_after(engine, a_day(poison), cuts)
    ]
    engine.dispose()

    assert others == [at_once] * len(others)
    assert len(at_once["entry"]) == 7


def states_after(
    engine: Engine, journal: PaperJournal, cuts: list[tuple[int, int]]
) -> list[dict[str, list[Any]]]:
    """Send a journal in these pieces; give the state kept, and the state rebuilt."""
    as_of = at("20:00")
    with engine.connect() as connection, connection.begin() as transaction:
        set_up(connection)
        recompute.recompute_due(connection, as_of=at("07:00"))
        for first, last in cuts:
            if first > last:
                continue
            receipt = send_on(connection, journal.batch(first, last))
            held = connection.scalar(select(func.count()).select_from(tables.entry))
            assert receipt.conflicts == []
            assert receipt.through_seq <= (held or 0)
            recompute.recompute_due(connection, as_of=as_of)
        kept = state_of(connection)
        recompute.rebuild(connection, as_of=as_of)
        rebuilt = state_of(connection)
        transaction.rollback()
    return [kept, rebuilt]


def test_both_databases_end_the_same(sqlite: Engine, postgres: Engine) -> None:
    """SQLite and PostgreSQL hold and derive the same."""
    states = []
    for engine in (sqlite, postgres):
        journal = a_day(3)
        with engine.begin() as connection:
            set_up(connection)
        send(engine, journal.batch(3, 7))
        send(engine, journal.batch(1, 4))
        with engine.begin() as connection:
            recompute.recompute_due(connection, as_of=at("20:00"))
            states.append(state_of(connection))
    assert states[0] == states[1]
