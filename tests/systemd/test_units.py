"""What the units promise, read plainly, and what systemd itself says of them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.systemd.units import SERVICES, UNITS, keys_of, unit, with_programs

ANALYZE = shutil.which("systemd-analyze")
analyzed = pytest.mark.skipif(
    ANALYZE is None, reason="systemd-analyze is not on this machine"
)
EXPOSURE_MAX = {
    "moedt-terminal.service": 1.5,
    "moedt-page.service": 1.5,
    "moedt-uplink.service": 2.0,
    "moedt-central.service": 2.0,
    "moedt-central-backup.service": 2.0,
    "moedt-trial.service": 2.0,
    "moedt-update.service": 2.0,
    "moedt-screen.service": 4.5,
}
"""The screen needs a terminal, a graphics card, and Chromium its own sandbox."""
ONCE = tuple(f"moedt-{name}.service" for name in ("central-backup", "trial", "update"))
ALWAYS_ON = [path for path in SERVICES if path.name not in ONCE]
READ_THE_CLOCK = ("moedt-terminal", "moedt-page", "moedt-uplink")
NOTIFYING = (*READ_THE_CLOCK, "moedt-central")
MEBIBYTES = 512
LEFT_TO_THE_SYSTEM = 160


def verify(path: Path) -> str:
    """Return all that systemd finds wrong; it ends with 0 even on a misspelt key."""
    done = subprocess.run(
        [str(ANALYZE), "verify", "--man=no", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr + done.stdout


@analyzed
@pytest.mark.parametrize("name", [path.name for path in UNITS])
def test_systemd_understands_every_line(name: str, tmp_path: Path) -> None:
    """Not a word of complaint about any unit."""
    assert verify(with_programs(tmp_path) / name) == ""


@analyzed
def test_a_misspelt_key_would_be_seen(tmp_path: Path) -> None:
    """The test above looks at what systemd says, since its status says nothing."""
    path = with_programs(tmp_path) / "moedt-terminal.service"
    path.write_text(path.read_text().replace("ProtectHome=", "ProtectHomes="))

    assert "ProtectHomes" in verify(path)


@analyzed
@pytest.mark.parametrize("name", EXPOSURE_MAX)
def test_each_process_is_shut_in(name: str, tmp_path: Path) -> None:
    """Systemd's own score of what a process could still do stays below the bound."""
    path = with_programs(tmp_path) / name
    done = subprocess.run(
        [str(ANALYZE), "security", "--offline=true", "--no-pager", str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)

    assert found
    assert float(found.group(1)) < EXPOSURE_MAX[name]


def test_every_service_has_its_bound() -> None:
    """A new process does not slip past the test above."""
    assert {path.name for path in SERVICES} == set(EXPOSURE_MAX)


@pytest.mark.parametrize("path", ALWAYS_ON, ids=lambda path: path.name)
def test_what_ends_is_started_again_for_ever(path: Path) -> None:
    """No count of failures after which systemd gives up."""
    keys = keys_of(path)

    assert keys["Restart"] == ["always"]
    assert keys["StartLimitIntervalSec"] == ["0"]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_nothing_waits_for_the_network(path: Path) -> None:
    """A week without network is an ordinary week, and so is a start without."""
    waits = {"After", "Requires", "Wants", "BindsTo", "Requisite"}
    said = " ".join(" ".join(keys_of(path).get(key, [])) for key in waits)

    assert "network" not in said
    assert "time-sync" not in said


@pytest.mark.parametrize("name", NOTIFYING)
def test_a_standstill_is_noticed(name: str) -> None:
    """Each process says that it is ready and that it goes on, or is started anew."""
    keys = unit(f"{name}.service")

    assert keys["Type"] == ["notify"]
    assert len(keys["WatchdogSec"]) == 1


@pytest.mark.parametrize("name", READ_THE_CLOCK)
def test_the_clock_can_be_asked_whether_it_is_right(name: str) -> None:
    """ProtectClock= would refuse even the question, and ProcSubset= the boot's id."""
    keys = unit(f"{name}.service")

    assert "ProtectClock" not in keys
    assert "ProcSubset" not in keys
    # The last line counts: what was taken away above is given back here.
    assert keys["SystemCallFilter"][-1] == "adjtimex clock_adjtime clock_adjtime64"
    assert keys["SystemCallErrorNumber"] == ["EPERM"]


def test_the_terminal_has_its_bus_and_pins_and_no_network() -> None:
    """All that it needs of the machine, and nothing else."""
    keys = unit("moedt-terminal.service")

    assert keys["DevicePolicy"] == ["closed"]
    assert keys["DeviceAllow"] == ["/dev/spidev0.0 rw", "char-gpiochip rw"]
    assert keys["PrivateNetwork"] == ["yes"]
    assert keys["RestrictAddressFamilies"] == ["AF_UNIX"]
    assert "PrivateDevices" not in keys
    # lgpio makes pipes in its working folder when it is imported.
    assert keys["WorkingDirectory"] == ["%t/moedt-terminal"]
    assert keys["RuntimeDirectory"] == ["moedt-terminal"]


def test_the_page_can_call_nobody() -> None:
    """It is handed the socket that it answers on, and can open none itself."""
    keys = unit("moedt-page.service")

    assert keys["PrivateNetwork"] == ["yes"]
    assert keys["RestrictAddressFamilies"] == ["AF_UNIX"]
    assert unit("moedt-page.socket")["ListenStream"] == ["127.0.0.1:8400"]


def test_the_page_is_never_shown_the_key() -> None:
    """The file is root's; whoever breaks the page has no key to sign with."""
    shown = {path.name: keys_of(path).get("LoadCredential") for path in SERVICES}

    assert {name: key for name, key in shown.items() if key} == {
        f"moedt-{name}.service": ["device.key:/etc/moedt/device.key"]
        for name in ("terminal", "uplink")
    }


def test_the_door_opens_without_a_key() -> None:
    """A credential that is missing stops a unit, unless another stands in for it."""
    keys = unit("moedt-terminal.service")

    assert keys["SetCredential"] == ["device.key:none"]
    assert keys["ConditionPathExists"] == ["/etc/moedt/kiosk.toml"]


def test_all_of_it_fits_the_smallest_pi() -> None:
    """A Zero 2 W has 512 MB, of which the system wants its share."""
    inside = ("moedt-terminal", "moedt-page", "moedt-uplink")
    most = mebibytes(unit("moedt.slice")["MemoryMax"][0])

    assert most <= MEBIBYTES - LEFT_TO_THE_SYSTEM
    for name in inside:
        keys = unit(f"{name}.service")
        assert keys["Slice"] == ["moedt.slice"]
        assert mebibytes(keys["MemoryMax"][0]) < most


def mebibytes(said: str) -> int:
    """Read a size that is said in M.

    >>> mebibytes("340M")
    340
    """
    return int(said.removesuffix("M"))


def test_a_process_that_never_starts_is_not_a_unit() -> None:
    """Each unit but the slice, and those that a timer starts, can be enabled."""
    without = {path.name for path in UNITS if "WantedBy" not in keys_of(path)}

    timed = {"moedt-central-backup.service", "moedt-update.service"}
    assert without == {"moedt.slice", *timed}


def test_newer_versions_are_looked_for_by_night_and_not_all_at_once() -> None:
    """In the workshops' own time; a night that was slept through is not made up for."""
    keys = unit("moedt-update.timer")

    assert keys["OnCalendar"] == ["*-*-* 02:00:00 Europe/Copenhagen"]
    assert keys["RandomizedDelaySec"] == ["2h"]
    assert keys["FixedRandomDelay"] == ["yes"]
    assert keys["Persistent"] == ["no"]


def test_what_speaks_to_the_network_changes_nothing_but_its_own_place() -> None:
    """Users, units and boot files are for the trial, which sees no network."""
    update, trial = unit("moedt-update.service"), unit("moedt-trial.service")

    assert update["ProtectSystem"] == trial["ProtectSystem"] == ["strict"]
    assert update["ReadWritePaths"] == ["/opt/moedt"]
    assert update["CapabilityBoundingSet"] == [""]
    assert trial["PrivateNetwork"] == ["yes"]
    assert trial["RestrictAddressFamilies"] == ["AF_UNIX"]
