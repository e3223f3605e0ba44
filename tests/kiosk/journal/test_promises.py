"""The promises that the door makes."""

import random
import subprocess
import sys
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from kiosk.journal.chain import Journal
from tests.kiosk.journal.appending import DEVICE
from tests.kiosk.journal.journals import append_some, raw

APPENDING = (sys.executable, "-m", "tests.kiosk.journal.appending")


def test_promise_1_what_the_door_has_answered_is_on_disk(path: Path) -> None:
    """After kill -9 every entry whose append had returned is there, and whole."""
    path.parent.mkdir()
    killed_and_whole(path, said_first=50)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_promise_1_holds_through_many_kills(path: Path) -> None:
    """The same journal, written on after each kill, forty times."""
    path.parent.mkdir()
    dice = random.Random(4)
    for _ in range(40):
        killed_and_whole(path, said_first=dice.randint(1, 30))


def test_an_answer_before_the_commit_is_caught(path: Path) -> None:
    """The kills bite where the journal says that a tap is written before it is."""
    path.parent.mkdir()
    with pytest.raises(AssertionError, match="said, and not on disk"):
        killed_and_whole(path, "hasty", said_first=50)


def killed_and_whole(path: Path, *planted: str, said_first: int) -> None:
    """Kill who writes the journal, and see that all that was said is in it."""
    before = journal_in(path)
    command = [*APPENDING, str(path), "100000", *planted]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        said = [int(child.stdout.readline()) for _ in range(said_first)]
        child.kill()
        said += [int(line) for line in child.stdout if line.endswith("\n")]
    kept = journal_in(path)

    new = kept[len(before) :]
    assert kept[: len(before)] == before
    assert said == list(range(len(before) + 1, len(before) + 1 + len(said)))
    assert new[: len(said)] == said, "said, and not on disk"
    assert len(new) <= len(said) + 1  # one may have been written and not said


def journal_in(path: Path) -> list[int]:
    """Open it as the terminal does after a start; give the numbers it holds."""
    survivor = Journal.open(path, device=DEVICE)
    kept = [entry.seq for entry in survivor.after(0, 200_000)]
    assert survivor.damaged_file is None
    assert survivor.first_broken() is None
    survivor.close()
    return kept


COPY = (
    "{how} INTO entries SELECT {seq}, kind, wall_ns, boot_ns, boot_id, clock,"
    " commitment, hash, salt, content FROM entries WHERE seq = 3"
)
ERASE = "UPDATE entries SET salt = NULL, content = NULL, {change} WHERE seq = 2"


CHANGES = (
    "seq = 9",
    "kind = 'stop'",
    "wall_ns = 1",
    "boot_ns = 1",
    "boot_id = x'00'",
    "clock = 'unknown'",
    "commitment = x'00'",
    "hash = x'00'",
)


FORBIDDEN = (
    "DELETE FROM entries WHERE seq = 2",
    "DELETE FROM entries",
    "DELETE FROM chain",
    "UPDATE chain SET device = 'other'",
    "UPDATE entries SET salt = NULL WHERE seq = 2",
    "UPDATE entries SET content = NULL WHERE seq = 2",
    "UPDATE entries SET content = x'7b7d' WHERE seq = 2",
    *(ERASE.format(change=change) for change in CHANGES),
    COPY.format(how="INSERT", seq=9),
    COPY.format(how="INSERT OR REPLACE", seq=2),
)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_promise_2_what_is_written_is_never_changed(
    journal: Journal, path: Path, statement: str
) -> None:
    """The file itself refuses to change or lose an entry, whoever asks."""
    written = append_some(journal, 3)
    connection = raw(path)

    with pytest.raises(dbapi2.IntegrityError, match=r"never|keeps|follows"):
        connection.execute(statement)
    connection.close()
    assert journal.after(0, 10) == written
