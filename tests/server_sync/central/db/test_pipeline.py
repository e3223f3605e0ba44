"""What goes to the driver as it is answers and fails as everything else does."""

from collections.abc import Iterator
from datetime import date
from itertools import count

import pytest
from sqlalchemy import (
    Connection,
    Engine,
    Integer,
    bindparam,
    delete,
    event,
    insert,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError

from firmware.clock import ManualClock
from server_sync.central.db import tables
from server_sync.central.db.bulk import Added, put, write
from server_sync.central.db.pipeline import Statement, execute_pipelined
from server_sync.central.facts import people
from server_sync.central.server import tick_once
from server_sync.central.trusted_time import TrustedTime
from tests.server_sync.central.world import PROVENANCE, TOWN, set_up

MARK = tables.stale.c
KEEP = (
    insert(tables.stale)
    .inline()
    .values(person=bindparam("person"), first=bindparam("first"), wide=False, due=7)
)
FIND = select(MARK.person, MARK.first).where(MARK.due == 7).order_by(MARK.id)
DROP = delete(tables.stale).where(MARK.person == bindparam("person"))
DIVIDE = select(1 / (bindparam("more", type_=Integer) - 1))
DAYS = (date(2026, 3, 2), date(2026, 3, 3))


@pytest.fixture
def kept(engine: Engine) -> Iterator[Connection]:
    """A connection whose work is rolled back afterwards."""
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def test_orders_are_carried_out_one_after_another(kept: Connection) -> None:
    """Each sees what those before it did, and answers for itself."""
    of_both = [
        Statement(KEEP, {"person": person, "first": day})
        for person, day in zip(("alice", "bob"), DAYS, strict=True)
    ]
    answers = execute_pipelined(
        kept,
        *of_both,
        Statement(FIND, {}),
        Statement(DROP, {"person": "alice"}),
        Statement(FIND, {}),
    )

    assert [[who for who, _ in rows] for rows in answers] == [
        [],
        [],
        ["alice", "bob"],
        [],
        ["bob"],
    ]
    first = {"postgresql": DAYS[1], "sqlite": DAYS[1].isoformat()}
    assert answers[-1] == [("bob", first[kept.dialect.name])]


def test_a_value_that_is_missing_is_a_fault(kept: Connection) -> None:
    """Nothing is written in its place."""
    with pytest.raises((KeyError, DBAPIError)), kept.begin_nested():
        execute_pipelined(kept, Statement(KEEP, {"person": "alice"}))
    assert execute_pipelined(kept, Statement(FIND, {})) == [[]]


@pytest.mark.parametrize("before", [0, 1])
def test_a_fault_has_the_name_it_has_everywhere(postgres: Engine, before: int) -> None:
    """Whoever takes a database's faults in hand gets this one too."""
    orders = [Statement(FIND, {})] * before
    orders.append(Statement(DIVIDE, {"more": 1}))
    with postgres.connect() as connection, pytest.raises(DBAPIError) as caught:
        execute_pipelined(connection, *orders)
    assert "division by zero" in str(caught.value)


def test_few_rows_and_many_are_written_alike(kept: Connection) -> None:
    """One, some, and as many as are copied; and one in the place of another."""
    columns = ("person", "first", "wide", "due")
    for many in (1, 3, 120):
        rows = [(f"{many}/{one}", DAYS[0], False, 7) for one in range(many)]
        write(kept, Added(tables.stale, columns, rows))
    found = kept.execute(select(MARK.person, MARK.first, MARK.wide, MARK.due)).all()
    assert len(found) == 124
    assert {tuple(row[1:]) for row in found} == {(DAYS[0], False, 7)}

    for name in ("first", "second"):
        write(kept, put(kept, tables.municipality, {"id": "0101", "name": name}))
    towns = select(tables.municipality).where(tables.municipality.c.id == "0101")
    assert [row.name for row in kept.execute(towns)] == ["second"]


def test_changes_are_made_in_the_order_in_which_they_are_given(
    kept: Connection,
) -> None:
    """Also where many rows, which go by themselves, stand between small changes."""
    columns = ("person", "first", "wide", "due")
    many = [(f"{one}", DAYS[0], False, 7) for one in range(120)]
    write(
        kept,
        Added(tables.stale, columns, many[:1]),
        Statement(DROP, {"person": "0"}),
        Added(tables.stale, columns, many),
        Statement(DROP, {"person": "1"}),
    )
    (found,) = execute_pipelined(kept, Statement(FIND, {}))
    assert [who for who, _ in found] == [who for who, *_ in many if who != "1"]


def test_the_ticking_goes_on_whenever_the_database_goes_away(
    postgres: Engine,
) -> None:
    """It hangs up as one transaction after another begins; each time the round ends."""
    with postgres.begin() as connection:
        set_up(connection)
        for number in range(8):
            people.add_site(
                connection,
                municipality=TOWN,
                name=f"Nr. {number}",
                provenance=PROVENANCE,
            )
    trusted_time, ended = TrustedTime(ManualClock(wall_ns=10**18)), list[bool]()
    for doomed in count(1):
        told, begun = list[str](), count(1)

        def hang_up(connection: Connection) -> None:
            if next(begun) == doomed:  # noqa: B023 - called in this round
                driver = connection.connection.dbapi_connection
                with postgres.connect() as other:
                    pid = driver.info.backend_pid  # type: ignore[union-attr]
                    other.execute(
                        text("SELECT pg_terminate_backend(:pid)"), {"pid": pid}
                    )

        event.listen(postgres, "begin", hang_up)
        ended.append(tick_once(postgres, trusted_time, log=told.append))
        event.remove(postgres, "begin", hang_up)
        assert len(told) == (0 if ended[-1] else 1)
        if ended[-1]:
            break

    assert len(ended) > 3
    assert not any(ended[:-1])
