"""What the terminal answered to the newest cards, worked out once more.

The journal holds taps, not answers. So the desk is asked again, with what had been
written before: it is the same function, and it says the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from firmware.card import CardUid
from firmware.moment import ClockState, Moment
from kiosk.door.answer import (
    EARLIER_NS,
    Asked,
    answer_to,
    remembers_since_ns,
)
from kiosk.door.decide import Answer
from kiosk.door.recent_taps import KINDS, Earlier
from kiosk.errors import BadEntry
from kiosk.host.local_time import NS_PER_SECOND, instant
from kiosk.journal.contents import (
    Entry,
    Kind,
    Tap,
    decode_content,
)
from kiosk.roster.roster import Roster

FRESH_NS = 6 * NS_PER_SECOND
"""Whoever tapped longer ago has gone on; the light has answered anyway."""
READ_AT_ONCE = 500


class Readable(Protocol):
    """What the screen reads of a journal."""

    @property
    def chain(self) -> bytes:
        """Name the journal; it changes when a damaged file was put aside."""
        ...

    def after(self, seq: int, limit: int) -> Sequence[Entry]:
        """Give the entries that follow `seq`, oldest first."""
        ...

    def last(self) -> Entry | None:
        """Give the newest entry."""
        ...

    def entries_of_day(
        self, from_wall_ns: int, to_wall_ns: int, kinds: Iterable[Kind]
    ) -> Sequence[Entry]:
        """Give the entries whose wall clock lay there, oldest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One tap and its answer.

    Attributes:
        mark: tells it from every other tap, and nothing else.
        wall_ns: the wall clock then.
    """

    mark: str
    answer: Answer
    wall_ns: int


class Door:
    """Follows a journal, and gives each fresh tap once. Not for several threads."""

    def __init__(self, journal: Readable, *, goodbye_taps: bool) -> None:
        self._journal = journal
        self._goodbye_taps = goodbye_taps
        self._earlier = Earlier()
        self._chain = b""
        self._seq = 0

    def fresh(self, moment: Moment, roster: Roster) -> list[Heard]:
        """Read on to the journal's end; give what was tapped in the latest seconds."""
        if self._chain != self._journal.chain:
            return self._begin(moment, roster)
        heard: list[Heard] = []
        while entries := self._journal.after(self._seq, READ_AT_ONCE):
            heard += self._take(entries, moment, roster)
            self._seq = entries[-1].seq
        return heard

    def _begin(self, moment: Moment, roster: Roster) -> list[Heard]:
        self._chain = self._journal.chain
        self._earlier = Earlier()
        newest = self._journal.last()
        self._seq = newest.seq if newest else 0
        since = remembers_since_ns(roster, moment.wall_ns)
        entries = self._journal.entries_of_day(
            since, moment.wall_ns + EARLIER_NS, KINDS
        )
        # What was written since `last` is read again by `after`, and not lost.
        known = [entry for entry in entries if entry.seq <= self._seq]
        return self._take(known, moment, roster)

    def _take(
        self, entries: Iterable[Entry], moment: Moment, roster: Roster
    ) -> list[Heard]:
        heard: list[Heard] = []
        for entry in entries:
            uid = _card(entry) if _is_fresh(entry, moment) else None
            if uid is not None:
                heard.append(self._hear(entry, uid, roster))
            self._earlier.see(entry)
        return heard

    def _hear(self, entry: Entry, uid: CardUid, roster: Roster) -> Heard:
        asked = Asked(
            uid=uid,
            at=instant(entry.wall_ns),
            sure=entry.clock == ClockState.SYNCED.value,
        )
        answer = answer_to(
            asked,
            roster=roster,
            earlier=self._earlier,
            goodbye_taps=self._goodbye_taps,
        )
        return Heard(mark=entry.hash.hex()[:12], answer=answer, wall_ns=entry.wall_ns)


def _is_fresh(entry: Entry, moment: Moment) -> bool:
    # A wall clock that was just set must not make a tap of this second old.
    if entry.boot_id == moment.boot_id:
        return moment.boot_ns - entry.boot_ns <= FRESH_NS
    return abs(moment.wall_ns - entry.wall_ns) <= FRESH_NS


def _card(entry: Entry) -> CardUid | None:
    if entry.kind != Kind.TAP or entry.content is None:
        return None
    try:
        content = decode_content(entry.kind, entry.content)
    except BadEntry:  # of another version; the light has answered
        return None
    return CardUid.from_hex(content.uid) if isinstance(content, Tap) else None
