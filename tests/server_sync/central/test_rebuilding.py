"""Everything derived can be dropped and made anew, on several cores."""

import pytest
from sqlalchemy import Engine, delete, select

from server_sync.central import tables
from server_sync.central.derived.rebuilding import rebuild_all
from tests.server_sync.central.deliveries import a_morning
from tests.server_sync.central.world import at, send, set_up, state_of, statuses

EVENING = at("20:00")


@pytest.mark.timeout(120)
def test_made_anew_by_several_is_what_was_kept_step_by_step(engine: Engine) -> None:
    """Whoever does it, and whatever was there, the rows are the same."""
    with engine.begin() as connection:
        set_up(connection)
    send(engine, a_morning().batch())
    with engine.begin() as connection:
        statuses(connection, EVENING)
        kept = state_of(connection)
        connection.execute(delete(tables.tap))
        connection.execute(tables.judged.update().values(status="no_show"))

    url = engine.url.render_as_string(hide_password=False)
    rebuild_all(url.replace("+psycopg", ""), as_of=EVENING, workers=2)

    with engine.begin() as connection:
        assert state_of(connection) == kept
        assert connection.execute(select(tables.stale)).all() == []
