"""How the contact with central is, for people to see.

The page and `moedt doctor` read the file; it holds
`{"state": ..., "since": RFC 3339, "why": ...}` and is written when something changes.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import msgspec

from firmware.moment import Moment


class State(StrEnum):
    """What a person should know of the way to central."""

    DELIVERING = "delivering"
    OUT_OF_REACH = "out_of_reach"
    NOT_ACCEPTED = "not_accepted"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One state, since when by the terminal's own clock, and why in a few words."""

    state: State
    since: datetime
    why: str = ""


class ContactFile:
    """Keeps the latest state in a file, and leaves the disk alone otherwise."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._told: tuple[State, str] | None = None

    def tell(self, state: State, why: str, now: Moment) -> bool:
        """Write the state if it is another; say whether it was.

        A disk that refuses is no reason to stop delivering; the next call tries again.
        """
        if (state, why) == self._told:
            return False
        since = datetime.fromtimestamp(now.wall_ns // 10**9, tz=UTC)
        half = self._path.with_suffix(".half")
        try:
            half.write_bytes(
                msgspec.json.encode(Contact(state=state, since=since, why=why))
            )
            half.replace(self._path)
        except OSError:
            return False
        self._told = (state, why)
        return True
