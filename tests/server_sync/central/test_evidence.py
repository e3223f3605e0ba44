"""A case can be made on either database."""

from sqlalchemy import Engine

from server_sync.verify.verify import verify_case
from tests.server_sync.central.evidence.case_of_alice import (
    CENTRAL,
    a_monday,
    case_from,
)
from tests.server_sync.central.world import send, set_up


def test_a_case_holds_on_both_databases(engine: Engine) -> None:
    """SQLite and PostgreSQL give back the very bytes that were hashed."""
    with engine.begin() as connection:
        set_up(connection)
    journal = a_monday()
    send(engine, journal.batch(1, 3))
    send(engine, journal.batch(4))

    with engine.begin() as connection:
        raw = case_from(connection)

    verdict = verify_case(raw, pinned=CENTRAL)
    assert (verdict.events, verdict.faults) == (7, ())
