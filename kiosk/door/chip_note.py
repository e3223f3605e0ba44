"""Store the version of the reader's chip in a file, for `moedt doctor`.

The doctor must not ask the chip: two processes on the SPI bus disturb each other.
"""

from contextlib import suppress
from pathlib import Path
from typing import Protocol

import msgspec

from firmware.reader import Reader, ReaderHealth, Reading
from kiosk.host.files import atomic_write

FILE = "chip.json"


class ChipNote(msgspec.Struct, frozen=True, kw_only=True):
    """The content of the file: the value of the chip's version register."""

    version: int


class NamedReader(Reader, Protocol):
    """A reader whose chip has a version."""

    def version(self) -> int:
        """Read the chip's version register."""


class ChipNotingReader:
    """A reader that stores its chip's version once it works.

    Args:
        reader: does all the work.
        folder: where the version is stored.
    """

    def __init__(self, reader: NamedReader, folder: Path) -> None:
        self._reader = reader
        self._folder = folder
        self._is_noted = False

    def poll(self) -> Reading:
        """Poll once which cards lie in the field."""
        return self._reader.poll()

    def check(self) -> ReaderHealth:
        """Check that the chip can read; its version is stored only if it can."""
        return self._note(self._reader.check())

    def recover(self) -> ReaderHealth:
        """Try to make the chip work again."""
        return self._note(self._reader.recover())

    def close(self) -> None:
        """Close the reader."""
        self._reader.close()

    def _note(self, health: ReaderHealth) -> ReaderHealth:
        if health is ReaderHealth.OK and not self._is_noted:
            write_chip_version(self._folder, self._reader.version())
            self._is_noted = True
        return health


def write_chip_version(folder: Path, version: int) -> None:
    """Store the version if it has changed; a disk error is ignored."""
    if read_chip_version(folder) == version:
        return
    with suppress(OSError):
        atomic_write(folder / FILE, msgspec.json.encode(ChipNote(version=version)))


def read_chip_version(folder: Path) -> int | None:
    """Return the stored version; None if there is none, or it cannot be read."""
    try:
        raw = (folder / FILE).read_bytes()
        return msgspec.json.decode(raw, type=ChipNote).version
    except (OSError, msgspec.DecodeError):
        return None
