"""A page waits for nobody who only reads; a form that is sent twice is written once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from time import sleep

import pytest
from sqlalchemy import Connection, Engine, event, select

from server_sync.central.attendance import current
from server_sync.central.db import tables
from server_sync.central.facts import statements
from server_sync.central.facts.provenance import Provenance
from server_sync.central.judging import recompute
from tests.server_sync.central.web.seeing import rows_of
from tests.town import NOW, Town, at, make_town, post

AS_OF = int(NOW.timestamp())
MOMENT_SECONDS = 0.4


@pytest.fixture
def town(postgres: Engine) -> Town:
    """Two municipalities on PostgreSQL, with something due at both."""
    made = make_town(engine=postgres)
    made.add_person("anna")
    made.add_person("zara", municipality="sydby")
    made.tap("anna", at("20", "08:11"))
    event.listen(postgres, "begin", _give_up_soon)
    return made


def test_a_reader_at_rest_keeps_no_other_municipality_waiting(town: Town) -> None:
    """One is inside its snapshot, and judged: the other's pages and forms answer."""
    client = town.client("Mette")
    with (
        town.app.test_request_context(),
        current.snapshot("sydby") as reader,
        town.engine.begin() as judging,
    ):
        before = reader.execute(tables.judged.select()).all()
        recompute.recompute_site(judging, "sydby-site", as_of=AS_OF + 3600)
        for path in ("/", "/people", "/people/anna", "/overview", "/terminals"):
            assert client.get(path).status_code == 200, path
        came = {"day": "19-03-2026", "time": "08.10", "why": "Jeg så hende."}
        assert post(client, "/people/anna/arrival", **came).status_code == 302
        assert reader.execute(tables.judged.select()).all() == before

    assert rows_of(town, tables.arrival, "person") == [("anna",)]


def test_a_form_that_is_sent_twice_at_once_is_written_once(town: Town) -> None:
    """The second one waits, and then finds what the first one wrote."""
    client = town.client("Mette")
    came = {"day": "19-03-2026", "time": "08.10", "why": "Jeg så hende."}
    with ThreadPoolExecutor(1) as threads:
        with town.app.test_request_context(), current.transaction("nordby") as first:
            second = threads.submit(post, client, "/people/anna/arrival", **came)
            sleep(MOMENT_SECONDS)
            assert not second.done()
            statements.add_arrival(
                first,
                person="anna",
                site="nordby-site",
                arrived=at("19", "08:10"),
                provenance=Provenance(by="Mette", at=AS_OF, why="Jeg så hende."),
            )
        assert second.result().status_code == 302

    assert rows_of(town, tables.arrival, "person") == [("anna",)]


def test_what_a_form_wrote_is_judged_when_it_is_answered(town: Town) -> None:
    """No other page needs to be asked for first."""
    came = {"day": "19-03-2026", "time": "08.10", "why": "Jeg så hende."}
    post(town.client("Mette"), "/people/anna/arrival", **came)

    with town.engine.begin() as connection:
        columns = tables.judged.c
        asked = select(columns.status).where(columns.date == date(2026, 3, 19))
        assert connection.scalars(asked.where(columns.person == "anna")).all() == [
            "on_time"
        ]


def _give_up_soon(connection: Connection) -> None:
    """Fail where a lock is waited for in vain, and do not hang."""
    connection.exec_driver_sql("SET LOCAL lock_timeout = '3s'")
