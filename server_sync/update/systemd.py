"""The processes at the door, asked of systemd."""

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
"""What a release brings beside the program lies in its slot, with what lays it out."""
TRIAL = "moedt-trial.service"
RESTS = ("inactive", "0")
"""The uplink of a terminal that is not enrolled has nobody to send to."""
COMMAND_SECONDS_MAX = 300


def systemctl(*words: str) -> str:
    """Tell systemd, or ask it; give what it says."""
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
    """Terminal, page and uplink, as far as an update touches them.

    Attributes:
        tell: takes the words behind `systemctl`.
        current: the link to the slot that runs, whose units are laid out.
        vitals: where the terminal tells its counts, if anybody named a place.
    """

    current: Path
    tell: Callable[..., str] = systemctl
    vitals: Path | None = None

    def lay(self) -> bool:
        """Lay out units, users and boot files of what runs; say whether any changed.

        Raises:
            UpdateRefused: the release brings none, or they cannot be written.
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
        """End them, so that no old one is taken for a new one, and start them."""
        self.tell("stop", *UNITS, SOCKET)
        self.tell("daemon-reload")
        self.tell("start", "--no-block", SOCKET, *UNITS)

    def ready(self) -> Ready | None:
        """Say which processes are ready; None while one that must be is not."""
        found = tuple((unit, *self._state(unit)) for unit in UNITS)
        well = all(
            state == "active" or (unit == UNITS[-1] and (state, pid) == RESTS)
            for unit, state, pid in found
        )
        return tuple((unit, pid) for unit, _, pid in found) if well else None

    def listening(self) -> bool | None:
        """Say whether the reader can read cards; None where nobody tells."""
        found = read_counters(self.vitals)
        return None if found is None else found.listening

    def watch_trial(self) -> None:
        """Have what is on trial watched, whoever hangs up meanwhile; wait for it."""
        self.tell("start", TRIAL)

    def _state(self, unit: str) -> tuple[str, str]:
        said = self.tell("show", "-p", "ActiveState", "-p", "MainPID", unit)
        values = dict(line.partition("=")[::2] for line in said.splitlines())
        return values.get("ActiveState", ""), values.get("MainPID", "0")
