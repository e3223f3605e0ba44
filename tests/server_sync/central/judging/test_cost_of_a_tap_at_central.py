"""One more tap costs the same, however much was judged before."""

from datetime import date, timedelta

from sqlalchemy import Connection, Engine, select

from server_sync.central.db import tables
from server_sync.central.judging import recompute
from tests.server_sync.central.judging.statements import asked_by
from tests.server_sync.central.world import (
    CARDS,
    MONDAY,
    SITE,
    PaperJournal,
    at,
    send_on,
    set_up,
)

STATEMENTS_MAX = 13


def come(connection: Connection, journal: PaperJournal, name: str, day: date) -> None:
    """Let somebody hold the card to the reader; it is taken in, not yet judged."""
    entry = journal.tap(CARDS[name], "08:11:00", day)
    send_on(connection, journal.batch(entry.seq), received=at("08:12", day))


def test_judging_a_tap_takes_as_many_statements_with_any_history(
    engine: Engine,
) -> None:
    """The first day and after three weeks; and only that person's row is written."""
    journal, took = PaperJournal(), []
    with engine.connect() as connection, connection.begin() as transaction:
        set_up(connection)
        for day in [MONDAY + timedelta(days=number) for number in range(22)]:
            recompute.recompute_due(connection, as_of=at("08:00", day))
            if day.weekday() > 4:
                continue
            come(connection, journal, "alice", day)
            judged = [at("08:12", day)]
            asked = asked_by(
                engine,
                lambda: recompute.recompute_site(connection, SITE, as_of=judged[0]),  # noqa: B023 - called at once
            )
            took.append([one.split()[0] for one in asked])
            columns = tables.judged.c
            rows = connection.execute(
                select(columns.person, columns.status, columns.as_of).where(
                    columns.date == day
                )
            )
            assert {tuple(row) for row in rows} == {
                ("alice", "on_time", judged[0]),
                ("bob", "pending", at("08:00", day)),
            }
        transaction.rollback()

    assert len(took[0]) <= STATEMENTS_MAX
    assert took[-1] == took[1]
