"""A journal of any released version is read, and one of a later version left alone."""

from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from kiosk.errors import JournalTooNew
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Tap
from kiosk.journal.schema_version import LAYOUT, LAYOUT_READ
from tests.builders import A_UID, make_moment

RELEASED = Path(__file__).parent / "released"
DEVICE = "door-1"


def restored(path: Path, layout: int) -> Path:
    """Make the journal as that release left it."""
    connection = dbapi2.connect(str(path))
    connection.executescript((RELEASED / f"{layout}.sql").read_text())
    connection.close()
    return path


def layout_in(path: Path) -> int:
    """Read which layout a file has."""
    connection = dbapi2.connect(str(path))
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    return int(found)


@pytest.mark.parametrize("layout", range(LAYOUT + 1))
def test_a_journal_of_each_release_goes_on(tmp_path: Path, layout: int) -> None:
    """The same chain, whole, with its receipt and its heads, and one tap more."""
    path = restored(tmp_path / "journal.db", layout)
    journal = Journal.open(path, device=DEVICE)
    before = journal.after(0, 10)
    added = journal.append(Tap(uid=A_UID), make_moment(boot_seconds=200))
    found = (
        journal.first_broken(),
        journal.received_through(),
        [one.seq for one in journal.heads_before(99, 10)],
        journal.damaged_file,
    )
    journal.close()

    assert [one.kind for one in before] == ["start", "tap", "heartbeat"]
    assert found == (None, 1, [1, 2, 3], None)
    assert added.seq == 4
    assert layout_in(path) == LAYOUT


def test_every_release_has_its_journal_here() -> None:
    """A new layout does not come without a journal of it to try it on."""
    kept = {int(path.stem) for path in RELEASED.glob("*.sql")}

    assert kept == set(range(LAYOUT + 1))
    assert LAYOUT_READ >= LAYOUT


def test_a_journal_of_a_later_version_is_left_as_it_is(tmp_path: Path) -> None:
    """It is no damage: it is neither put aside nor written to, and it is said."""
    path = restored(tmp_path / "journal.db", LAYOUT)
    connection = dbapi2.connect(str(path))
    connection.execute(f"PRAGMA user_version = {LAYOUT_READ + 1}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    before = path.read_bytes()

    for _ in range(2):
        with pytest.raises(JournalTooNew, match="nothing is lost"):
            Journal.open(path, device=DEVICE)
    assert path.read_bytes() == before
    assert list(tmp_path.glob("*damaged*")) == []


def test_opening_it_again_writes_nothing(tmp_path: Path) -> None:
    """The number is written once, not at every start."""
    path = restored(tmp_path / "journal.db", 0)
    Journal.open(path, device=DEVICE).close()
    before = path.read_bytes()
    Journal.open(path, device=DEVICE).close()

    assert path.read_bytes() == before
