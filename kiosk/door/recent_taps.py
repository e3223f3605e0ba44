"""Remember the recent taps and arrivals: all that the desk needs of the journal."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kiosk.errors import BadEntry
from kiosk.host.local_time import day_of, instant
from kiosk.journal.contents import (
    Arrival,
    Content,
    Entry,
    Kind,
    Tap,
    Void,
    decode_content,
)
from kiosk.roster.overlay import RosterOverlay
from kiosk.roster.roster import CardHolding, Person, Roster

REMEMBERED = timedelta(days=30)
"""As far back as the journal is read after a restart at most."""
KINDS = (
    *(Kind.TAP, Kind.ARRIVAL, Kind.CARD, Kind.NEWCOMER, Kind.WELCOME),
    Kind.VOID,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """One tap, or one arrival that staff wrote.

    Attributes:
        person: the person of an arrival that staff wrote; None for a tap.
        clock_trusted: the wall clock was right.
    """

    seq: int
    at: datetime
    person: str | None = None
    clock_trusted: bool = True


class RecentTaps:
    """The taps and arrivals of the latest 30 days, however many they are.

    Attributes:
        overlay: what staff wrote about cards and new people.
    """

    def __init__(self) -> None:
        self.overlay = RosterOverlay()
        self._taps: dict[str, list[Registration]] = defaultdict(list)
        self._arrivals: dict[int, Registration] = {}
        self._day: date | None = None

    def add_entry(self, entry: Entry) -> None:
        """Add the next entry of the journal; most kinds change nothing."""
        content = _content(entry)
        if content is not None:
            self.overlay.add_entry(entry.seq, content)
        match content:
            case Tap(uid=uid):
                sure = entry.clock == "synced"
                self._forget_old(entry, clock_trusted=sure)
                self._taps[uid].append(
                    Registration(
                        seq=entry.seq, at=instant(entry.wall_ns), clock_trusted=sure
                    )
                )
            case Arrival(person=person, at=at):
                self._arrivals[entry.seq] = Registration(
                    seq=entry.seq, at=at.replace(microsecond=0), person=person
                )
            case Void(about=about):
                self._arrivals.pop(about.seq, None)

    def registered_at(
        self, person: Person, roster: Roster, *, clock_trusted_only: bool
    ) -> list[datetime]:
        """Return when the person was registered, by any card or by staff.

        With `clock_trusted_only`, times whose clock was doubtful are left out.
        """
        tapped = (
            tap
            for uid, taps in self._taps.items()
            if (cards := _working_cards(uid, person, roster))
            for tap in taps
            if (tap.clock_trusted or not clock_trusted_only) and _is_of(tap, cards)
        )
        written = (
            arrival
            for arrival in self._arrivals.values()
            if arrival.person == person.id
        )
        found = sorted((*tapped, *written), key=lambda registration: registration.seq)
        return [registration.at for registration in found]

    def tapped_with(self, uid: str, since: datetime) -> list[datetime]:
        """Return when this card was read from `since` on, whoever held it."""
        return [tap.at for tap in self._taps.get(uid, ()) if tap.at >= since]

    def _forget_old(self, entry: Entry, *, clock_trusted: bool) -> None:
        """Forget, once a day, what is older than 30 days before this tap."""
        at = instant(entry.wall_ns)
        if not clock_trusted or day_of(at) == self._day:
            return
        self._day, oldest = day_of(at), at - REMEMBERED
        for uid, taps in list(self._taps.items()):
            self._taps[uid] = [tap for tap in taps if tap.at >= oldest]
            if not self._taps[uid]:
                del self._taps[uid]
        self._arrivals = {
            seq: arrival
            for seq, arrival in self._arrivals.items()
            if arrival.at >= oldest
        }


def _content(entry: Entry) -> Content | None:
    if entry.kind not in KINDS or entry.content is None:
        return None
    try:
        return decode_content(entry.kind, entry.content)
    except BadEntry:  # of another version; the desk then knows a little less
        return None


def _working_cards(uid: str, person: Person, roster: Roster) -> tuple[CardHolding, ...]:
    return tuple(
        card
        for card in roster.cards_with(uid)
        if card.person == person.id and not card.blocked
    )


def _is_of(tap: Registration, cards: tuple[CardHolding, ...]) -> bool:
    return any(card.is_held_at(tap.at) or not tap.clock_trusted for card in cards)
