"""The roster in use, which another process may replace at any time."""

import logging
from pathlib import Path

from kiosk.errors import BadRoster
from kiosk.host.files import FileStamp, stamp_of
from kiosk.roster.roster import Roster

log = logging.getLogger(__name__)


class WatchedRoster:
    """The stored roster, read again when its file has changed.

    Attributes:
        current: the roster in use. A bad or missing file changes nothing here.
        missing: there was no file at the last look.
        fault: why the file on disk cannot be used, in English; None if it can.
    """

    def __init__(self, path: Path) -> None:
        self.current = Roster.nothing_known()
        self.missing = True
        self.fault: str | None = None
        self._path = path
        self._stamp: FileStamp | None = None
        self.refresh()

    def refresh(self) -> None:
        """Read the file if it has changed since it was last read."""
        stamp = stamp_of(self._path)
        self.missing = stamp is None
        if stamp is None or stamp == self._stamp:
            return
        self._stamp, self.fault = stamp, None
        try:
            self.current = Roster.read(self._path)
        except BadRoster as error:
            self.fault = f"the roster on disk cannot be used: {error}"
            log.error("roster refused", extra={"why": str(error)})  # noqa: TRY400 - its words say it all

    def stamp_now(self) -> FileStamp | None:
        """Return the stamp of the file as it is on disk; None if there is none."""
        return stamp_of(self._path)
