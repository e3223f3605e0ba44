"""A release brings its own units: they come with it, and go when it is taken back."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.systemd.units import SYSTEMD, install

UNITS = Path("usr/local/lib/systemd/system")
WANTED = Path("etc/systemd/system/multi-user.target.wants")
NEW = "moedt-new.service"
NEW_UNIT = "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n"


@pytest.fixture
def pi(tmp_path: Path) -> Path:
    """Lay out a terminal."""
    root = tmp_path / "pi"
    root.mkdir()
    install("kiosk", root)
    return root


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """Make what a newer release holds: a unit changed, one added, one gone."""
    made = tmp_path / "slot" / "share" / "moedt"
    shutil.copytree(SYSTEMD, made)
    shutil.copytree(SYSTEMD.parent / "docs", made / "doc")
    (made / "doc" / "install.md").write_text("# A newer manual\n")
    terminal = made / "units" / "moedt-terminal.service"
    terminal.write_text(terminal.read_text().replace("RestartSec=1", "RestartSec=2"))
    (made / "units" / NEW).write_text(NEW_UNIT)
    script = (made / "lay.sh").read_text()
    (made / "lay.sh").write_text(script.replace("moedt-screen.service", NEW, 1))
    return made


def lay(release: Path, root: Path) -> list[str]:
    """Lay out what a release brings; give what it says it changed."""
    command = ["sh", str(release / "lay.sh"), "--root", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.split()


def laid(root: Path) -> dict[str, str]:
    """Read all below /usr/local, and which units are started at a start."""
    found = {
        str(path.relative_to(root)): path.read_text()
        for path in sorted((root / "usr").rglob("*"))
        if path.is_file()
    }
    wanted = sorted(str(path) for path in (root / "etc/systemd").rglob("moedt*"))
    return found | dict.fromkeys(wanted, "")


def test_what_a_release_changes_is_in_place_before_it_starts(
    pi: Path, newer: Path
) -> None:
    """A unit that is new is enabled, one that it does not bring is gone."""
    changed = lay(newer, pi)

    assert changed == [
        "/usr/local/share/doc/moedt/install.md",
        f"/{UNITS}/moedt-terminal.service",
        f"/{UNITS}/{NEW}",
        f"/{UNITS}/moedt-screen.service",
        "/usr/local/share/doc/moedt/laid",
    ]
    assert "RestartSec=2" in (pi / UNITS / "moedt-terminal.service").read_text()
    assert (pi / UNITS / NEW).read_text() == NEW_UNIT
    assert (pi / WANTED / NEW).readlink() == Path("/", UNITS, NEW)
    assert not (pi / UNITS / "moedt-screen.service").exists()
    assert lay(newer, pi) == []


def test_to_take_a_release_back_is_to_lay_out_the_one_before(
    pi: Path, newer: Path
) -> None:
    """To the byte, and nothing of the new one is started at the next start."""
    before = laid(pi)
    lay(newer, pi)

    assert lay(SYSTEMD, pi)
    assert laid(pi) == before


def test_what_somebody_disabled_stays_so(pi: Path, newer: Path) -> None:
    """Only a unit that was not there before is enabled; the screen never by itself."""
    (pi / WANTED / "moedt-uplink.service").unlink()
    lay(newer, pi)
    lay(SYSTEMD, pi)
    install("kiosk", pi)

    assert {path.name for path in (pi / WANTED).iterdir()} == {
        f"moedt-{name}.service" for name in ("terminal", "page", "trial")
    }


def test_each_machine_gets_what_it_is(pi: Path, newer: Path, tmp_path: Path) -> None:
    """A terminal's update makes no central of it, and leaves alone what is not ours."""
    other = pi / UNITS / "something.service"
    other.write_text("[Service]\n")
    beside = pi / UNITS / "moedt-terminal.service.d"
    beside.mkdir()

    lay(newer, pi)
    assert other.exists()
    assert beside.exists()
    assert [path for path in (pi / UNITS).iterdir() if "central" in path.name] == []
    nothing = tmp_path / "nothing"
    assert lay(SYSTEMD, nothing) == []
    assert not nothing.exists()


def test_what_was_laid_out_to_the_end_is_not_looked_at_again(
    pi: Path, newer: Path
) -> None:
    """Nobody's change is undone at the next start; a cut in the middle is mended."""
    boot = pi / "boot" / "firmware" / "config.txt"
    boot.parent.mkdir(parents=True)
    boot.write_text("# without\n")
    timer = pi / UNITS / "moedt-update.timer"
    timer.unlink()
    assert lay(SYSTEMD, pi) == []
    assert (boot.read_text(), timer.exists()) == ("# without\n", False)

    lay(newer, pi)
    (pi / "usr/local/share/doc/moedt/laid").unlink()
    (pi / UNITS / NEW).unlink()
    assert f"/{UNITS}/{NEW}" in lay(newer, pi)
    assert (pi / UNITS / NEW).exists()


def test_settings_and_boot_files_are_only_added_to(pi: Path, newer: Path) -> None:
    """What somebody set stays, through an update and its way back."""
    settings = pi / "etc/moedt/kiosk.toml"
    settings.write_text('device = "mine"\n')
    boot = pi / "boot" / "firmware" / "config.txt"
    boot.parent.mkdir(parents=True)
    boot.write_text("# none\n")
    lay(newer, pi)
    lay(SYSTEMD, pi)

    assert settings.read_text() == 'device = "mine"\n'
    assert boot.read_text().count("dtparam=spi=on") == 1
