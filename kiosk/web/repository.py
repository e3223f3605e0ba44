"""The two books that the page reads, roster and journal, and how it writes in one."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import RLock

from firmware.moment import Moment
from kiosk.errors import BadRoster
from kiosk.host.local_time import instant
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Content, Entry
from kiosk.look.door_words import ALREADY
from kiosk.roster.overlay import SinceRoster
from kiosk.roster.roster import UNKNOWN_SINCE, Roster
from kiosk.web.active_entries import (
    Log,
    Standing,
    standing,
)
from kiosk.web.journal_tail import Tail, TailReader
from kiosk.web.terminal_state import Central

ACTS_REMEMBERED = 2000

Stamp = tuple[int, int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What one click asks for, named so that the same click twice is known.

    `once` is the token of the page that was clicked, `what` says which button.
    """

    once: str
    what: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was written, in Danish; nothing is wrong with that."""

    sentence: str


class Books:
    """Roster and journal as the page knows them; safe between threads.

    Over the roster lies what staff settled at the door of cards and of new people,
    as far as `tail` has read.

    What is read is read anew only when it changed. What is written is written
    through the journal and nowhere else.
    """

    def __init__(self, journal: Journal, roster_path: Path) -> None:
        self._journal = journal
        self._tail = TailReader(journal)
        self._roster_path = roster_path
        self._roster = Roster.nothing_known()
        self._stamp: Stamp = None
        self._fault: str | None = None
        self._settled_of: Tail | None = None
        self._settled = SinceRoster()
        self._read_until = UNKNOWN_SINCE
        self._lock = RLock()
        self._stands: tuple[Tail | None, Standing | None] = (None, None)
        self._acts: OrderedDict[Act, None] = OrderedDict()

    def roster(self) -> Roster:
        """Give the roster on disk; one that cannot be used leaves the last one."""
        with self._lock:
            stamp = self._stamp_now()
            if stamp != self._stamp:
                self._stamp = stamp
                self._read_roster()
            return self._settled.over(self._roster, self._read_until)

    def roster_fault(self) -> str | None:
        """Say why the roster on disk cannot be used, in English; None is all well."""
        self.roster()
        if self._stamp is None:
            return "there is no roster yet"
        return self._fault

    def tail(self, moment: Moment) -> Tail:
        """Give the latest weeks of the journal."""
        tail = self._tail.read(moment)
        with self._lock:
            if self._settled_of is not tail:
                self._settled_of, self._settled = tail, _settled(tail)
            self._read_until = instant(moment.wall_ns)
        return tail

    def stands(self, moment: Moment) -> Standing:
        """Give what of it still stands."""
        tail = self.tail(moment)
        with self._lock:
            if self._stands[0] is not tail or self._stands[1] is None:
                log = Log(device=self._journal.device, chain=self._journal.chain.hex())
                self._stands = (tail, standing(tail.lines, log))
            return self._stands[1] or standing((), Log(device="", chain=""))

    def central(self) -> Central:
        """Give what is known of central."""
        receipt = self._journal.latest_receipt()
        if receipt is None:
            return Central()
        return Central(
            received_through=receipt.through_seq, heard=instant(receipt.wall_ns)
        )

    def mark(self) -> str:
        """Give a text that changes when anything here does; cheap enough to poll."""
        return f"{self._journal.version()}.{self._stamp_now()}"

    def write(
        self,
        act: Act,
        moment: Moment,
        contents: Callable[[Standing], Sequence[Content] | Refusal],
    ) -> list[Entry] | Refusal:
        """Write what `contents` finds right to write, once for each act.

        Nothing is written for an act that was done before, nor where `contents`
        refuses, because it has already been said, for one.

        Raises:
            JournalUnavailable: it could not be written; the act can be tried again.
        """
        with self._lock:
            if act in self._acts:
                return Refusal(ALREADY)
            wanted = contents(self.stands(moment))
            if isinstance(wanted, Refusal):
                return wanted
            written = [self._journal.append(content, moment) for content in wanted]
            self._acts[act] = None
            while len(self._acts) > ACTS_REMEMBERED:
                self._acts.popitem(last=False)
            return written

    def _read_roster(self) -> None:
        try:
            self._roster, self._fault = Roster.read(self._roster_path), None
        except BadRoster as error:
            self._fault = f"the roster on disk cannot be used: {error}"

    def _stamp_now(self) -> Stamp:
        try:
            found = self._roster_path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size


def _settled(tail: Tail) -> SinceRoster:
    found = SinceRoster()
    for line in tail.lines:
        found.see(line.seq, line.content)
    return found
