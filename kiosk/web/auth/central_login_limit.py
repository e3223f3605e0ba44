"""How the page asks central: two at a time, so that no more than two threads wait."""

from pathlib import Path
from threading import BoundedSemaphore

from kiosk.web.auth.central_login import (
    OUT_OF_REACH,
    Credentials,
    LoginReply,
    ask,
)

REQUESTS_AT_ONCE = 2


class CentralLogin:
    """Asks through the uplink's socket at `path`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places = BoundedSemaphore(REQUESTS_AT_ONCE)

    def ask(self, credentials: Credentials) -> LoginReply:
        """Ask whether name and password fit; where two ask already, it cannot be had.

        The PIN needs nobody else, so nobody is kept out by those who wait.
        """
        if not self._places.acquire(blocking=False):
            return OUT_OF_REACH
        try:
            return ask(self._path, credentials)
        finally:
            self._places.release()
