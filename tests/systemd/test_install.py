"""The installer: it can run again and again, and takes nothing that was registered."""

import shutil
import subprocess
from pathlib import Path

import pytest

from kiosk.settings import KioskSettings
from server_sync.central.settings import CentralSettings
from tests.systemd.units import INSTALL, SYSTEMD, UNITS, install

CONFIG = "# For more options\n#dtparam=spi=on\n[cm5]\ndtoverlay=dwc2\n"
COMMAND_LINE = "console=tty1 root=PARTUUID=1-02 rootwait\n"
KIOSK_UNITS = {path.name for path in UNITS if "central" not in path.name}


@pytest.fixture
def pi(tmp_path: Path) -> Path:
    """Make the little of a Raspberry Pi that the installer changes."""
    firmware = tmp_path / "boot" / "firmware"
    firmware.mkdir(parents=True)
    (firmware / "config.txt").write_text(CONFIG)
    (firmware / "cmdline.txt").write_text(COMMAND_LINE)
    (tmp_path / "boot" / "config.txt").write_text("This file has moved.\n")
    return tmp_path


def tree(root: Path) -> dict[str, str]:
    """Read every file below a folder."""
    return {
        str(path.relative_to(root)): path.read_text()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_a_kiosk_is_laid_out_whole(pi: Path) -> None:
    """Units, users, folders, settings, command and manual, each in its place."""
    install("kiosk", pi)
    laid = set(tree(pi))

    assert {f"usr/local/lib/systemd/system/{name}" for name in KIOSK_UNITS} <= laid
    assert {
        "etc/moedt/kiosk.toml",
        "usr/local/bin/moedt",
        "usr/local/lib/sysusers.d/moedt.conf",
        "usr/local/lib/tmpfiles.d/moedt.conf",
        "usr/local/share/doc/moedt/install.md",
        "usr/local/share/doc/moedt/wiring.svg",
    } <= laid
    assert [name for name in laid if "central" in name or name.endswith(".new")] == []
    assert (pi / "usr/local/bin/moedt").stat().st_mode & 0o111


def test_a_second_time_changes_nothing(pi: Path) -> None:
    """So it is also how a terminal is brought up to date."""
    install("kiosk", pi)
    once = tree(pi)
    install("kiosk", pi)

    assert tree(pi) == once


def test_the_bus_is_switched_on_once_and_for_every_model(pi: Path) -> None:
    """A file that ends in one model's section gets [all] before our line."""
    install("kiosk", pi)
    install("kiosk", pi)
    firmware = pi / "boot" / "firmware"

    assert (firmware / "config.txt").read_text() == (
        CONFIG + "\n[all]\n# Moedt: the bus of the card reader\ndtparam=spi=on\n"
    )
    assert (firmware / "cmdline.txt").read_text() == (
        COMMAND_LINE.strip() + " cgroup_enable=memory\n"
    )
    assert (firmware / "config.txt.before-moedt").read_text() == CONFIG
    assert (pi / "boot" / "config.txt").read_text() == "This file has moved.\n"


def test_an_older_system_has_its_file_elsewhere(pi: Path) -> None:
    """Before Bookworm it was /boot/config.txt; what is on already is left alone."""
    shutil.rmtree(pi / "boot" / "firmware")
    (pi / "boot" / "config.txt").write_text("dtparam=i2c_arm=on,spi=on\n")
    install("kiosk", pi)

    assert (pi / "boot" / "config.txt").read_text() == "dtparam=i2c_arm=on,spi=on\n"


def test_what_somebody_set_stays(pi: Path) -> None:
    """An update is no reason to enrol again."""
    install("kiosk", pi)
    settings = pi / "etc" / "moedt" / "kiosk.toml"
    settings.write_text('device = "mine"\n')
    install("kiosk", pi)

    assert settings.read_text() == 'device = "mine"\n'


def test_uninstalling_keeps_the_journal_the_key_and_the_settings(pi: Path) -> None:
    """What was registered at the door is deleted by nobody but a person."""
    install("kiosk", pi)
    kept = ("var/lib/moedt/kiosk/journal.db", "etc/moedt/device.key")
    for name in kept:
        (pi / name).parent.mkdir(parents=True, exist_ok=True)
        (pi / name).write_text("precious")
    boot = {name for name in tree(pi) if name.startswith("boot/")}
    install("uninstall-kiosk", pi)
    install("uninstall-kiosk", pi)

    assert set(tree(pi)) == {*kept, "etc/moedt/kiosk.toml", *boot}


def test_uninstalling_the_kiosk_leaves_a_central_beside_it(pi: Path) -> None:
    """Both may stand on one machine, on the same program."""
    install("kiosk", pi)
    install("central", pi)
    install("uninstall-kiosk", pi)
    left = set(tree(pi))

    assert "usr/local/bin/moedt" in left
    assert "usr/local/lib/systemd/system/moedt-central.service" in left
    assert "usr/local/lib/systemd/system/moedt-terminal.service" not in left


def test_the_settings_laid_out_are_settings(pi: Path) -> None:
    """The first start does not fail on its own example."""
    install("kiosk", pi)
    install("central", pi)
    kiosk = KioskSettings.read(pi / "etc" / "moedt" / "kiosk.toml")
    central = CentralSettings.read(pi / "etc" / "moedt" / "central.toml")

    assert kiosk.journal_path == Path("/var/lib/moedt/kiosk/journal.db")
    assert kiosk.key_path == Path("/etc/moedt/device.key")
    assert central.key_path == Path("/var/lib/moedt-central/central/signing.key")


def test_a_wrong_word_changes_nothing(tmp_path: Path) -> None:
    """It says how it is to be called, and ends."""
    done = install("kisok", tmp_path, check=False)

    assert done.returncode == 2
    assert "usage" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("script", ["install.sh", "lay.sh", "release.sh", "bin/moedt"])
def test_the_scripts_are_plain_shell(script: str) -> None:
    """Debian's /bin/sh reads them, which is no bash."""
    checked = ["sh", "-n", str(SYSTEMD / script)]

    assert subprocess.run(checked, check=False).returncode == 0


def test_no_line_of_the_installer_deletes_what_was_registered() -> None:
    """Whatever is removed is named, and is ours to remove."""
    removing = [
        line.strip()
        for script in (INSTALL, SYSTEMD / "lay.sh")
        for line in script.read_text().splitlines()
        if "rm -" in line
    ]

    assert removing
    assert [line for line in removing if "/var" in line or "$etc" in line] == []
