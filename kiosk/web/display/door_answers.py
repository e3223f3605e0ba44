"""Compute again what the terminal answered to the newest cards.

The journal holds taps, not answers. The desk's function is called again with the same
input, and returns the same answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from firmware.card import CardUid
from firmware.moment import ClockState, Moment
from kiosk.door.answer import LOOK_BACK_NS, CardRead, decide_for_card, look_back_from_ns
from kiosk.door.decide import NOBODYS, Decision
from kiosk.door.recent_taps import KINDS, RecentTaps
from kiosk.errors import BadEntry
from kiosk.host.local_time import NS_PER_SECOND, instant
from kiosk.journal.contents import Entry, Kind, Tap, decode_content
from kiosk.journal.follower import EntryFollower, ReadableJournal
from kiosk.roster.roster import Roster

FRESH_NS = 6 * NS_PER_SECOND
"""Whoever tapped longer ago has gone on; the light has answered anyway."""


class Readable(ReadableJournal, Protocol):
    """What the screen reads of a journal."""

    def entries_of_day(
        self, from_wall_ns: int, to_wall_ns: int, kinds: Iterable[Kind]
    ) -> Sequence[Entry]:
        """Return the entries whose wall clock lay there, oldest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredTap:
    """A tap and the answer to it.

    Attributes:
        id: identifies the tap, and reveals nothing else.
        wall_ns: the wall clock at the tap.
    """

    id: str
    decision: Decision
    wall_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshTap:
    """A tap of the latest seconds, and the cards that it names beside itself."""

    entry: Entry
    uid: CardUid
    beside: tuple[CardUid, ...]

    @property
    def moment(self) -> tuple[bytes, int]:
        """The moment of its reading; taps of one reading have the same."""
        return self.entry.boot_id, self.entry.boot_ns


class TapFollower:
    """Follows a journal, and returns each fresh tap once. Not for several threads."""

    def __init__(self, journal: Readable, *, goodbye_taps: bool) -> None:
        self._journal = journal
        self._entries = EntryFollower(journal)
        self._goodbye_taps = goodbye_taps
        self._recent_taps = RecentTaps()

    def new_taps(self, moment: Moment, roster: Roster) -> list[AnsweredTap]:
        """Read to the journal's end; return the taps of the latest seconds.

        Cards that only lay beside a known card are left out, as the terminal does.
        """
        taps: list[tuple[FreshTap, Decision]] = []

        def take(entry: Entry) -> None:
            tap = _fresh_tap(entry) if _is_fresh(entry, moment) else None
            if tap is not None:
                taps.append((tap, self._decide(tap, tap.uid, roster)))
            self._recent_taps.add_entry(entry)

        if not self._entries.read_on(take):
            for entry in self._start(moment, roster):
                take(entry)
        fresh = [tap for tap, _ in taps]
        return [
            AnsweredTap(
                id=tap.entry.hash.hex()[:12],
                decision=decision,
                wall_ns=tap.entry.wall_ns,
            )
            for tap, decision in taps
            if decision.greeting not in NOBODYS
            or not self._is_companion(tap, fresh, roster)
        ]

    def _is_companion(
        self, tap: FreshTap, fresh: Iterable[FreshTap], roster: Roster
    ) -> bool:
        """Return True if it lay beside a card that somebody holds."""
        same_reading = (other.uid for other in fresh if other.moment == tap.moment)
        return any(
            self._decide(tap, uid, roster).greeting not in NOBODYS
            for uid in {*tap.beside, *same_reading} - {tap.uid}
        )

    def _start(self, moment: Moment, roster: Roster) -> list[Entry]:
        """Start at the journal's end; return the entries to remember from before."""
        self._recent_taps = RecentTaps()
        self._entries.start()
        since = look_back_from_ns(roster, moment.wall_ns)
        until = moment.wall_ns + LOOK_BACK_NS
        entries = self._journal.entries_of_day(since, until, KINDS)
        # Entries written since `start` are read by the next `read_on`.
        return [entry for entry in entries if entry.seq <= self._entries.seq]

    def _decide(self, tap: FreshTap, uid: CardUid, roster: Roster) -> Decision:
        """Decide the answer to a card that was held with this tap."""
        entry = tap.entry
        return decide_for_card(
            CardRead(
                uid=uid,
                at=instant(entry.wall_ns),
                clock_trusted=entry.clock == ClockState.SYNCED.value,
            ),
            roster=roster,
            recent_taps=self._recent_taps,
            goodbye_taps=self._goodbye_taps,
        )


def _is_fresh(entry: Entry, moment: Moment) -> bool:
    # A wall clock that was just set must not make a tap of this second old.
    if entry.boot_id == moment.boot_id:
        return moment.boot_ns - entry.boot_ns <= FRESH_NS
    return abs(moment.wall_ns - entry.wall_ns) <= FRESH_NS


def _fresh_tap(entry: Entry) -> FreshTap | None:
    if entry.kind != Kind.TAP or entry.content is None:
        return None
    try:
        content = decode_content(entry.kind, entry.content)
    except BadEntry:  # of another version; the light has answered
        return None
    if not isinstance(content, Tap):
        return None
    return FreshTap(
        entry=entry,
        uid=CardUid.from_hex(content.uid),
        beside=tuple(CardUid.from_hex(uid) for uid in content.beside or ()),
    )
