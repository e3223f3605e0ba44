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
from kiosk.web.journal_tail import ReadEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalId:
    """Which journal is meant: the first two parts of an `EntryId`."""

    device: str
    chain: str

    def entry_id(self, seq: int) -> EntryId:
        """Name one of its entries."""
        return EntryId(device=self.device, chain=self.chain, seq=seq)

    def seq_of(self, entry: EntryId) -> int | None:
        """Say which of its entries is meant; None is one of another journal."""
        is_ours = (entry.device, entry.chain) == (self.device, self.chain)
        return entry.seq if is_ours else None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffEntry:
    """One thing a person wrote; `taken_back` is the void that ended it."""

    entry: ReadEntry
    voided_by: ReadEntry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveEntries:
    """Taps as they were read, and all that people wrote, oldest first."""

    taps: tuple[ReadEntry, ...]
    staff_entries: tuple[StaffEntry, ...]
    journal: JournalId

    def not_voided(self) -> Iterable[ReadEntry]:
        """Give what people wrote and did not take back."""
        return (entry.entry for entry in self.staff_entries if entry.voided_by is None)

    def find(self, seq: int) -> StaffEntry | None:
        """Find what a person wrote by its number."""
        return next(
            (entry for entry in self.staff_entries if entry.entry.seq == seq), None
        )

    def resolutions(self) -> Mapping[int, list[Resolution]]:
        """Say for each tap, by seq, what people said of it."""
        resolutions: dict[int, list[Resolution]] = defaultdict(list)
        for line in self.not_voided():
            if isinstance(line.content, Resolution):
                seq = self.journal.seq_of(line.content.about)
                if seq is not None:
                    resolutions[seq].append(line.content)
        return resolutions


def active_entries(lines: Iterable[ReadEntry], journal: JournalId) -> ActiveEntries:
    """Match every void with what it takes back; the first void counts."""
    taps: list[ReadEntry] = []
    written: list[ReadEntry] = []
    voids: dict[int, ReadEntry] = {}
    for line in lines:
        content = line.content
        if isinstance(content, Tap):
            taps.append(line)
        elif isinstance(content, Void):
            seq = journal.seq_of(content.about)
            if seq is not None:
                voids.setdefault(seq, line)
        elif _by_a_person(content):
            written.append(line)
    return ActiveEntries(
        taps=tuple(taps),
        staff_entries=tuple(
            StaffEntry(entry=line, voided_by=voids.get(line.seq)) for line in written
        ),
        journal=journal,
    )


def _by_a_person(content: Content) -> bool:
    return isinstance(
        content,
        Arrival | Card | Newcomer | Notice | NoShow | Resolution | Welcome,
    )
