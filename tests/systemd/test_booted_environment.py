"""Real environments on a real systemd: the installer itself, and a real release."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.journal.contents import Kind
from server_sync.central.settings import CentralSettings
from server_sync.central.terminals import releases
from server_sync.protocol.keys import new_key, public_bytes
from server_sync.update import archive
from server_sync.update.manifest import Installed
from server_sync.update.release_cli import manifest_of
from server_sync.update.slots import Slots
from tests.systemd.machine import Machine, can_boot, wait_for
from tests.systemd.wheels import NO_WHEEL, REQUIREMENTS

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(600),
    pytest.mark.skipif(
        not can_boot(), reason="a machine in a machine takes root, unshare and systemd"
    ),
]
REPOSITORY = REQUIREMENTS.parent
PARTS = ("firmware", "kiosk", "server_sync", "systemd", "docs")
FILES = ("pyproject.toml", "README.md", "LICENSE")
UNIT, OURS, NEW = "moedt-page.service", "TimeoutStopSec=15", "TimeoutStopSec=16"
A_UID, B_UID = "04a3c6cae26180", "04b3c6cae26180"
LIBRARIES = "LD_LIBRARY_PATH=/opt/python/lib"
INSTALLING = (
    "env", LIBRARIES, "PIP_NO_INDEX=1", "PIP_FIND_LINKS=/opt/tree/wheels",
    "PATH=/opt/tree/bin:/opt/python/bin:/usr/sbin:/usr/bin:/sbin:/bin",
)  # fmt: skip
DPKG_QUERY = "#!/bin/sh\necho install ok installed\n"
"""This machine's own packages are not for a test to change."""


def pip(*words: str) -> None:
    """Run pip; without a package index there is nothing to try."""
    command = [sys.executable, "-m", "pip", *words, "--quiet", "--no-deps"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode and not any(one in done.stderr for one in NO_WHEEL):
        pytest.skip(f"no package index is in reach: {done.stderr[-200:]}")
    assert done.returncode == 0, done.stderr


def make_wheels(folder: Path) -> Path:
    """Make all wheels of a version 0.2.0 for this machine, with a unit that differs."""
    source, wheels = folder / "source", folder / "wheels"
    source.mkdir(parents=True)
    for name in PARTS:
        shutil.copytree(REPOSITORY / name, source / name)
    for name in FILES:
        shutil.copy(REPOSITORY / name, source)
    project = source / "pyproject.toml"
    old, new = 'version = "0.1.0"', 'version = "0.2.0"'
    assert old in project.read_text()
    project.write_text(project.read_text().replace(old, new))
    unit = source / "systemd" / "units" / UNIT
    unit.write_text(unit.read_text().replace(OURS, NEW))
    pip("wheel", "--no-build-isolation", "--wheel-dir", str(wheels), str(source))
    pip(
        "download", "--require-hashes", "--only-binary=:all:",
        "--dest", str(wheels), "-r", str(REQUIREMENTS),
    )  # fmt: skip
    return wheels


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Fetch and make the wheels once."""
    folder = tmp_path_factory.mktemp("wheels")
    yield make_wheels(folder)
    shutil.rmtree(folder)


@pytest.fixture
def machine(tmp_path: Path, wheels: Path) -> Iterator[Machine]:
    """Boot a machine at 0.1.0 whose central offers 0.2.0, and whose terminal may."""
    tmp_path.chmod(0o755)
    root = tmp_path / "root"
    root.mkdir()
    root.chmod(0o755)
    shutil.copytree(wheels, root / "wheels")
    (root / "bin").mkdir()
    (root / "bin" / "dpkg-query").write_text(DPKG_QUERY)
    (root / "bin" / "dpkg-query").chmod(0o755)
    key, file = new_key(tmp_path / "release.key"), tmp_path / "moedt.release"
    with file.open("wb") as made_file:
        archive.pack(manifest_of(wheels, from_version=""), wheels, key, made_file)
    made = Machine(root)
    public = public_bytes(key).hex()
    etc = root / "laid" / "etc" / "moedt"
    with (etc / "kiosk.toml").open("a") as settings:
        settings.write(f'nightly_updates = true\nrelease_key = "{public}"\n')
    releases.put(
        CentralSettings(folder=str(root / "central"), release_key=public), file
    )
    slots = Slots(root=root / "laid" / "opt" / "moedt")
    slots.seal(slots.running, Installed(version="0.1.0", layout=1, layout_read=1))
    try:
        made.boot()
        # What stands for an environment here sets this for itself; a real one needs it.
        made.inside("systemctl", "set-environment", LIBRARIES)
        yield made
    finally:
        made.cut_power()
        shutil.rmtree(slots.root)
        shutil.rmtree(root / "wheels")


def test_what_central_offers_is_taken_tried_and_trusted(
    machine: Machine, tmp_path: Path
) -> None:
    """Fetched, verified, installed in its sandbox, with its units; and taken back."""
    slots = Slots(root=tmp_path / "root" / "laid" / "opt" / "moedt")
    done = machine.inside("systemctl", "start", "moedt-update.service")
    shown = machine.inside("systemctl", "status", "--no-pager", "moedt-update.service")

    assert done.returncode == 0, shown.stdout
    assert (slots.running.name, slots.on_trial) == ("b", False)
    in_b = slots.installed(slots.running)
    assert in_b is not None
    assert in_b.version == "0.2.0"
    stop = ("systemctl", "show", "-p", "TimeoutStopUSec", "--value", UNIT)
    assert machine.inside(*stop).stdout == "16s\n"
    pid = machine.main_pid("moedt-terminal.service")
    command = machine.inside("cat", f"/proc/{pid}/cmdline").stdout
    assert command.startswith("/opt/moedt/b/bin/python")
    assert machine.tap(A_UID).returncode == 0
    journal = machine.journal()
    tapped = journal.last()
    assert tapped is not None
    wait_for(lambda: journal.received_through() >= tapped.seq)
    journal.close()

    again = machine.inside("systemctl", "start", "moedt-update.service")
    assert again.returncode == 0
    assert machine.main_pid("moedt-terminal.service") == pid
    back = machine.inside("/usr/local/bin/moedt", "update", "--back")
    assert (back.returncode, back.stderr) == (0, "")
    assert slots.running.name == "a"
    assert machine.inside(*stop).stdout == "15s\n"


def install(machine: Machine, what: str) -> None:
    """Run the installer as root, from the clone."""
    script = "/opt/code/systemd/install.sh"
    done = machine.inside(*INSTALLING, script, what)
    assert done.returncode == 0, done.stdout + done.stderr


def files(machine: Machine) -> str:
    """Sum up every file that the installer laid out, settings and key too."""
    places = "/usr/local /etc/moedt /etc/systemd/system /boot"
    summed = (
        f"find {places} -type f -exec sha256sum {{}} + | sort; find {places} -type l"
    )
    return machine.inside("sh", "-c", summed).stdout


def test_the_installer_can_be_run_again_and_taken_away(
    machine: Machine, tmp_path: Path
) -> None:
    """A terminal that works each time; journal, key and settings outlast it all.

    And a central beside it, on the same program.
    """
    place = tmp_path / "root" / "laid" / "opt" / "moedt"
    assert machine.tap(A_UID).returncode == 0
    before = files(machine)
    install(machine, "uninstall-kiosk")
    assert machine.state("moedt-terminal.service") != "active"
    assert machine.state("moedt-central.service") == "active"
    assert "moedt-terminal" not in files(machine)

    for slot, what in (("b", "kiosk"), ("a", "kiosk"), ("b", "central")):
        install(machine, what)
        wait_for(lambda: machine.state("moedt-uplink.service") == "active")
        assert (place / "current").readlink() == Path(slot)
        assert files(machine) == before
    terminal = machine.main_pid("moedt-terminal.service")
    assert machine.inside("systemctl", "start", "moedt-trial.service").returncode == 0
    assert machine.main_pid("moedt-terminal.service") == terminal
    assert machine.tap(B_UID).returncode == 0
    journal = machine.journal()
    tapped = journal.last()
    assert tapped is not None
    wait_for(lambda: journal.received_through() >= tapped.seq)
    taps = [one.seq for one in journal.after(0, 100) if one.kind == Kind.TAP]
    assert (len(taps), journal.first_broken()) == (2, None)
    journal.close()
    examined = machine.inside(
        "env", LIBRARIES, "/usr/local/bin/moedt", "doctor", "--json"
    )
    assert examined.returncode in {0, 1}, examined.stdout
