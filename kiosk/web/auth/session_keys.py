"""The page's own secret, and which logins have ended."""

import os
import secrets
from pathlib import Path
from threading import Lock

SECRET_BYTES = 32
ENDED_MAX = 10_000


def secret_key(path: Path) -> bytes:
    """Read the key that signs the cookies; make it the first time, for us alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        stored = path.read_bytes()
        if len(stored) >= SECRET_BYTES:
            return stored
        path.unlink()  # a power cut while it was made; nobody was logged in with it
        return secret_key(path)
    with os.fdopen(descriptor, "wb") as file:
        file.write(made := secrets.token_bytes(SECRET_BYTES))
        file.flush()
        os.fsync(file.fileno())
    return made


class EndedLogins:
    """Remembers who logged out, so that a copied cookie is worth nothing then.

    It is kept in a file, so that a restart revives nobody.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        stored = path.read_text().split() if path.exists() else []
        self._ended = dict.fromkeys(stored[-ENDED_MAX:])

    def __contains__(self, login: str) -> bool:
        return login in self._ended

    def add(self, login: str) -> None:
        """End this login for good; a full disk ends it until the next restart."""
        with self._lock:
            self._ended[login] = None
            while len(self._ended) > ENDED_MAX:
                del self._ended[next(iter(self._ended))]
            try:
                self._path.write_text("\n".join(self._ended))
            except OSError:
                return
