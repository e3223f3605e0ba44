"""The state of the connection to central, for people to see.

The page and `moedt doctor` read the file; it holds
`{"state": ..., "since": RFC 3339, "why": ...}` and is written when the state
changes.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import msgspec

from firmware.moment import Moment
from kiosk.host.files import atomic_write


class State(StrEnum):
    """The states that a person can see."""

    DELIVERING = "delivering"
    OUT_OF_REACH = "out_of_reach"
    NOT_ACCEPTED = "not_accepted"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A state, since when (by the terminal's clock), and the reason in a few words."""

    state: State
    since: datetime
    why: str = ""


class ContactFile:
    """Stores the latest state in a file; an unchanged state is not written again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written: tuple[State, str] | None = None

    def write(self, state: State, why: str, now: Moment) -> bool:
        """Write the state if it changed; return whether it was written.

        A disk error is ignored, since delivery must go on; the next call tries again.
        """
        if (state, why) == self._written:
            return False
        since = datetime.fromtimestamp(now.wall_ns // 10**9, tz=UTC)
        contact = Contact(state=state, since=since, why=why)
        try:
            atomic_write(self._path, msgspec.json.encode(contact))
        except OSError:
            return False
        self._written = (state, why)
        return True
