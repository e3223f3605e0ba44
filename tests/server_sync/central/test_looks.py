"""Who looked at somebody's page at the door is in the log that the citizen may see."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, select

from kiosk.journal.contents import Look
from server_sync.central.db import tables
from server_sync.central.facts import access_log
from server_sync.central.facts.access_log import What
from server_sync.central.judging import recompute
from tests.server_sync.central.world import (
    TOWN,
    PaperJournal,
    at,
    moment,
    send_on,
    set_up,
)


@pytest.fixture
def town(engine: Engine) -> Iterator[Connection]:
    """A connection to the small world, rolled back afterwards."""
    with engine.connect() as connection, connection.begin() as transaction:
        set_up(connection)
        yield connection
        transaction.rollback()


def lines(connection: Connection, person: str) -> list[tuple[object, ...]]:
    """Read the log about a person, as the citizen sees it."""
    found = access_log.about(connection, person=person, municipality=TOWN, limit=10)
    return [(row.at, row.who, row.what, row.detail) for row in found]


def test_a_look_at_the_door_is_in_the_log_once_and_survives_a_rebuild(
    town: Connection,
) -> None:
    """It comes with the journal, among what was seen at central, the latest first."""
    journal = PaperJournal()
    for clock in ("08:20", "09:00"):
        look = Look(person="alice", by="Ole", at=moment(clock))
        journal.write(look, at(clock))
    send_on(town, journal.batch())
    access_log.write_line(
        town,
        municipality=TOWN,
        who="Mette, koordinator",
        what=What.SAW_PERSON,
        now=at("08:30"),
        person="alice",
    )
    first = lines(town, "alice")
    recompute.rebuild(town, as_of=at("20:00"))

    assert first == [
        (at("09:00"), "Ole", "saw_at_door", ""),
        (at("08:30"), "Mette, koordinator", "saw_person", ""),
        (at("08:20"), "Ole", "saw_at_door", ""),
    ]
    assert lines(town, "alice") == first
    assert lines(town, "bob") == []
    assert town.scalars(select(tables.quarantine.c.reason)).all() == []


def test_a_look_at_nobody_we_know_is_put_aside(town: Connection) -> None:
    """As all that names somebody of another municipality."""
    journal = PaperJournal()
    journal.write(Look(person="carol", by="Ole", at=moment("08:20")), at("08:20"))
    send_on(town, journal.batch())

    reasons = town.scalars(select(tables.quarantine.c.reason)).all()
    assert reasons == ["unknown_person"]
    assert town.execute(select(tables.look)).all() == []
