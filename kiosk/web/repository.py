"""Reads roster and journal for the page, and writes to the journal."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import RLock

from firmware.moment import Moment
from kiosk.host.local_time import instant
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Content, Entry
from kiosk.look.door_words import ALREADY
from kiosk.roster.overlay import RosterOverlay
from kiosk.roster.roster import UNKNOWN_SINCE, Roster
from kiosk.roster.watch import WatchedRoster
from kiosk.web.active_entries import ActiveEntries, JournalId, active_entries
from kiosk.web.journal_tail import JournalTail, JournalTailReader
from kiosk.web.terminal_state import CentralContact

SUBMISSIONS_MAX = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSubmission:
    """Identifies a click, so that the same click twice is recognised.

    `token` is that of the page that was clicked, `request` says which button and
    values.
    """

    token: str
    request: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was written, in Danish; this is not a fault."""

    sentence: str


class Repository:
    """Roster and journal as the page sees them; threads may share it.

    The roster is returned with the changes applied that `journal_tail` has read. Both
    are read again only after they changed. Entries are written only through `write`.
    """

    def __init__(self, journal: Journal, roster_path: Path) -> None:
        self.journal = journal
        self._tail = JournalTailReader(journal)
        self._roster = WatchedRoster(roster_path)
        self._overlay_of: JournalTail | None = None
        self._overlay = RosterOverlay()
        self._read_until = UNKNOWN_SINCE
        self._lock = RLock()
        self._active: tuple[JournalTail | None, ActiveEntries | None] = (None, None)
        self._submissions: OrderedDict[FormSubmission, None] = OrderedDict()

    def roster(self) -> Roster:
        """Return the roster with local changes; a bad file leaves the last one."""
        with self._lock:
            self._roster.refresh()
            if self._roster.missing:
                return Roster.nothing_known()
            return self._overlay.applied_to(self._roster.current, self._read_until)

    def roster_fault(self) -> str | None:
        """Return why the roster on disk cannot be used, in English; None if it can."""
        self.roster()
        return "there is no roster yet" if self._roster.missing else self._roster.fault

    def journal_tail(self, moment: Moment) -> JournalTail:
        """Return the last weeks of the journal."""
        tail = self._tail.read(moment)
        with self._lock:
            if self._overlay_of is not tail:
                self._overlay_of, self._overlay = tail, _overlay_from(tail)
            self._read_until = instant(moment.wall_ns)
        return tail

    def active_entries(self, moment: Moment) -> ActiveEntries:
        """Return its entries that are not voided."""
        tail = self.journal_tail(moment)
        with self._lock:
            if self._active[0] is not tail or self._active[1] is None:
                journal_id = JournalId(
                    device=self.journal.device, chain=self.journal.chain.hex()
                )
                self._active = (tail, active_entries(tail.entries, journal_id))
            return self._active[1] or active_entries((), JournalId(device="", chain=""))

    def central(self) -> CentralContact:
        """Return when central was last heard from."""
        receipt = self.journal.latest_receipt()
        if receipt is None:
            return CentralContact()
        return CentralContact(
            received_through=receipt.through_seq, heard_at=instant(receipt.wall_ns)
        )

    def version(self) -> str:
        """Return a text that changes when roster or journal change; cheap to poll."""
        return f"{self.journal.version()}.{self._roster.stamp_now()}"

    def write(
        self,
        submission: FormSubmission,
        moment: Moment,
        decide: Callable[[ActiveEntries], Sequence[Content] | Refusal],
    ) -> list[Entry] | Refusal:
        """Write the entries that `decide` returns, once for each submission.

        Nothing is written if the submission was written before, or if `decide` refuses,
        for example because the same is written already.

        Raises:
            JournalUnavailable: it could not be written; the act can be tried again.
        """
        with self._lock:
            if submission in self._submissions:
                return Refusal(ALREADY)
            wanted = decide(self.active_entries(moment))
            if isinstance(wanted, Refusal):
                return wanted
            written = [self.journal.append(content, moment) for content in wanted]
            self._submissions[submission] = None
            while len(self._submissions) > SUBMISSIONS_MAX:
                self._submissions.popitem(last=False)
            return written


def _overlay_from(tail: JournalTail) -> RosterOverlay:
    found = RosterOverlay()
    for entry in tail.entries:
        found.add_entry(entry.seq, entry.content)
    return found
