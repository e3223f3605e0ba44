"""What becomes of a file that cannot be used."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from kiosk.errors import JournalUnavailable
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Tap
from kiosk.journal.damage import is_damaged
from kiosk.journal.tables import engine_for, refuse_lossy
from tests.builders import A_UID, make_moment
from tests.kiosk.journal.appending import DEVICE

TAPS = 120


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Make a journal with some taps, closed in good order."""
    path = tmp_path / "journal.db"
    fill(path)
    return path


def fill(path: Path) -> bytes:
    """Append the taps, and say which chain they are in."""
    journal = Journal.open(path, device=DEVICE)
    for number in range(TAPS):
        journal.append(Tap(uid=A_UID), make_moment(boot_seconds=number))
    journal.close()
    return journal.chain


def spoil(path: Path, start: int, length: int) -> bytes:
    """Overwrite a part of the file, and return what it holds then."""
    spoiled = bytearray(path.read_bytes())
    spoiled[start : start + length] = random.Random(1).randbytes(length)
    path.write_bytes(spoiled)
    return bytes(spoiled)


@pytest.mark.parametrize(
    ("start", "length"),
    [(0, 100), (4096, 4096), (4096 * 3, 4096 * 5), (4096 * 9, 16)],
)
def test_a_damaged_journal_is_put_aside_untouched_and_a_new_chain_begins(
    path: Path, start: int, length: int
) -> None:
    """Not a byte of it changes, and the door goes on with a chain of its own."""
    spoiled = spoil(path, start, length)
    journal = Journal.open(path, device=DEVICE)

    assert journal.damaged_file == path.with_name("journal.damaged-1.db")
    assert journal.damaged_file.read_bytes() == spoiled
    assert journal.append(Tap(uid=A_UID), make_moment()).seq == 1
    journal.close()
    again = Journal.open(path, device=DEVICE)
    assert again.damaged_file is None
    assert again.chain == journal.chain
    again.close()


def test_every_damaged_file_is_kept(path: Path) -> None:
    """A second one does not take the place of the first."""
    first = spoil(path, 4096, 4096)
    Journal.open(path, device=DEVICE).close()
    second = spoil(path, 0, 99)
    Journal.open(path, device=DEVICE).close()

    kept = [path.with_name(f"journal.damaged-{n}.db").read_bytes() for n in (1, 2)]
    assert kept == [first, second]


def test_what_was_not_yet_in_the_file_is_put_aside_with_it(path: Path) -> None:
    """After a crash the newest taps are in the WAL; that goes along, unmerged."""
    command = [
        sys.executable,
        "-m",
        "tests.kiosk.journal.appending",
        str(path),
        "100000",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        child.stdout.readline()
        child.kill()
    wal = path.with_name("journal.db-wal")
    before = wal.read_bytes()
    spoil(path, 0, 100)
    wal.write_bytes(before)
    journal = Journal.open(path, device=DEVICE)

    assert before
    assert journal.damaged_file
    aside = journal.damaged_file.with_name(journal.damaged_file.name + "-wal")
    assert aside.read_bytes() == before
    journal.close()


def test_a_chain_whose_end_was_changed_is_put_aside(path: Path) -> None:
    """Nothing is linked to an entry that is not what was written."""
    connection = dbapi2.connect(str(path), isolation_level=None)
    connection.execute("DROP TRIGGER entries_stand")
    connection.execute("UPDATE entries SET boot_ns = 7 WHERE seq = ?", (TAPS,))
    connection.close()
    journal = Journal.open(path, device=DEVICE)

    assert journal.damaged_file == path.with_name("journal.damaged-1.db")
    assert journal.last() is None
    journal.close()


def test_no_file_and_an_empty_one_are_a_beginning(tmp_path: Path) -> None:
    """The very first start, and one that was cut off in it, are no damage."""
    path = tmp_path / "journal.db"

    assert not is_damaged(path)
    path.touch()
    assert not is_damaged(path)
    journal = Journal.open(path, device=DEVICE)
    assert journal.damaged_file is None
    journal.close()


def test_a_process_follows_when_another_puts_the_file_aside(path: Path) -> None:
    """The page had the file open; its next entry goes into the new one."""
    page = Journal.open(path, device=DEVICE)
    before = page.chain
    aside = path.rename(path.with_name("journal.damaged-1.db"))
    terminal = Journal.open(path, device=DEVICE)
    written = page.append(Tap(uid=A_UID), make_moment())

    assert page.chain == terminal.chain != before
    assert terminal.last() == written
    assert aside.exists()
    page.close()
    terminal.close()


def test_damage_found_while_running_needs_no_hands(path: Path) -> None:
    """The tap that meets it is refused; the next one is in a new chain."""
    journal = Journal.open(path, device=DEVICE)
    before = journal.chain
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(4096 * 20))

    with pytest.raises(JournalUnavailable, match="malformed"):
        journal.append(Tap(uid=A_UID), make_moment())
    assert journal.append(Tap(uid=A_UID), make_moment()).seq == 1
    assert journal.chain != before
    assert journal.damaged_file
    journal.close()


def test_a_folder_that_is_not_there_is_a_journal_unavailable(tmp_path: Path) -> None:
    """The disk may come later; trying again can help."""
    with pytest.raises(JournalUnavailable, match="No such file"):
        Journal.open(tmp_path / "gone" / "journal.db", device=DEVICE)


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2), (3, 7, 0)])
def test_an_sqlite_that_loses_commits_is_refused(version: tuple[int, ...]) -> None:
    """Debian's SQLite, and most wheels', are older than 3.51.3."""
    with pytest.raises(JournalUnavailable, match="install sqlcipher3"):
        refuse_lossy(version)


def test_the_sqlite_that_is_installed_is_a_good_one(path: Path) -> None:
    """Every connection syncs each commit, and shares the file with others."""
    refuse_lossy((3, 51, 3))
    refuse_lossy(dbapi2.sqlite_version_info)
    engine = engine_for(path)
    with engine.connect() as connection:
        asked = ("journal_mode", "synchronous")
        found = [connection.exec_driver_sql(f"PRAGMA {one}").scalar() for one in asked]
    engine.dispose()

    assert found == ["wal", 2]


def test_a_disk_that_cannot_do_wal_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where SQLite does not do as asked, it is not used."""
    monkeypatch.setattr("kiosk.journal.tables.FULL", 3)

    with pytest.raises(JournalUnavailable, match="lost in a power cut"):
        Journal.open(path, device=DEVICE)
