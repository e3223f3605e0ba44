"""Let those who write to one SQLite file take turns, first come, first served.

SQLite has one writer at a time, and lets the others ask again at intervals: whoever
asks often wins, and a terminal can wait for a second or be told after thirty that the
database is locked. Here they queue up at a lock of the operating system, which serves
them in the order in which they came, threads and processes alike, and which is free
again the moment its holder dies.
"""

import fcntl
import os
from typing import Any

from sqlcipher3 import dbapi2

ENDING = "-turn"


class TakingTurns(dbapi2.Connection):  # type: ignore[misc] # sqlcipher3 has no types
    """A connection to a file; whoever will write waits for the turn, then begins.

    The turn ends with the transaction. `connect(path, factory=TakingTurns)` makes one.
    """

    def __init__(self, database: str, *args: Any, **more: Any) -> None:
        super().__init__(database, *args, **more)
        turn = f"{database}{ENDING}"
        self._turn = os.open(turn, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)

    def wait_for_turn(self) -> None:
        """Wait until all who came before have written."""
        fcntl.flock(self._turn, fcntl.LOCK_EX)

    def commit(self) -> None:
        """Commit, and let the next one write; a commit that fails keeps the turn."""
        super().commit()
        fcntl.flock(self._turn, fcntl.LOCK_UN)

    def rollback(self) -> None:
        """Take back what was written, and let the next one write."""
        super().rollback()
        fcntl.flock(self._turn, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close the file, and the place in the queue with it."""
        super().close()
        turn, self._turn = self._turn, -1
        if turn >= 0:
            os.close(turn)
