"""The key that signs the page's cookies, and the logins that have ended."""

import secrets
from contextlib import suppress
from pathlib import Path
from threading import Lock

from kiosk.host.files import OWNER_ONLY, atomic_write

SECRET_BYTES = 32
ENDED_MAX = 10_000


def secret_key(path: Path) -> bytes:
    """Return the key that signs the cookies; make it the first time, for us alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    stored = path.read_bytes() if path.exists() else b""
    if len(stored) >= SECRET_BYTES:
        return stored
    # Missing, or cut short when an older version made it and the power failed.
    path.unlink(missing_ok=True)
    with suppress(FileExistsError):  # another process made one in the meantime
        secret = secrets.token_bytes(SECRET_BYTES)
        atomic_write(path, secret, mode=OWNER_ONLY, replace=False)
    return path.read_bytes()


class EndedLogins:
    """Remembers logins that ended, so that a copied cookie is worthless.

    They are stored in a file, so that a restart revives none.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        stored = path.read_text().split() if path.exists() else []
        self._ended = dict.fromkeys(stored[-ENDED_MAX:])

    def __contains__(self, login: str) -> bool:
        return login in self._ended

    def add(self, login: str) -> None:
        """End this login; if the disk is full, only until the next restart."""
        with self._lock:
            self._ended[login] = None
            while len(self._ended) > ENDED_MAX:
                del self._ended[next(iter(self._ended))]
            try:
                atomic_write(self._path, "\n".join(self._ended).encode())
            except OSError:
                return
