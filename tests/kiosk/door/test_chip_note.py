"""Which chip it was."""

from dataclasses import dataclass
from pathlib import Path

from firmware.reader import ReaderHealth
from kiosk.door.chip_note import ChipNotingReader, read_chip_version, write_chip_version
from tests.fakes import FakeReader


@dataclass
class NamedReader(FakeReader):
    """A reader of that version, which counts how often it is asked."""

    asked: int = 0

    def version(self) -> int:
        """Say what it is called."""
        self._be_open()
        self.asked += 1
        return 0x92


def test_a_chip_is_noted_once_and_only_when_it_is_well(tmp_path: Path) -> None:
    """What a deaf chip calls itself is noise; after that it is left in peace."""
    inner = NamedReader(health=ReaderHealth.NO_CHIP)
    inner.open()
    reader = ChipNotingReader(inner, tmp_path)

    assert reader.check() is ReaderHealth.NO_CHIP
    assert read_chip_version(tmp_path) is None
    assert reader.recover() is ReaderHealth.OK
    assert [reader.check() for _ in range(3)] == [ReaderHealth.OK] * 3
    assert (read_chip_version(tmp_path), inner.asked) == (0x92, 1)
    reader.close()
    assert inner.closed


def test_the_same_chip_again_writes_nothing(tmp_path: Path) -> None:
    """The memory card is spared, and a card that refuses stops nobody."""
    write_chip_version(tmp_path, 0x88)
    before = (tmp_path / "chip.json").stat().st_ino
    write_chip_version(tmp_path, 0x88)
    write_chip_version(tmp_path / "gone", 0x88)

    assert (tmp_path / "chip.json").stat().st_ino == before
    assert [path.name for path in tmp_path.iterdir()] == ["chip.json"]


def test_a_note_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    """Half a file, say, after a power cut."""
    (tmp_path / "chip.json").write_bytes(b'{"vers')

    assert read_chip_version(tmp_path) is None
