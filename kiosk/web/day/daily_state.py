"""What staff say for one day: past a restart it is still there, past midnight not."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

import msgspec

Said = TypeVar("Said", bound=msgspec.Struct)


class Kept(msgspec.Struct, Generic[Said], frozen=True, kw_only=True):
    """What the file holds: what was said of one day, by what it is about."""

    date: date
    said: dict[str, Said]


class ForToday(Generic[Said]):
    """Keeps that in a file of the terminal, no entry of the journal; safe in threads.

    A file that is lost or cannot be read leaves a day of which nothing was said.
    """

    def __init__(self, path: Path, kind: type[Said]) -> None:
        self._path = path
        self._lock = Lock()
        self._kept = _read(path, kind)

    def on(self, a_date: date) -> Mapping[str, Said]:
        """Give what was said of that day."""
        return self._kept.said if self._kept.date == a_date else {}

    def say(self, about: str, said: Said, *, today: date) -> None:
        """Keep it; who says it again changes nothing."""
        with self._lock:
            self._keep(today, {about: said, **self.on(today)})

    def take_back(self, about: str, *, today: date) -> None:
        """Let it be as if nobody had said it."""
        with self._lock:
            rest = {one: said for one, said in self.on(today).items() if one != about}
            self._keep(today, rest)

    def _keep(self, today: date, said: dict[str, Said]) -> None:
        self._kept = Kept(date=today, said=said)
        try:
            fresh = self._path.with_name(self._path.name + ".new")
            fresh.write_bytes(msgspec.json.encode(self._kept))
            fresh.replace(self._path)
        except OSError:
            return  # a full disk: it is known until the next restart


def _read(path: Path, kind: type[Said]) -> Kept[Said]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Kept[kind])  # type: ignore[valid-type]
    except (OSError, ValueError):
        return Kept(date=date.min, said={})
