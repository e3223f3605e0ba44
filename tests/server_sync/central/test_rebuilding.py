"""Everything derived can be dropped and made anew, on several cores."""

import pytest
from sqlalchemy import Engine, delete, select

from server_sync.central import tables
from server_sync.central.derived import derive
from server_sync.central.derived.rebuilding import rebuild_all
from server_sync.central.stale import ONE_DAY
from tests.server_sync.central.deliveries import a_morning
from tests.server_sync.central.world import (
    MONDAY,
    at,
    send,
    set_up,
    state_of,
    statuses,
)

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


def test_a_new_day_begins_a_site_at_a_time_and_once(engine: Engine) -> None:
    """Afterwards nothing is due any more, and all stands as if made anew."""
    tuesday = at("08:50", MONDAY + ONE_DAY)
    with engine.begin() as connection:
        set_up(connection)
    send(engine, a_morning().batch())
    with engine.begin() as connection:
        derive.bring_up_to(connection, as_of=EVENING)

    assert derive.begin_days(engine, as_of=tuesday) == 1
    assert derive.begin_days(engine, as_of=tuesday) == 0
    with engine.begin() as connection:
        derive.tick(connection, as_of=tuesday)
        kept = state_of(connection)
        derive.rebuild(connection, as_of=tuesday)
        assert state_of(connection) == kept
        dates = set(connection.scalars(select(tables.judged.c.date)))
    assert dates == {MONDAY, MONDAY + ONE_DAY}
