"""A terminal whose clock runs ahead of central's costs no more than another."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Engine

from kiosk.journal.contents import Anchor, Tap
from server_sync.central.ingest import deliver, read_entries, time
from tests.server_sync.central.world import NS, PaperJournal, at, send, set_up

AHEAD_SECONDS = 24 * 3600
EVERY_SECONDS = 60
ANCHORED_EVERY = 10
ENTRIES = 60


@pytest.fixture
def town(engine: Engine) -> Engine:
    """A database with the small world in it."""
    with engine.begin() as connection:
        set_up(connection)
    return engine


@pytest.fixture
def placed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the entries that are placed in time at each reading of a chain."""
    really, counts = time.place, list[int]()

    def counted(points: Sequence[Any], **more: Any) -> Any:
        counts.append(len(points))
        return really(points, **more)

    monkeypatch.setattr(read_entries, "place", counted)
    return counts


def a_clock_ahead(*, anchored: bool) -> PaperJournal:
    """A day ahead, and sure of it; some exchanges with central tell the true time."""
    journal = PaperJournal()
    for no in range(ENTRIES):
        true = at("06:00") + no * EVERY_SECONDS
        content: Anchor | Tap = Tap(uid="11223344")
        if anchored and no % ANCHORED_EVERY == 0:
            content = Anchor(
                source="central", utc_from_ns=true * NS, utc_to_ns=true * NS + NS // 10
            )
        journal.write(content, true + AHEAD_SECONDS, boot_seconds=no * EVERY_SECONDS)
    return journal


def test_it_is_read_from_its_last_anchor_on(town: Engine, placed: list[int]) -> None:
    """What central's own word has settled is not placed again."""
    journal = a_clock_ahead(anchored=True)

    for seq in range(1, ENTRIES + 1):
        true = at("06:00") + seq * EVERY_SECONDS
        send(town, journal.batch(seq, seq), received=true)

    assert len(placed) == ENTRIES
    assert max(placed) == ANCHORED_EVERY


def test_its_backlog_is_read_once_however_many_batches_it_takes(
    town: Engine, placed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no anchor at all nothing settles, and yet nothing is placed twice."""
    monkeypatch.setattr(deliver, "BATCH_ENTRIES_MAX", 20)
    journal = a_clock_ahead(anchored=False)

    for first in (1, 21, 41):
        last = min(first + 19, ENTRIES - 1)
        send(town, journal.batch(first, last), received=at("08:00"))

    assert placed == [ENTRIES - 1]
