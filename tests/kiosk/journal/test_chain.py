"""The journal keeps what it was told."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from firmware.moment import ClockState
from kiosk.errors import BadSettings
from kiosk.journal.chain import Journal
from kiosk.journal.contents import (
    GENESIS,
    Arrival,
    Content,
    Entry,
    Heartbeat,
    Kind,
    Stop,
    commit,
    encode_content,
    link,
)
from tests.builders import LONG_AGO, at, make_moment
from tests.kiosk.journal.appending import DEVICE
from tests.kiosk.journal.journals import A_TAP, append_some, raw, receive


def test_an_entry_says_what_happened_and_is_linked_to_the_one_before(
    journal: Journal,
) -> None:
    """Each field is what was told, and the hash is that of `journal.contents`."""
    moment = make_moment(at("07:15:00"), clock=ClockState.UNSYNCED)
    first = journal.append(A_TAP, moment)
    second = journal.append(Stop(why="evening"), moment)

    assert first.salt
    assert first == Entry(
        seq=1,
        kind="tap",
        wall_ns=moment.wall_ns,
        boot_ns=moment.boot_ns,
        boot_id=moment.boot_id,
        clock="unsynced",
        commitment=commit(first.salt, encode_content(A_TAP)),
        hash=link(GENESIS, DEVICE, journal.chain, first),
        salt=first.salt,
        content=encode_content(A_TAP),
    )
    assert second.hash == link(first.hash, DEVICE, journal.chain, second)
    assert second.salt != first.salt
    assert journal.after(0, 10) == [first, second]
    assert journal.after(1, 10) == [second]
    assert journal.last() == second


def test_a_new_journal_is_empty_and_a_chain_of_its_own(
    journal: Journal, tmp_path: Path
) -> None:
    """Before the first entry there is nothing, and no other journal is the same."""
    other = Journal.open(tmp_path / "other.db", device=DEVICE)

    assert (journal.last(), journal.after(0, 9), journal.first_broken()) == (
        None,
        [],
        None,
    )
    assert (journal.received_through(), journal.latest_receipt()) == (0, None)
    assert len(journal.chain) == 16
    assert journal.chain != other.chain
    other.close()


def test_a_journal_is_the_same_when_it_is_opened_again(
    journal: Journal, path: Path
) -> None:
    """Another process, or the next start, goes on with the same chain."""
    append_some(journal, 2)
    again = Journal.open(path, device=DEVICE)

    assert (again.chain, again.damaged_file) == (journal.chain, None)
    assert again.append(A_TAP, make_moment()).seq == 3
    assert journal.append(A_TAP, make_moment()).seq == 4
    assert again.first_broken() is None
    again.close()


def test_anothers_journal_is_not_continued(journal: Journal, path: Path) -> None:
    """A terminal that was renamed does not write under its old name."""
    append_some(journal, 1)

    with pytest.raises(BadSettings, match="set device back"):
        Journal.open(path, device="door-2")
    assert len(journal.after(0, 9)) == 1


def test_many_writers_make_one_chain_without_gaps(journal: Journal, path: Path) -> None:
    """Terminal, page and uplink write at once; each entry follows the one before."""
    journals = [journal, *(Journal.open(path, device=DEVICE) for _ in range(3))]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: append_some(journals[n % 4], 10), range(8)))

    assert [entry.seq for entry in journal.after(0, 99)] == list(range(1, 81))
    assert journal.first_broken() is None
    for other in journals[1:]:
        other.close()


def test_a_day_is_found_by_its_wall_clock(journal: Journal) -> None:
    """From the first nanosecond on and up to the last but one, and those kinds only."""
    contents: list[tuple[Content, int]] = [
        (A_TAP, 99),
        (A_TAP, 100),
        (Heartbeat(listened=()), 150),
        (Arrival(person="p", at=LONG_AGO, by="b", why=""), 199),
        (A_TAP, 200),
    ]
    for content, wall_ns in contents:
        journal.append(content, replace(make_moment(), wall_ns=wall_ns))

    found = journal.entries_of_day(100, 200, (Kind.TAP, Kind.ARRIVAL))
    assert [entry.seq for entry in found] == [2, 4]


def test_the_version_changes_with_every_write_here_and_elsewhere(
    journal: Journal, path: Path
) -> None:
    """The page sees what it wrote itself and what others wrote, and rests else."""
    other = Journal.open(path, device=DEVICE)
    seen = [journal.version(), journal.version()]
    append_some(journal, 1)
    seen.append(journal.version())
    append_some(other, 1)
    seen.append(journal.version())
    receive(other, other.after(0, 1)[0])
    seen.append(journal.version())

    assert seen[0] == seen[1]
    assert len(set(seen)) == 4
    other.close()


def test_a_changed_entry_is_found(journal: Journal, path: Path) -> None:
    """Who gets round the guards still leaves a broken chain behind."""
    append_some(journal, 5)
    connection = raw(path)
    connection.execute("DROP TRIGGER entries_stand")
    connection.execute("UPDATE entries SET wall_ns = wall_ns + 1 WHERE seq = 3")
    connection.close()

    assert journal.first_broken() == 3
