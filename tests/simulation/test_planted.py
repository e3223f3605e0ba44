"""Each invariant bites: with one fault planted in the real code, it fails."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, func, select

from kiosk.door.listening import Listening
from kiosk.journal.chain import Journal
from server_sync.central.db import bulk, tables
from server_sync.central.facts import add
from server_sync.central.ingest import conflicts, deliver, forks, items, store
from server_sync.central.ingest.contents import Trouble
from server_sync.central.ingest.read_queries import UsableEntry
from server_sync.central.rules import verdict
from server_sync.central.rules.status import Status
from server_sync.errors import BatchRefused
from server_sync.uplink import schedule, steps
from server_sync.uplink.steps import Progress
from server_sync.uplink.transport import Transport
from tests.simulation.days import DAYS, fails
from tests.simulation.scripted import TUESDAY, a_monday, live, notice_told_on_tuesday

ALSO_IN_SHORT = ("ordinary", "copied", "no_clock")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[] if name in ALSO_IN_SHORT else [pytest.mark.long])
        for name in DAYS
    ],
)
def test_with_nothing_planted_the_day_passes(quick_folder: Path, name: str) -> None:
    """The very days that fail below are well with the code as it is."""
    with a_monday(quick_folder) as world:
        DAYS[name](world)
        live(world)


def test_a_watermark_at_the_highest_number_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(a) bites where central receipts beyond a gap."""

    def highest(
        connection: Connection, chain: int, through: int, through_hash: bytes
    ) -> tuple[int, bytes]:
        entry = tables.entry.c
        most = select(func.max(entry.seq)).where(entry.chain == chain)
        seq = connection.scalar(most) or through
        found = select(entry.hash).where(entry.chain == chain, entry.seq == seq)
        return seq, bytes(connection.scalar(found) or through_hash)

    monkeypatch.setattr(deliver, "received_through", highest)

    fails(quick_folder, "restored", "a")


def test_an_uplink_that_gives_up_what_is_refused_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(a) bites, or (e) before it, where a 400 is the end of a batch."""
    real, given_up = steps.upload_one_batch, [0]
    deliver, received_through = Transport.deliver, Journal.received_through

    class GivenUp(Exception):
        pass

    def once(transport: Transport, batch: Any) -> Any:
        try:
            return deliver(transport, batch)
        except BatchRefused as error:
            given_up[0] = batch.head.seq
            raise GivenUp from error

    def step(journal: Journal, transport: Transport, progress: Progress) -> bool:
        try:
            return real(journal, transport, progress)
        except GivenUp:
            return True

    monkeypatch.setattr(Transport, "deliver", once)
    monkeypatch.setattr(schedule, "upload_one_batch", step)
    monkeypatch.setattr(
        steps,
        "_start",
        lambda journal, _: max(given_up[0], received_through(journal)),
    )

    fails(quick_folder, "refused", "a|e")


def test_a_second_event_under_a_number_that_is_not_kept_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(a) bites where a conflict is taken for a repetition."""
    monkeypatch.setattr(conflicts, "store_conflicts", lambda *_: [])

    fails(quick_folder, "copied", "a")


def test_an_entry_that_is_stored_as_another_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(a) bites where central keeps a nanosecond more than it was sent."""
    at = store.ENTRY.index("wall_ns")

    def later(table: Any, names: Any, rows: Any) -> bulk.Added:
        rows = [(*row[:at], row[at] + 1, *row[at + 1 :]) for row in rows]
        return bulk.Added(table, names, rows)

    monkeypatch.setattr(store, "Added", later)

    fails(quick_folder, "ordinary", "a")


def test_a_tap_that_is_put_aside_for_nothing_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(a) bites where what is in order is kept, and not used."""
    real = items.linked

    def doubted(sent: Any, **where: Any) -> Any:
        return [
            replace(item, trouble=Trouble.DOES_NOT_FOLLOW)
            if item.entry and item.entry.kind == "tap"
            else item
            for item in real(sent, **where)
        ]

    monkeypatch.setattr(deliver, "linked", doubted)

    fails(quick_folder, "ordinary", "a")


def test_a_lateness_that_ignores_the_listening_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(b) bites where a dead reader makes somebody late."""
    monkeypatch.setattr(verdict, "may_be_ours", lambda *_: False)

    fails(quick_folder, "out_for_the_start", "b")


def test_silence_that_counts_as_absence_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(b) bites where a dead reader makes somebody unclarified."""
    monkeypatch.setattr(verdict, "standing_cause", lambda *_: None)

    fails(quick_folder, "out_all_morning", "b", until=15)


def test_a_question_that_ignores_the_listening_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(b) bites where somebody is missed half an hour later at a dead reader."""
    monkeypatch.setattr(
        verdict,
        "is_missing_so_far",
        lambda known, _, window: known.as_of >= window.start + 1800,
    )

    fails(quick_folder, "out_all_morning", "b")


def test_an_absence_that_nobody_wrote_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(b) bites where the unclarified becomes a no-show by itself."""
    real = verdict._status_without_arrival  # noqa: SLF001 - a planted fault

    def sure(*of: Any) -> Status:
        status = real(*of)
        return Status.NO_SHOW if status is Status.UNCLARIFIED else status

    monkeypatch.setattr(verdict, "_status_without_arrival", sure)

    fails(quick_folder, "ordinary", "b", until=15)


def test_a_central_that_knows_nothing_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(b) bites where nobody is accused, and nobody was on time either."""
    monkeypatch.setattr(verdict, "_status_of_arrival", lambda *_: Status.ATTENDED)

    fails(quick_folder, "ordinary", "b")


def test_a_wall_clock_that_is_believed_unsynchronised_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(c) bites where the clock of the past after a power cut is taken for true."""
    believed = property(lambda row: (row.wall_ns, row.wall_ns))
    monkeypatch.setattr(UsableEntry, "utc", believed)

    fails(quick_folder, "no_clock", "c")


def test_listening_claimed_over_a_dead_reader_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(c) bites where a stretch goes on through what was found broken."""
    monkeypatch.setattr(Listening, "interrupted", lambda _: None)

    fails(quick_folder, "out_all_morning", "c|b")


def test_another_event_that_is_placed_when_it_came_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(c) bites where what contradicts an entry is put at its delivery."""

    def when_it_came(place: Any, _: Any) -> tuple[int, int]:
        return place.received_ns // 10**9, place.received_ns // 10**9

    monkeypatch.setattr(conflicts, "_span", when_it_came)

    fails(quick_folder, "copied", "c")


def test_what_is_put_aside_between_neighbours_not_its_own_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(c) bites where a copied card's events are placed by the other card's."""
    monkeypatch.setattr(forks, "widen_by_own_clock", lambda _, span, **__: span)

    fails(quick_folder, "copied", "c")


def test_a_date_that_is_not_judged_again_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(d) bites where a notice for yesterday marks nothing."""
    monkeypatch.setattr(add, "enqueue_fact", lambda *_: None)

    with a_monday(quick_folder) as world:
        notice_told_on_tuesday(world)
        with pytest.raises(AssertionError, match=r"\(d\)"):
            live(world, until=8, day=TUESDAY)


def test_an_upload_that_crawls_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(e) bites where a backlog goes out one by one."""
    monkeypatch.setattr(steps, "BATCH_ENTRIES_MAX", 1)

    fails(quick_folder, "a_day_offline", "e")


def test_a_watermark_that_stays_behind_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(e) bites where all is sent, and the journal keeps no receipt for it."""
    monkeypatch.setattr(steps, "_store_receipt", lambda *_: False)

    fails(quick_folder, "ordinary", "e")
