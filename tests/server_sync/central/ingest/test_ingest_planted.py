"""What keeps two events from becoming one is shown to bite, by leaving it out."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from server_sync.central.ingest import conflicts, existing
from tests.server_sync.central.ingest.deliveries import a_morning, counted
from tests.server_sync.central.world import CARDS, PaperJournal, send, set_up


@pytest.fixture
def town(engine: Engine) -> Engine:
    """A database with the small world in it, and a morning of its terminal."""
    with engine.begin() as connection:
        set_up(connection)
    send(engine, a_morning().batch())
    return engine


def a_copied_card() -> PaperJournal:
    """The same chain goes on elsewhere: other events under the same numbers."""
    copied = PaperJournal()
    copied.listen("05:00", "08:00")
    copied.tap(CARDS["bob"], "08:20:00")
    return copied


def no_event_hides_another(town: Engine) -> None:
    """The law: what differs under a taken number is kept and reported."""
    receipt = send(town, a_copied_card().batch())

    assert [verdict.seq for verdict in receipt.conflicts] == [2, 2]
    assert counted(town, "entry", "conflict") == {"entry": 5, "conflict": 2}


def test_no_event_hides_another(town: Engine) -> None:
    """With nothing planted it holds."""
    no_event_hides_another(town)


def test_hashes_that_are_not_compared_are_noticed(
    town: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That a number is there already does not mean that this event is."""
    monkeypatch.setattr(conflicts, "_same", lambda *_: True)

    with pytest.raises(AssertionError):
        no_event_hides_another(town)


def test_a_look_that_is_left_out_is_refused_by_the_database(
    town: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is passed over in silence: what is there stands, the rest is undone."""
    monkeypatch.setattr(existing, "around", lambda *_: existing.NOTHING_STORED)

    with pytest.raises(IntegrityError):
        send(town, a_copied_card().batch())

    assert counted(town, "entry", "conflict", "head") == {
        "entry": 5,
        "conflict": 0,
        "head": 1,
    }
