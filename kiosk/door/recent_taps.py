"""Remember the recent taps and arrivals: all that the desk needs of the journal."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime

from kiosk.errors import BadEntry
from kiosk.host.local_time import instant
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
from kiosk.roster.roster import Person, Roster

REGISTRATIONS_MAX = 2000
KINDS = (
    *(Kind.TAP, Kind.ARRIVAL, Kind.CARD, Kind.NEWCOMER, Kind.WELCOME),
    Kind.VOID,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """One tap, or one arrival that staff wrote.

    Attributes:
        uid: the card of a tap; None for an arrival.
        person: the person of an arrival that staff wrote; None for a tap.
        clock_trusted: the wall clock was right.
    """

    seq: int
    at: datetime
    uid: str | None
    person: str | None
    clock_trusted: bool


class RecentTaps:
    """The newest taps and arrivals of the journal, up to 2,000 of them.

    Attributes:
        overlay: what staff wrote about cards and new people.
    """

    def __init__(self) -> None:
        self.overlay = RosterOverlay()
        self._registrations: deque[Registration] = deque(maxlen=REGISTRATIONS_MAX)

    def add_entry(self, entry: Entry) -> None:
        """Add the next entry of the journal; most kinds change nothing."""
        content = _content(entry)
        if content is not None:
            self.overlay.add_entry(entry.seq, content)
        match content:
            case Tap(uid=uid):
                sure = entry.clock == "synced"
                self._add(entry, instant(entry.wall_ns), uid=uid, clock_trusted=sure)
            case Arrival(person=person, at=at):
                self._add(entry, at.replace(microsecond=0), person=person)
            case Void(about=about):
                remaining = (
                    registration
                    for registration in self._registrations
                    if registration.seq != about.seq
                )
                self._registrations = deque(remaining, maxlen=REGISTRATIONS_MAX)

    def registered_at(
        self, person: Person, roster: Roster, *, clock_trusted_only: bool
    ) -> list[datetime]:
        """Return when the person was registered, by any card or by staff.

        With `clock_trusted_only`, times whose clock was doubtful are left out.
        """
        return [
            registration.at
            for registration in self._registrations
            if (registration.clock_trusted or not clock_trusted_only)
            and _is_of(registration, person, roster)
        ]

    def tapped_with(self, uid: str, since: datetime) -> list[datetime]:
        """Return when this card was read from `since` on, whoever held it."""
        return [
            registration.at
            for registration in self._registrations
            if registration.uid == uid and registration.at >= since
        ]

    def _add(
        self,
        entry: Entry,
        at: datetime,
        *,
        uid: str | None = None,
        person: str | None = None,
        clock_trusted: bool = True,
    ) -> None:
        self._registrations.append(
            Registration(
                seq=entry.seq,
                at=at,
                uid=uid,
                person=person,
                clock_trusted=clock_trusted,
            )
        )


def _content(entry: Entry) -> Content | None:
    if entry.kind not in KINDS or entry.content is None:
        return None
    try:
        return decode_content(entry.kind, entry.content)
    except BadEntry:  # of another version; the desk then knows a little less
        return None


def _is_of(registration: Registration, person: Person, roster: Roster) -> bool:
    if registration.uid is None:
        return registration.person == person.id
    return any(
        card.person == person.id
        and not card.blocked
        and (card.is_held_at(registration.at) or not registration.clock_trusted)
        for card in roster.cards_with(registration.uid)
    )
