"""What a tap costs the disk, counted at the kernel's door."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.journal import per_tap, written_a_year
from tests.paths import DOCS

MANUAL = DOCS / "install.md"
SYNCS_MAX = 1.05
"""One each, and now and then the WAL is folded back into the file."""
BYTES_MAX, BEAT_BYTES_MAX = 10_000, 20_000


def may_trace() -> bool:
    """Say whether this machine lets a process watch its own child."""
    command = [sys.executable, "-m", "tests.syscalls", "true"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_a_tap_is_one_sync_and_less_than_ten_kilobytes(tmp_path: Path) -> None:
    """So that a memory card lasts; and not one sync fewer, or a tap could be lost."""
    if not may_trace():
        pytest.skip(
            "ptrace is not allowed here; test_store shows that every commit is synced"
        )
    syncs, written = per_tap("tests.kiosk.journal.appending", tmp_path / "ours")

    assert 1 <= syncs <= SYNCS_MAX
    assert 0 < written <= BYTES_MAX


def test_a_heartbeat_and_its_signature_are_one_sync(tmp_path: Path) -> None:
    """Two hundred of them a day are all that is written while nobody comes."""
    if not may_trace():
        pytest.skip("ptrace is not allowed here")
    syncs, written = per_tap("tests.kiosk.door.beating", tmp_path / "ours")

    assert 1 <= syncs <= SYNCS_MAX
    assert 0 < written <= BEAT_BYTES_MAX


@pytest.mark.long
@pytest.mark.timeout(300)
def test_what_a_year_writes_is_what_the_manual_states(tmp_path: Path) -> None:
    """Taps, heartbeats, anchors and exchanges, each measured, add up to it."""
    if not may_trace():
        pytest.skip("ptrace is not allowed here")
    _, tap = per_tap("tests.kiosk.journal.appending", tmp_path / "tap")
    _, beat = per_tap("tests.kiosk.door.beating", tmp_path / "beat")
    _, sent = per_tap("tests.kiosk.door.beating", tmp_path / "sent", "exchange")
    stated = re.search(r"\*\*about ([\d.]+) GB a year\*\*", MANUAL.read_text())

    assert stated
    assert float(stated[1]) == pytest.approx(
        written_a_year(tap=tap, beat=beat, sent=sent), rel=0.1
    )
