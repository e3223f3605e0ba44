"""A journal that cannot write says so, and recovers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlcipher3 import dbapi2

from kiosk.errors import BadEntry, JournalUnavailable
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Arrival, Content, Heartbeat, Stop, Stretch, Tap
from tests.builders import LONG_AGO, make_moment
from tests.compiled import built
from tests.kiosk.journal.appending import DEVICE
from tests.kiosk.journal.journals import append_some, raw


def test_a_full_disk_refuses_and_recovers_without_hands(path: Path) -> None:
    """No append returns while nothing can be written; the next one after it does."""
    path.parent.mkdir()
    command = [sys.executable, "-m", "tests.kiosk.journal.on_a_full_disk", str(path)]
    told = json.loads(subprocess.check_output(command))

    assert told["refused"] > 0
    assert told["kept"] == [*told["written"], told["after"]]
    assert told["kept"] == list(range(1, len(told["kept"]) + 1))
    assert told["broken"] is None


def test_a_disk_that_fails_refuses_and_recovers_without_hands(
    path: Path, tmp_path: Path
) -> None:
    """EIO at a commit: no entry is said, none is kept, and the chain is whole."""
    library = built(Path(__file__).with_name("failing_disk.c"), tmp_path)
    flag = tmp_path / "fails"
    path.parent.mkdir()
    module = "tests.kiosk.journal.on_a_failing_disk"
    command = [sys.executable, "-m", module, str(path), str(flag)]
    preloaded = {"LD_PRELOAD": str(library), "MOEDT_FAILS": str(flag)}
    told = json.loads(subprocess.check_output(command, env=os.environ | preloaded))

    assert len(told["refused"]) == 4 * 5
    assert {"disk I/O error" in one for one in told["refused"]} == {True}
    assert told["written"] == told["kept"] == list(range(1, 26))
    assert (told["broken"], told["set_aside"]) == (None, False)
    survivor = Journal.open(path, device=DEVICE)
    assert [one.seq for one in survivor.after(0, 100)] == told["kept"]
    survivor.close()


def test_sqlite_saying_full_is_a_journal_unavailable(
    path: Path, request: pytest.FixtureRequest
) -> None:
    """SQLITE_FULL is refused likewise, and what was there stays readable."""
    pages: list[int] = []

    def limit(connection: dbapi2.Connection, *_: object) -> None:
        if pages:
            connection.execute(f"PRAGMA max_page_count = {pages[0]}")

    sa.event.listen(sa.pool.Pool, "checkout", limit)
    request.addfinalizer(lambda: sa.event.remove(sa.pool.Pool, "checkout", limit))
    path.parent.mkdir()
    journal = Journal.open(path, device=DEVICE)
    request.addfinalizer(journal.close)
    append_some(journal, 1)
    pages.append(1)
    with pytest.raises(JournalUnavailable, match="full"):
        append_some(journal, 100)
    pages[0] = 1_000_000
    before = len(journal.after(0, 999))
    assert append_some(journal, 1)[0].seq == before + 1


def test_a_locked_journal_is_a_journal_unavailable(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process that will not let go of the file is a refusal, not a wait."""
    monkeypatch.setattr("kiosk.journal.tables.BUSY_SECONDS", 0.05)
    path.parent.mkdir()
    impatient = Journal.open(path, device=DEVICE)
    other = raw(path)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(JournalUnavailable, match="locked"):
        append_some(impatient, 1)
    other.execute("ROLLBACK")
    other.close()
    assert append_some(impatient, 1)[0].seq == 1
    impatient.close()


def test_reading_waits_for_no_writer(journal: Journal, path: Path) -> None:
    """The page reads while somebody else is in the middle of writing."""
    (written,) = append_some(journal, 1)
    other = raw(path)
    other.execute("BEGIN IMMEDIATE")

    assert journal.after(0, 9) == [written]
    other.execute("ROLLBACK")
    other.close()


@pytest.mark.parametrize(
    "content",
    [
        Tap(uid="04A3"),
        Stop(why="x" * 1001),
        Arrival(person="", at=LONG_AGO, by="Karen", why=""),
        Heartbeat(listened=(Stretch(from_boot_ns=1, to_boot_ns=2),) * 300),
    ],
)
def test_what_central_could_not_read_is_never_written(
    journal: Journal, content: Content
) -> None:
    """A text that is too long is refused here, where somebody can still mend it."""
    with pytest.raises(BadEntry):
        journal.append(content, make_moment())
    assert journal.last() is None
