"""Tell systemd that the loop runs, so that it restarts the terminal if not."""

import socket
from contextlib import suppress

EVERY_STEPS = 20


class Watchdog:
    """Sends sd_notify(3) messages: READY once, then WATCHDOG about once a second.

    Args:
        address: $NOTIFY_SOCKET; None if systemd did not set it.
        every_steps: notify once in so many steps.
    """

    def __init__(self, address: str | None, *, every_steps: int = EVERY_STEPS) -> None:
        self._address = address
        self._every_steps = every_steps
        self._steps = 0

    def step_taken(self) -> None:
        """Count one more step, and notify systemd if that is due."""
        if self._address and self._steps % self._every_steps == 0:
            self._say(b"WATCHDOG=1" if self._steps else b"READY=1")
        self._steps += 1

    def _say(self, message: bytes) -> None:
        address = self._address or ""
        abstract = address.startswith("@")
        target = "\0" + address[1:] if abstract else address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as connection:
            connection.settimeout(0)
            with suppress(OSError):  # systemd not listening must not stop the door
                connection.sendto(message, target)
