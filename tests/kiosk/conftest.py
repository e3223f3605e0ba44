"""A journal and a terminal, for whoever asks."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.journal.chain import Journal
from tests.kiosk.terminals import DEVICE, TWO_PEOPLE, Terminal, make_terminal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the journal is."""
    return tmp_path / "kiosk" / "journal.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    """Open a journal that has just begun."""
    path.parent.mkdir()
    journal = Journal.open(path, device=DEVICE)
    yield journal
    journal.close()


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """Make a terminal that has taken its first steps, with a roster of two."""
    terminal = make_terminal(tmp_path, roster=TWO_PEOPLE)
    terminal.run(0.5)
    yield terminal
    terminal.journal.close()
