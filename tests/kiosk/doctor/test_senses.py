"""The clock and the chip."""

from pathlib import Path

import pytest

from firmware.clock import ManualClock
from firmware.moment import ClockState
from kiosk.doctor import senses
from kiosk.doctor.check import Severity, ok, warn
from kiosk.doctor.machine import Machine
from kiosk.door.chip_note import write_chip_version
from kiosk.settings import KioskSettings


def look(root: Path, state: ClockState, *, trusted: bool = False) -> object:
    """Look at a clock that the kernel speaks of so."""
    now = ManualClock(wall_ns=0, clock=state).now()
    on = Machine(root=root, run=lambda _command: None)
    return senses.clock(now, on, trusted=trusted)


def test_a_clock_is_right_when_the_kernel_says_so(tmp_path: Path) -> None:
    """And a person hears who keeps it so."""
    assert look(tmp_path, ClockState.SYNCED) == ok("clock", "right", keeper="?")
    kept = tmp_path / "run" / "systemd" / "timesync" / "synchronized"
    kept.parent.mkdir(parents=True)
    kept.touch()

    assert look(tmp_path, ClockState.SYNCED) == ok(
        "clock", "right", keeper="systemd-timesyncd"
    )


def test_a_clock_that_is_wrong_stops_nobody(tmp_path: Path) -> None:
    """Taps are dated later; not to know is not the same as wrong."""
    assert look(tmp_path, ClockState.UNSYNCED) == warn("clock", "wrong")
    assert look(tmp_path, ClockState.UNKNOWN) == warn("clock", "unknown")
    assert look(tmp_path, ClockState.UNSYNCED, trusted=True) == ok("clock", "trusted")


@pytest.mark.parametrize(
    ("version", "state", "key"),
    [
        (0x90, Severity.OK, "nxp"),
        (0x91, Severity.OK, "nxp"),
        (0x92, Severity.OK, "nxp"),
        (0x88, Severity.WARN, "clone"),
        (0xB2, Severity.WARN, "clone"),
        (0x12, Severity.WARN, "clone"),
        (0x42, Severity.WARN, "stranger"),
    ],
)
def test_each_chip_is_called_by_its_name(
    version: int, state: Severity, key: str
) -> None:
    """A clone works, and a person should know of it."""
    check = senses.judge_version(version)

    assert (check.state, check.key) == (state, key)
    assert check.values["version"] == f"0x{version:02x}"


def test_the_chip_is_the_one_that_the_terminal_met(tmp_path: Path) -> None:
    """The doctor itself never asks it."""
    settings = KioskSettings(device="d", data_dir=str(tmp_path))
    settings.folder.mkdir()
    before = senses.chip(settings)
    write_chip_version(settings.folder, 0x92)
    emulated = KioskSettings(device="d", data_dir=str(tmp_path), reader="emulated")

    assert before == warn("chip", "not_met")
    assert senses.chip(settings) == senses.judge_version(0x92)
    assert senses.chip(emulated) == ok("chip", "emulated")
