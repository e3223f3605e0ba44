"""The units, started by the real systemd: what ends is healed, what was said stays."""

import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from kiosk.journal.contents import Kind
from tests.systemd.machine import Machine, can_boot, make_slot, wait_for

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(400),
    pytest.mark.skipif(
        not can_boot(), reason="a machine in a machine takes root, unshare and systemd"
    ),
]
UNITS = ("terminal", "page", "uplink", "central")
PAGE = "moedt-page.service"
DIFFERENT = {
    PAGE: ("TimeoutStopSec=15", "TimeoutStopSec=16"),
    "sysusers.conf": ("u moedt-screen", "u moedt-new - -\nu moedt-screen"),
}
FIRST, SECOND, THIRD = "04a3c6cae26180", "04b3c6cae26180", "04c3c6cae26180"


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """Boot a machine, and leave nothing of it running."""
    tmp_path.chmod(0o755)
    made = Machine(tmp_path)
    try:
        made.boot()
        yield made
    finally:
        made.cut_power()


def taps(machine: Machine) -> list[int]:
    """Give the numbers of the taps in the journal."""
    journal = machine.journal()
    try:
        return [one.seq for one in journal.after(0, 1000) if one.kind == Kind.TAP]
    finally:
        journal.close()


def received_through(machine: Machine) -> int:
    """Say through which entry central has receipted."""
    journal = machine.journal()
    try:
        return journal.received_through()
    finally:
        journal.close()


def is_back(machine: Machine, unit: str, killed: int) -> bool:
    """Say whether a unit runs again, as another process."""
    if machine.state(unit) != "active":
        return False
    return machine.main_pid(unit) not in {0, killed}


def test_a_tap_reaches_central_and_outlives_a_power_cut(machine: Machine) -> None:
    """From the emulated chip to a signed receipt, and through a cut at any moment."""
    assert machine.tap(FIRST).returncode == 0
    (first,) = taps(machine)
    wait_for(lambda: received_through(machine) >= first)

    assert machine.tap(SECOND).returncode == 0
    machine.cut_power()
    assert len(taps(machine)) == 2
    machine.boot()
    assert machine.tap(THIRD).returncode == 0
    last = taps(machine)[-1]
    wait_for(lambda: received_through(machine) >= last)

    journal = machine.journal()
    assert journal.first_broken() is None
    journal.close()
    assert len(taps(machine)) == 3


def test_whatever_is_killed_comes_back(machine: Machine) -> None:
    """Each process, again and again, and none takes another with it."""
    for _ in range(3):
        for name in UNITS:
            unit = f"moedt-{name}.service"
            others = {
                other: machine.main_pid(f"moedt-{other}.service")
                for other in UNITS
                if other != name
            }
            killed = machine.signal(unit, signal.SIGKILL)
            wait_for(partial(is_back, machine, unit, killed))
            assert others == {
                other: machine.main_pid(f"moedt-{other}.service") for other in others
            }
    assert machine.tap(FIRST).returncode == 0


def test_a_terminal_that_stands_still_is_started_anew(machine: Machine) -> None:
    """Alive, and answering nobody: that is what the watchdog is for."""
    unit = "moedt-terminal.service"
    still = machine.signal(unit, signal.SIGSTOP)
    wait_for(partial(is_back, machine, unit, still), seconds=200)

    assert machine.tap(FIRST).returncode == 0


def test_the_page_cannot_read_the_key(machine: Machine) -> None:
    """Root's file, shown as a credential to the two that sign."""
    shown = {}
    for name in ("terminal", "page", "uplink"):
        pid = machine.main_pid(f"moedt-{name}.service")
        listed = machine.inside(
            "nsenter", "-t", str(pid), "-m", "--", "runuser", "-u", "moedt", "--",
            "cat", f"/run/credentials/moedt-{name}.service/device.key",
        )  # fmt: skip
        shown[name] = listed.returncode == 0
    direct = machine.inside(
        "runuser", "-u", "moedt", "--", "cat", "/etc/moedt/device.key"
    )

    assert shown == {"terminal": True, "page": False, "uplink": True}
    assert direct.returncode != 0


def test_the_copy_of_central_is_made(machine: Machine, tmp_path: Path) -> None:
    """What the timer starts works inside its own sandbox."""
    done = machine.inside("systemctl", "start", "moedt-central-backup.service")

    assert done.returncode == 0, done.stderr
    (copy,) = (tmp_path / "backups").iterdir()
    assert copy.suffix == ".db"


def test_a_terminal_without_a_key_starts_and_registers(
    machine: Machine, tmp_path: Path
) -> None:
    """The door never waits for a person at central, nor for a file."""
    machine.cut_power()
    (tmp_path / "laid" / "etc" / "moedt" / "device.key").unlink()
    machine.boot(without=("moedt-uplink.service",))

    assert machine.tap(FIRST).returncode == 0
    assert len(taps(machine)) == 1


def on_trial(machine: Machine, root: Path, *, starts: bool) -> int:
    """Try a version whose units differ from ours; give the trial's own status."""
    place = root / "laid" / "opt" / "moedt"
    make_slot(place / "b")
    if not starts:
        (place / "b" / "bin" / "moedt").write_text("#!/bin/sh\nexit 1\n")
    share = place / "b" / "share" / "moedt"
    for path in (share / "units" / PAGE, share / "config" / "sysusers.conf"):
        path.write_text(path.read_text().replace(*DIFFERENT[path.name]))
    half = place / "half"
    half.symlink_to("b")
    half.replace(place / "current")
    return machine.inside("systemctl", "start", "moedt-trial.service").returncode


def in_force(machine: Machine) -> tuple[str, bool]:
    """Say how long the page may take to end, and whether the new user is there."""
    shown = machine.inside(
        "systemctl", "show", "-p", "TimeoutStopUSec", "--value", PAGE
    )
    user = machine.inside("getent", "passwd", "moedt-new")
    return shown.stdout.strip(), user.returncode == 0


def linked(machine: Machine) -> tuple[str, str]:
    """Say what runs, and what is trusted."""
    read = machine.inside("readlink", "/opt/moedt/current", "/opt/moedt/trusted")
    current, trusted = read.stdout.split()
    return current, trusted


def test_a_version_that_is_ready_is_trusted(machine: Machine, tmp_path: Path) -> None:
    """The trial's own sandbox lets it lay out units and users, and move its links."""
    old = machine.main_pid("moedt-terminal.service")
    assert in_force(machine) == ("15s", False)
    status = on_trial(machine, tmp_path, starts=True)

    assert (status, linked(machine)) == (0, ("b", "b"))
    assert in_force(machine) == ("16s", True)
    assert machine.main_pid("moedt-terminal.service") != old
    assert machine.tap(FIRST).returncode == 0


def test_a_version_that_never_starts_is_taken_back(
    machine: Machine, tmp_path: Path
) -> None:
    """By itself, within two minutes, its units too, and the door answers again."""
    status = on_trial(machine, tmp_path, starts=False)

    assert status != 0
    assert linked(machine) == ("a", "a")
    assert in_force(machine) == ("15s", True)
    wait_for(lambda: machine.state("moedt-terminal.service") == "active")
    assert machine.tap(FIRST).returncode == 0


def test_by_night_central_is_asked_and_nothing_is_touched_in_vain(
    machine: Machine, tmp_path: Path
) -> None:
    """What the timer starts reads the key and reaches central inside its sandbox."""
    settings = tmp_path / "laid" / "etc" / "moedt" / "kiosk.toml"
    with settings.open("a") as file:
        file.write(f'nightly_updates = true\nrelease_key = "{"1" * 64}"\n')
    old = machine.main_pid("moedt-terminal.service")
    timer = machine.inside("systemctl", "is-active", "moedt-update.timer")
    done = machine.inside("systemctl", "start", "moedt-update.service")

    assert timer.stdout == "active\n"
    assert done.returncode == 0, done.stderr
    assert machine.main_pid("moedt-terminal.service") == old
    assert linked(machine) == ("a", "a")
