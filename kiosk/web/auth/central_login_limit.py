"""Limit how many threads wait for central's answer to a login."""

from pathlib import Path
from threading import BoundedSemaphore

from kiosk.web.auth.central_login import OUT_OF_REACH, Credentials, LoginReply, ask

REQUESTS_AT_ONCE = 2


class CentralLogin:
    """Asks for logins through the uplink's socket at `path`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places = BoundedSemaphore(REQUESTS_AT_ONCE)

    def ask(self, credentials: Credentials) -> LoginReply:
        """Ask whether name and password are right; out of reach if two others wait.

        Login by PIN needs no network and still works for everybody.
        """
        if not self._places.acquire(blocking=False):
            return OUT_OF_REACH
        try:
            return ask(self._path, credentials)
        finally:
            self._places.release()
