"""Everything derived can be dropped and made anew, on several cores."""

import pytest
from sqlalchemy import Engine, delete, inspect, select

from server_sync.central.db import indexes, tables
from server_sync.central.facts.recompute_queue import ONE_DAY
from server_sync.central.judging import rebuild, recompute
from server_sync.central.judging.rebuild import rebuild_all
from server_sync.central.prepare import prepare
from tests.server_sync.central.ingest.deliveries import a_morning
from tests.server_sync.central.world import MONDAY, at, send, set_up, state_of, statuses

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
        assert indexes.make_missing(connection) == []


@pytest.mark.timeout(120)
def test_what_is_read_is_indexed_before_it_is_judged(postgres: Engine) -> None:
    """Else each workshop would look through everybody's taps."""
    url = postgres.url.render_as_string(hide_password=False).replace("+psycopg", "")
    with rebuild.all_indexes_afterwards(postgres):
        rebuild.drop(postgres)
        rebuild.read_all(postgres, url, as_of=EVENING, workers=1)
        with postgres.begin() as connection:
            assert set(indexes.make_missing(connection)) == {
                *("judged_at_site", "judged_next", "judged_of_person")
            }


def test_what_a_rebuild_cut_short_left_out_the_next_start_makes(engine: Engine) -> None:
    """A power cut while everything is made anew leaves central slow until then only."""
    everything = {"judged_at_site", "judged_next", "judged_of_person"} | {
        *(
            "tap_at_site",
            "tap_of_card",
            "tap_uncertain",
            "tap_beside",
            "stretch_of_terminal",
        )
    }
    with engine.begin() as connection:
        indexes.leave_out(connection)
    with engine.begin() as connection:
        assert set(indexes.make_missing(connection)) == everything
        indexes.leave_out(connection)

    prepare(engine, now=0)

    with engine.begin() as connection:
        assert indexes.make_missing(connection) == []


def test_a_rebuild_that_fails_leaves_no_index_out(postgres: Engine) -> None:
    """Somebody stops it while entries are read: the indexes are there all the same."""
    with pytest.raises(KeyboardInterrupt):
        stopped_halfway(postgres)

    with postgres.begin() as connection:
        assert indexes.make_missing(connection) == []


def stopped_halfway(engine: Engine) -> None:
    """Begin to make everything anew, and stop."""
    with rebuild.all_indexes_afterwards(engine):
        rebuild.drop(engine)
        with engine.begin() as connection:
            assert inspect(connection).get_indexes("tap") == []
        raise KeyboardInterrupt


def test_a_new_day_begins_a_site_at_a_time_and_once(engine: Engine) -> None:
    """Afterwards nothing is due any more, and all stands as if made anew."""
    tuesday = at("08:50", MONDAY + ONE_DAY)
    with engine.begin() as connection:
        set_up(connection)
    send(engine, a_morning().batch())
    with engine.begin() as connection:
        recompute.recompute_due(connection, as_of=EVENING)

    assert recompute.recompute_by_site(engine, as_of=tuesday) == 1
    assert recompute.recompute_by_site(engine, as_of=tuesday) == 0
    with engine.begin() as connection:
        recompute.recompute_due(connection, as_of=tuesday)
        kept = state_of(connection)
        recompute.rebuild(connection, as_of=tuesday)
        assert state_of(connection) == kept
        dates = set(connection.scalars(select(tables.judged.c.date)))
    assert dates == {MONDAY, MONDAY + ONE_DAY}
