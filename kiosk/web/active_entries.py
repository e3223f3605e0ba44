"""What of the journal still stands, once what was taken back is set aside."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.journal.contents import (
    Arrival,
    Card,
    Content,
    EntryId,
    Newcomer,
    NoShow,
    Notice,
    Resolution,
    Tap,
    Void,
    Welcome,
)
from kiosk.web.journal_tail import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """Which journal is meant: the first two parts of an `EntryId`."""

    device: str
    chain: str

    def entry(self, seq: int) -> EntryId:
        """Name one of its entries."""
        return EntryId(device=self.device, chain=self.chain, seq=seq)

    def seq(self, entry: EntryId) -> int | None:
        """Say which of its entries is meant; None is one of another journal."""
        mine = (entry.device, entry.chain) == (self.device, self.chain)
        return entry.seq if mine else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One thing a person wrote; `taken_back` is the void that ended it."""

    line: Line
    taken_back: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Taps as they were read, and all that people wrote, oldest first."""

    taps: tuple[Line, ...]
    written: tuple[Written, ...]
    log: Log

    def in_force(self) -> Iterable[Line]:
        """Give what people wrote and did not take back."""
        return (one.line for one in self.written if one.taken_back is None)

    def find(self, seq: int) -> Written | None:
        """Find what a person wrote by its number."""
        return next((one for one in self.written if one.line.seq == seq), None)

    def resolutions(self) -> Mapping[int, list[Resolution]]:
        """Say for each tap, by seq, what people said of it."""
        said: dict[int, list[Resolution]] = defaultdict(list)
        for line in self.in_force():
            if isinstance(line.content, Resolution):
                seq = self.log.seq(line.content.about)
                if seq is not None:
                    said[seq].append(line.content)
        return said


def standing(lines: Iterable[Line], log: Log) -> Standing:
    """Match every void with what it takes back; the first void counts."""
    taps: list[Line] = []
    written: list[Line] = []
    voids: dict[int, Line] = {}
    for line in lines:
        content = line.content
        if isinstance(content, Tap):
            taps.append(line)
        elif isinstance(content, Void):
            seq = log.seq(content.about)
            if seq is not None:
                voids.setdefault(seq, line)
        elif _by_a_person(content):
            written.append(line)
    return Standing(
        taps=tuple(taps),
        written=tuple(
            Written(line=line, taken_back=voids.get(line.seq)) for line in written
        ),
        log=log,
    )


def _by_a_person(content: Content) -> bool:
    return isinstance(
        content,
        Arrival | Card | Newcomer | Notice | NoShow | Resolution | Welcome,
    )
