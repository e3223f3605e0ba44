"""From a card lent at the door to a day attended at central, by the real code."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from firmware.card import CardUid
from kiosk.door.answer import CardRead, decide_for_card
from kiosk.door.decide import Greeting
from kiosk.door.recent_taps import RecentTaps
from server_sync.central.db import tables
from server_sync.central.terminals.roster.roster import roster_for
from tests.databases import prepared_in_memory
from tests.kiosk.web.workshop import STRANGE, local
from tests.server_sync.both import EVENING, Both
from tests.server_sync.central.web.seeing import text_of
from tests.town import PASSWORD, post

WHO = {"why": "Jeg har talt med ham.", "name": "", "first": "", "last": ""}


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    """A door whose list is empty of Omar, and a central that expects him."""
    engine = prepared_in_memory()
    made = Both(tmp_path, engine)
    yield made
    engine.dispose()


def _a_day(both: Both) -> None:
    """Lend at ten past eight; the reader has listened until three."""
    both.door.stand_at("07.00")
    both.door.listen(90)
    both.stranger_lent_at("08.10")
    both.door.stand_at("15.00")
    both.door.listen(480)
    both.upload()


def test_the_days_become_the_persons_once_somebody_says_who_it_is(both: Both) -> None:
    """Dated back; until then nobody who was missing is called missing."""
    _a_day(both)
    assert both.judged() == {
        "omar": ("unknown", "unknown_card"),
        "alice": ("unknown", "unknown_card"),
    }
    browser = both.app.test_client()
    post(browser, "/login", name="Mette Lund", password=PASSWORD)
    listed = browser.get("/newcomers")
    assert "Omar H" in text_of(listed)
    (path,) = {
        part.split('"')[0]
        for part in listed.get_data(as_text=True).split('href="')
        if part.startswith("/newcomers/")
    }

    done = post(browser, path, person="omar", **WHO)

    assert done.headers["Location"] == "/newcomers"
    assert both.judged() == {
        "omar": ("on_time", None),
        "alice": ("unclarified", None),
    }
    assert "Der er ingen midlertidige kort" in text_of(browser.get("/newcomers"))
    both.fetch_roster()
    seen = both.door.browser("Mette Lund").see("/live")
    assert "08.10 Omar Holm" in seen
    assert "Omar H " not in seen
    again = post(browser, path, page="/newcomers", person="alice", **WHO)
    assert again.status_code == 302
    assert both.judged()["alice"] == ("unclarified", None)


def test_the_prompt_says_the_name_that_was_typed_at_the_door(both: Both) -> None:
    """Whoever asks who it was is led to where it can be said of all its taps."""
    _a_day(both)
    browser = both.app.test_client()
    post(browser, "/login", name="Mette Lund", password=PASSWORD)
    look = browser.get("/").get_data(as_text=True)
    tap = next(part.split('"')[0] for part in look.split('href="') if "/taps/" in part)
    asked = browser.get(tap)

    assert "lånt ud ved døren til »Omar H«" in text_of(asked)
    assert f'href="{_path(both)}"' in asked.get_data(as_text=True)


def test_a_door_that_forgot_is_told_by_central(both: Both) -> None:
    """Another reader, or this one with a new memory card, is as green."""
    _a_day(both)
    roster = both.fetch_roster()

    (one,) = roster.newcomers
    assert (one.uid, one.name, one.start) == (STRANGE, "Omar H", local("08.10"))
    answer = decide_for_card(
        CardRead(uid=CardUid.from_hex(STRANGE), at=local("08.11"), clock_trusted=True),
        roster=roster,
        recent_taps=RecentTaps(),
        goodbye_taps=False,
    )
    assert answer.greeting is Greeting.OK


def test_somebody_new_gets_a_course_from_that_day(both: Both) -> None:
    """The first day counts, though it was planned afterwards."""
    _a_day(both)
    browser = both.app.test_client()
    post(browser, "/login", name="Mette Lund", password=PASSWORD)
    path = _path(both)
    new = WHO | {"name": "Omar Haddad", "first": "03-11-2026", "last": "27-11-2026"}
    assert post(browser, path, person="+", **(new | {"last": ""})).status_code == 422
    assert post(browser, path, person="+", **new).status_code == 302

    (person,) = both.judged().keys() - {"omar", "alice"}
    assert both.judged()[person] == ("on_time", None)
    assert _rows(both, "person", "id", "name", "first_name_shown")[-1] == (
        person,
        "Omar Haddad",
        False,
    )
    assert _rows(both, "card", "person", "start", "by") == [
        (person, int(local("08.10").timestamp()), "Mette Lund")
    ]


def test_a_guest_was_nobody_of_ours(both: Both) -> None:
    """Nobody came by it, nobody is doubted for it, and the card is blue again."""
    _a_day(both)
    browser = both.app.test_client()
    post(browser, "/login", name="Mette Lund", password=PASSWORD)
    assert post(browser, _path(both), person="-", **WHO).status_code == 302

    assert both.judged() == {
        "omar": ("unclarified", None),
        "alice": ("unclarified", None),
    }
    assert _rows(both, "card", "person") == []
    (one,) = both.fetch_roster().newcomers
    assert one.end == datetime.fromtimestamp(EVENING, UTC)


@pytest.mark.parametrize("missing", ["person", "why"])
def test_half_an_answer_is_no_answer(both: Both, missing: str) -> None:
    """What was typed stays; nothing was written."""
    _a_day(both)
    browser = both.app.test_client()
    post(browser, "/login", name="Mette Lund", password=PASSWORD)
    given = {"person": "omar", **WHO, missing: ""}

    assert post(browser, _path(both), **given).status_code == 422
    assert _rows(both, "card", "person") == []
    assert _rows(both, "void", "by") == []


def test_a_roster_without_newcomers_is_what_it_always_was(both: Both) -> None:
    """A terminal that knows nothing of these cards can read it."""
    with both.engine.begin() as connection:
        raw = roster_for(connection, terminal="door-1", as_of=EVENING)
    assert "newcomers" not in json.loads(raw)


def _path(both: Both) -> str:
    ((key,),) = _rows(both, "newcomer", "key")
    return f"/newcomers/{key}"


def _rows(both: Both, table: str, *columns: str) -> list[tuple[object, ...]]:
    found = tables.metadata.tables[table]
    with both.engine.begin() as connection:
        asked = select(*(found.c[name] for name in columns))
        return [tuple(row) for row in connection.execute(asked)]
