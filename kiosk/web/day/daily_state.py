"""What staff set for one day: it survives a restart and ends at midnight."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

import msgspec

from kiosk.host.files import atomic_write

Item = TypeVar("Item", bound=msgspec.Struct)


class DayFile(msgspec.Struct, Generic[Item], frozen=True, kw_only=True):
    """The content of the file: the items of one date, by key."""

    date: date
    items: dict[str, Item] = msgspec.field(name="said")


class DailyState(Generic[Item]):
    """Items that hold for one day, stored in a file and not in the journal.

    Threads may share it. A file that is missing or cannot be read counts as empty.

    Args:
        path: the file.
        kind: the type of the items.
    """

    def __init__(self, path: Path, kind: type[Item]) -> None:
        self._path = path
        self._lock = Lock()
        self._state = _read(path, kind)

    def items_of(self, a_date: date) -> Mapping[str, Item]:
        """Return the items of that date, by key."""
        return self._state.items if self._state.date == a_date else {}

    def add(self, key: str, item: Item, *, today: date) -> None:
        """Store the item, unless there is one under this key already."""
        with self._lock:
            self._write(today, {key: item, **self.items_of(today)})

    def remove(self, key: str, *, today: date) -> None:
        """Remove the item under this key, if there is one."""
        with self._lock:
            rest = dict(self.items_of(today))
            rest.pop(key, None)
            self._write(today, rest)

    def _write(self, today: date, items: dict[str, Item]) -> None:
        self._state = DayFile(date=today, items=items)
        try:
            atomic_write(self._path, msgspec.json.encode(self._state))
        except OSError:
            return  # a full disk: the items last until the next restart


def _read(path: Path, kind: type[Item]) -> DayFile[Item]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=DayFile[kind])  # type: ignore[valid-type]
    except (OSError, ValueError):
        return DayFile(date=date.min, items={})
