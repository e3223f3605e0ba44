"""Which teams are out of the building just now: for the evacuation list, nothing else.

It says nothing of who came, so it is no entry of the journal: it stays at the terminal,
and is forgotten when the day is over.
"""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from threading import Lock

import msgspec

from kiosk.entry import Instant, Name


class Out(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody said that a team left the building, and when."""

    team: Name
    since: Instant
    by: Name


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What the file holds: one day's teams that are out."""

    date: date
    out: tuple[Out, ...]


class TeamsOut:
    """Remembers which teams are out today, past a restart too; safe between threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._kept = _read(path)

    def on(self, a_date: date) -> Mapping[str, Out]:
        """Give the teams that are out that day, by their names."""
        kept = self._kept
        return {one.team: one for one in kept.out} if kept.date == a_date else {}

    def left(self, team: str, *, by: str, now: datetime, today: date) -> None:
        """Say that a team left; who says it again changes nothing."""
        with self._lock:
            out = dict(self.on(today))
            out.setdefault(team, Out(team=team, since=now, by=by))
            self._keep(today, out)

    def came_back(self, team: str, *, today: date) -> None:
        """Say that a team is in the building again."""
        with self._lock:
            out = dict(self.on(today))
            out.pop(team, None)
            self._keep(today, out)

    def _keep(self, today: date, out: Mapping[str, Out]) -> None:
        self._kept = Kept(date=today, out=tuple(out.values()))
        try:
            fresh = self._path.with_name(self._path.name + ".new")
            fresh.write_bytes(msgspec.json.encode(self._kept))
            fresh.replace(self._path)
        except OSError:
            return  # a full disk: it is known until the next restart


def _read(path: Path) -> Kept:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Kept)
    except (OSError, ValueError):
        return Kept(date=date.min, out=())  # then everybody is listed as in the house
