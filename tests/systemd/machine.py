"""A machine in a machine, whose process 1 is the real systemd with our real units."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from firmware.clock import SystemClock
from kiosk.journal.chain import Journal
from server_sync.central.app import open_central
from server_sync.central.facts import people
from server_sync.central.facts.provenance import Provenance
from server_sync.central.settings import CentralSettings
from server_sync.protocol.keys import new_key, public_bytes
from tests.systemd.units import SYSTEMD, install

SYSTEMD_ITSELF = Path("/lib/systemd/systemd")
BOOT = Path(__file__).parent / "boot.sh"
APART = ("--mount", "--pid", "--fork", "--kill-child", "--ipc", "--uts", "--cgroup")
TARGETS = ("basic", "multi-user", "sysinit", "sockets", "timers", "slices", "paths")
ENDINGS = ("shutdown", "umount", "final", "exit", "local-fs")
PATIENCE_SECONDS = 60
DEVICE = "door-1"
PROGRAM = """#!/bin/sh
export LD_LIBRARY_PATH=/opt/python/lib PYTHONPATH=/opt/code:/opt/packages
export PYTHONDONTWRITEBYTECODE=1
exec /opt/python/bin/python3 -c 'from server_sync.cli import moedt; moedt()' "$@"
"""
NS = 10**9


def can_boot() -> bool:
    """Say whether this machine lets us."""
    if os.geteuid() != 0 or not SYSTEMD_ITSELF.exists() or not shutil.which("nsenter"):
        return False
    probe = ["unshare", *APART, "--net", "ip", "link", "set", "lo", "up"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


class Machine:
    """Laid out below a folder; what lies there outlasts a power cut.

    Args:
        root: an empty folder that everybody may enter.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._outside: subprocess.Popen[bytes] | None = None
        for name in ("laid", "targets", "state", "central", "backups"):
            (root / name).mkdir()
        _install(root / "laid")
        for name in (*TARGETS, *ENDINGS):
            shutil.copy(f"/lib/systemd/system/{name}.target", root / "targets")
        _lay_settings(root)

    def boot(self, *, without: tuple[str, ...] = ()) -> None:
        """Start it, and wait until all processes but these say that they are ready."""
        python, packages = sys.base_prefix, sysconfig.get_path("purelib")
        places = (self._root, python, SYSTEMD.parent, packages)
        command = ["unshare", *APART, "--net", BOOT, *places]
        self._outside = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        expected = [unit for unit in _STARTED if unit not in without]
        wait_for(lambda: all(self.state(unit) == "active" for unit in expected))

    def cut_power(self) -> None:
        """End every process in it at once; nobody is asked."""
        if self._outside is not None:
            with contextlib.suppress(psutil.NoSuchProcess):
                self._first().kill()
            self._outside.wait(PATIENCE_SECONDS)
            self._outside = None

    def inside(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in it, as root."""
        enter = ["nsenter", "-t", str(self._first().pid), "-m", "-n", "-i", "-p", "-u"]
        return subprocess.run(
            [*enter, *command], capture_output=True, text=True, check=False
        )

    def state(self, unit: str) -> str:
        """Say what systemd says of a unit."""
        try:
            return self.inside("systemctl", "is-active", unit).stdout.strip()
        except psutil.Error:
            return "not booted"

    def main_pid(self, unit: str) -> int:
        """Give the number of a unit's process, as it is known inside; 0 for none."""
        shown = self.inside("systemctl", "show", "-p", "MainPID", "--value", unit)
        return int(shown.stdout.strip() or 0)

    def signal(self, unit: str, number: signal.Signals) -> int:
        """Signal a unit's process; give its number."""
        pid = self.main_pid(unit)
        self.inside("kill", f"-{number.name.removeprefix('SIG')}", str(pid))
        return pid

    def tap(self, uid: str) -> subprocess.CompletedProcess[str]:
        """Hold a card to the emulated reader, as the terminal's own user."""
        program = (
            "/opt/moedt/current/bin/moedt",
            "tap",
            "--uid",
            uid,
            "--data",
            "/etc/moedt",
        )
        return self.inside("runuser", "-u", "moedt", "--", *program)

    def journal(self) -> Journal:
        """Open the terminal's journal from outside."""
        return Journal.open(
            self._root / "state" / "kiosk" / "journal.db", device=DEVICE
        )

    def _first(self) -> psutil.Process:
        if self._outside is None:
            raise psutil.NoSuchProcess(0)
        children = psutil.Process(self._outside.pid).children()
        if not children or children[0].name() != "systemd":
            raise psutil.NoSuchProcess(0)
        return children[0]


_STARTED = tuple(
    f"moedt-{name}.service" for name in ("terminal", "page", "uplink", "central")
)


def wait_for(done: Callable[[], bool], *, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until it is so, and not for ever."""
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.2)


def make_slot(slot: Path) -> None:
    """Make what stands for an environment: this code, and all that a release brings."""
    share = slot / "share" / "moedt"
    shutil.copytree(SYSTEMD, share)
    shutil.copytree(SYSTEMD.parent / "docs", share / "doc")
    command = slot / "bin" / "moedt"
    command.parent.mkdir()
    command.write_text(PROGRAM)
    command.chmod(0o755)


def _install(laid: Path) -> None:
    for part in ("boot", "etc/moedt", "opt/moedt"):
        (laid / part).mkdir(parents=True)
    (laid / "boot" / "config.txt").write_text("# as it comes\n")
    for what in ("kiosk", "central"):
        install(what, laid)
    place = laid / "opt" / "moedt"
    make_slot(place / "a")
    for link in ("current", "trusted"):
        (place / link).symlink_to("a")


def _lay_settings(root: Path) -> None:
    etc = root / "laid" / "etc" / "moedt"
    key = new_key(etc / "device.key")
    central_key = _set_up_central(root / "central", public_bytes(key))
    (etc / "central.toml").write_text('folder = "/var/lib/moedt-central"\n')
    (etc / "kiosk.toml").write_text(
        f'device = "{DEVICE}"\ndata_dir = "/var/lib/moedt"\n'
        'key_file = "/etc/moedt/device.key"\nreader = "emulated"\n'
        'central_url = "http://127.0.0.1:8500"\ntrust_clock = true\n'
        f'central_key = "{central_key.hex()}"\nupload_seconds = 1\n'
    )


def _set_up_central(folder: Path, terminal_key: bytes) -> bytes:
    clock = SystemClock()
    settings = CentralSettings(folder=str(folder))
    central = open_central(settings, clock=clock)
    now = clock.now().wall_ns // NS
    said = Provenance(by="test", at=now)
    with central.engine.begin() as connection:
        town = people.add_municipality(connection, name="Aarhus")
        site = people.add_site(
            connection, municipality=town, name="Cykel", provenance=said
        )
        people.add_terminal(
            connection,
            site=site,
            terminal=DEVICE,
            provenance=said,
            public_key=terminal_key,
            since=now,
        )
    central.engine.dispose()
    return public_bytes(central.signing_key)
