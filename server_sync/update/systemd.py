"""Start, stop and watch the terminal's processes by systemd."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.host.counters import read_counters
from server_sync.errors import UpdateRefused
from server_sync.update.trial import Ready

TERMINAL, PAGE, UPLINK = "moedt-terminal", "moedt-page", "moedt-uplink"
UNITS = tuple(f"{name}.service" for name in (TERMINAL, PAGE, UPLINK))
SOCKET = "moedt-page.socket"
LAYING = Path("share", "moedt", "lay.sh")
"""The script in each slot that installs the units of that release."""
TRIAL = "moedt-trial.service"
RESTS = ("inactive", "0")
"""State and pid of the uplink on a terminal that is not enrolled."""
COMMAND_SECONDS_MAX = 300


def systemctl(*words: str) -> str:
    """Run `systemctl` with these words, and return its output."""
    done = subprocess.run(  # noqa: S603 - the words are all in this file
        ["/usr/bin/systemctl", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=COMMAND_SECONDS_MAX,
    )
    return done.stdout


@dataclass(frozen=True, slots=True, kw_only=True)
class Systemd:
    """Terminal, page and uplink, for an update.

    Attributes:
        systemctl: runs `systemctl` with these words.
        current: the link to the running slot, whose units are installed.
        vitals: the file with the terminal's counters, if there is one.
    """

    current: Path
    systemctl: Callable[..., str] = systemctl
    vitals: Path | None = None

    def lay(self) -> bool:
        """Install units, users and boot files of the slot; return whether any changed.

        Raises:
            UpdateRefused: the release has none, or they cannot be written.
        """
        laid = subprocess.run(  # noqa: S603 - a file of a release that was verified
            ["/bin/sh", str(self.current / LAYING)],
            capture_output=True,
            text=True,
            check=False,
            timeout=COMMAND_SECONDS_MAX,
        )
        if laid.returncode:
            raise UpdateRefused(f"units were not laid out: {laid.stderr.strip()}")
        return bool(laid.stdout)

    def restart(self) -> None:
        """Stop all processes, so that no old one remains, and start them."""
        self.systemctl("stop", *UNITS, SOCKET)
        self.systemctl("daemon-reload")
        self.systemctl("start", "--no-block", SOCKET, *UNITS)

    def ready(self) -> Ready | None:
        """Return the processes that are ready; None while a required one is not."""
        found = tuple((unit, *self._state(unit)) for unit in UNITS)
        well = all(
            state == "active" or (unit == UNITS[-1] and (state, pid) == RESTS)
            for unit, state, pid in found
        )
        return tuple((unit, pid) for unit, _, pid in found) if well else None

    def listening(self) -> bool | None:
        """Return whether the reader can read cards; None if unknown."""
        found = read_counters(self.vitals)
        return None if found is None else found.listening

    def watch_trial(self) -> None:
        """Start the unit that watches the trial, and wait until it has ended."""
        self.systemctl("start", TRIAL)

    def _state(self, unit: str) -> tuple[str, str]:
        output = self.systemctl("show", "-p", "ActiveState", "-p", "MainPID", unit)
        values = dict(line.partition("=")[::2] for line in output.splitlines())
        return values.get("ActiveState", ""), values.get("MainPID", "0")
