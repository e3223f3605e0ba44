"""The roster in use, which another process may replace at any time."""

import logging
import os
from pathlib import Path

from kiosk.errors import BadRoster
from kiosk.roster.roster import Roster

log = logging.getLogger(__name__)


class WatchedRoster:
    """The stored roster, read again when its file has changed.

    Attributes:
        current: the one in use. A bad file changes nothing here.
    """

    def __init__(self, path: Path) -> None:
        self.current = Roster.nothing_known()
        self._path = path
        self._file: tuple[int, int, int] | None = None
        self.refresh()

    def refresh(self) -> None:
        """Look at the file, and read it if it is another than before."""
        file = _identity(self._path)
        if file is None or file == self._file:
            return
        self._file = file
        try:
            self.current = Roster.read(self._path)
        except BadRoster as error:
            log.error("roster refused", extra={"why": str(error)})  # noqa: TRY400 - its words say it all


def _identity(path: Path) -> tuple[int, int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - 20 times a second; a Path costs 3 times
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
