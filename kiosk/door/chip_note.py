"""Which chip the terminal met, kept for the doctor, who must not ask the chip itself.

Two processes that talk to it at once would each break the other's sentences.
"""

from contextlib import suppress
from pathlib import Path
from typing import Protocol

import msgspec

from firmware.reader import Reader, ReaderHealth, Reading
from kiosk.host.files import atomic_write

FILE = "chip.json"


class ChipNote(msgspec.Struct, frozen=True, kw_only=True):
    """What the chip calls itself."""

    version: int


class NamedReader(Reader, Protocol):
    """A reader whose chip has a version."""

    def version(self) -> int:
        """Read what the chip calls itself."""


class ChipNotingReader:
    """A reader that notes which chip it is as soon as that is well.

    Args:
        reader: does all the work.
        folder: where the note is kept.
    """

    def __init__(self, reader: NamedReader, folder: Path) -> None:
        self._reader = reader
        self._folder = folder
        self._is_noted = False

    def poll(self) -> Reading:
        """Look once which cards lie in the field."""
        return self._reader.poll()

    def check(self) -> ReaderHealth:
        """Ask whether it could read; what a deaf chip calls itself says nothing."""
        return self._note(self._reader.check())

    def recover(self) -> ReaderHealth:
        """Try to make it read again."""
        return self._note(self._reader.recover())

    def close(self) -> None:
        """Let go of it."""
        self._reader.close()

    def _note(self, health: ReaderHealth) -> ReaderHealth:
        if health is ReaderHealth.OK and not self._is_noted:
            write_chip_version(self._folder, self._reader.version())
            self._is_noted = True
        return health


def write_chip_version(folder: Path, version: int) -> None:
    """Write it down if it is another than before; a disk that refuses is no matter."""
    if read_chip_version(folder) == version:
        return
    with suppress(OSError):
        atomic_write(folder / FILE, msgspec.json.encode(ChipNote(version=version)))


def read_chip_version(folder: Path) -> int | None:
    """Read it back; None before the first chip, or where it cannot be read."""
    try:
        raw = (folder / FILE).read_bytes()
        return msgspec.json.decode(raw, type=ChipNote).version
    except (OSError, msgspec.DecodeError):
        return None
