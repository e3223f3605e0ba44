"""The journal's entries that are not voided."""

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

AboutPerson = Arrival | Card | Notice | NoShow | Resolution | Welcome
StaffContent = AboutPerson | Newcomer


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalId:
    """Identifies a journal: the first two parts of an `EntryId`."""

    device: str
    chain: str

    def entry_id(self, seq: int) -> EntryId:
        """Return the id of the entry with that seq."""
        return EntryId(device=self.device, chain=self.chain, seq=seq)

    def seq_of(self, entry: EntryId) -> int | None:
        """Return the seq of an entry of this journal; None if it is of another."""
        is_ours = (entry.device, entry.chain) == (self.device, self.chain)
        return entry.seq if is_ours else None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffEntry:
    """An entry that a person wrote, and the entry that voided it, if any."""

    entry: ReadEntry
    voided_by: ReadEntry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveEntries:
    """All taps, and all that people wrote, oldest first."""

    taps: tuple[ReadEntry, ...]
    staff_entries: tuple[StaffEntry, ...]
    journal: JournalId

    def not_voided(self) -> Iterable[ReadEntry]:
        """Return the entries that people wrote and that are not voided."""
        return (entry.entry for entry in self.staff_entries if entry.voided_by is None)

    def find(self, seq: int) -> StaffEntry | None:
        """Find an entry that a person wrote by its seq; None if there is none."""
        return next(
            (entry for entry in self.staff_entries if entry.entry.seq == seq), None
        )

    def resolutions(self) -> Mapping[int, list[Resolution]]:
        """Return for each tap, by seq, the resolutions that staff wrote."""
        resolutions: dict[int, list[Resolution]] = defaultdict(list)
        for line in self.not_voided():
            if isinstance(line.content, Resolution):
                seq = self.journal.seq_of(line.content.about)
                if seq is not None:
                    resolutions[seq].append(line.content)
        return resolutions


def active_entries(lines: Iterable[ReadEntry], journal: JournalId) -> ActiveEntries:
    """Match each void with the entry that it voids; the first void counts."""
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
        elif isinstance(content, StaffContent):
            written.append(line)
    return ActiveEntries(
        taps=tuple(taps),
        staff_entries=tuple(
            StaffEntry(entry=line, voided_by=voids.get(line.seq)) for line in written
        ),
        journal=journal,
    )


def author_of(content: Content) -> str:
    """Return the name of who wrote it; empty if the terminal wrote it itself."""
    return content.by if isinstance(content, StaffContent) else ""


def person_of(content: Content) -> str | None:
    """Return the id of the person whom it is about; None if it names none."""
    return content.person if isinstance(content, AboutPerson) else None
