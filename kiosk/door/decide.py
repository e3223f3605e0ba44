"""Decide what the door answers to a card. Pure: the same input, the same answer.

Nobody is turned away. Where the desk does not know, it says welcome or asks the person
to speak to the staff. The tap is stored in any case, and central judges it.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from firmware.card import CardUid
from firmware.signals import Signal
from kiosk.host.local_time import day_of
from kiosk.journal.contents import Language
from kiosk.roster.roster import CardHolding, ExpectedSession, Person, Roster

GOODBYE_AFTER = timedelta(minutes=60)
GOODBYE_BEFORE_END = timedelta(minutes=30)
SEE_YOU_WITHIN = timedelta(days=7)


class Greeting(StrEnum):
    """The kind of answer; each has a text in `locales/`."""

    OK = "ok"
    ALREADY = "already"
    FIRST_DAY = "first_day"
    UNKNOWN_CARD = "unknown_card"
    BLOCKED_CARD = "blocked_card"
    NOT_ON_LIST = "not_on_list"
    OUTSIDE_HOURS = "outside_hours"
    CLOSED = "closed"
    TRY_AGAIN = "try_again"
    UNREADABLE_CARD = "unreadable_card"
    READER_DOWN = "reader_down"
    GOODBYE = "goodbye"


NOBODYS = {Greeting.UNKNOWN_CARD, Greeting.BLOCKED_CARD}
"""The answers to a card that nobody holds."""
WELCOMES = {Greeting.OK, Greeting.ALREADY, Greeting.FIRST_DAY, Greeting.GOODBYE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A greeting, and the values that its text needs.

    Attributes:
        person: who holds the card; None if that is not known.
        at: when the person was registered: now, or earlier if they already were.
        clock_trusted: the wall clock was right, so that the time may be shown.
        after_start: the session had begun; the person gets another text.
        next_session: for a goodbye, when the person is expected next; None if the
            roster has no session within a week.
        language: that of who held the card last, where nobody holds it now.
    """

    greeting: Greeting
    person: Person | None
    at: datetime
    clock_trusted: bool
    after_start: bool = False
    next_session: datetime | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TapWindow:
    """When a tap counts for a session, both ends included (docs/rules.md section 3)."""

    opens: datetime
    session: ExpectedSession

    def contains(self, at: datetime) -> bool:
        """Return True if the instant lies in the window."""
        return self.opens <= at <= self.session.end


def signal_of(greeting: Greeting) -> Signal:
    """Choose the light: green is welcome, blue asks for a person, white to retry."""
    if greeting in WELCOMES:
        return Signal.GREEN
    return Signal.WHITE if greeting is Greeting.TRY_AGAIN else Signal.BLUE


def decide(  # noqa: PLR0913 - all that the answer depends on, and nothing else
    *,
    uid: CardUid,
    at: datetime,
    clock_trusted: bool,
    roster: Roster,
    earlier_taps: Collection[datetime],
    goodbye_taps: bool = False,
) -> Decision:
    """Decide the answer to one card.

    Args:
        uid: the card.
        at: the wall clock.
        clock_trusted: False where that may be wrong; then nobody is told that it is
            the wrong day or hour.
        roster: the one in use.
        earlier_taps: when this person was registered recently, before this tap.
        goodbye_taps: the workshop wants people to hold the card when they leave.
    """
    at = at.replace(microsecond=0)
    cards = _cards(uid, at, clock_trusted=clock_trusted, roster=roster)
    person = holder_of(uid, at, clock_trusted=clock_trusted, roster=roster)
    if not cards and roster.newcomer_with(str(uid), at) is not None:
        return _welcome(
            None, at, _on_day(earlier_taps, at), clock_trusted=clock_trusted
        )
    if not cards:
        ended = roster.ended_card(str(uid), at)
        return Decision(
            greeting=Greeting.BLOCKED_CARD if ended else Greeting.UNKNOWN_CARD,
            person=None,
            at=at,
            clock_trusted=clock_trusted,
            language=ended.language if ended else None,
        )
    if cards[-1].blocked:
        return Decision(
            greeting=Greeting.BLOCKED_CARD,
            person=person,
            at=at,
            clock_trusted=clock_trusted,
        )
    if person is None or not _roster_covers(roster, at, clock_trusted=clock_trusted):
        return _welcome(
            person, at, _on_day(earlier_taps, at), clock_trusted=clock_trusted
        )
    decision = _decide_by_roster(person, at, roster, earlier_taps)
    if goodbye_taps and _is_leaving(person, at, decision, roster):
        next_session = _next_session(person, at, roster)
        return replace(decision, greeting=Greeting.GOODBYE, next_session=next_session)
    return decision


def holder_of(
    uid: CardUid, at: datetime, *, clock_trusted: bool, roster: Roster
) -> Person | None:
    """Return whose card it is; None if unknown, or if a doubtful clock leaves two."""
    cards = _cards(uid, at, clock_trusted=clock_trusted, roster=roster)
    holders = {card.person for card in cards}
    return roster.person(holders.pop()) if len(holders) == 1 else None


def is_goodbye(at: datetime, *, came: datetime, ends: Collection[datetime]) -> bool:
    """Return True if a card held at that time is held on the way home.

    Args:
        at: when it was held to the reader.
        came: when the person was registered that day.
        ends: of that day's sessions.
    """
    late_enough = bool(ends) and at >= max(ends) - GOODBYE_BEFORE_END
    return late_enough and at - came >= GOODBYE_AFTER


def windows_of(person: Person, roster: Roster) -> tuple[TapWindow, ...]:
    """Return the person's windows, one for each session, earliest first."""
    early = timedelta(minutes=roster.early_min)
    windows: list[TapWindow] = []
    for session in roster.sessions_of(person.id):
        opens = session.start - early
        if windows and windows[-1].session.end >= opens:
            opens = windows[-1].session.end + timedelta(seconds=1)
        windows.append(TapWindow(opens=opens, session=session))
    return tuple(windows)


def _cards(
    uid: CardUid, at: datetime, *, clock_trusted: bool, roster: Roster
) -> tuple[CardHolding, ...]:
    cards = roster.cards_with(str(uid))
    if not clock_trusted:
        return cards
    return tuple(card for card in cards if card.is_held_at(at))


def _roster_covers(roster: Roster, at: datetime, *, clock_trusted: bool) -> bool:
    return clock_trusted and roster.first <= day_of(at) <= roster.last


def _decide_by_roster(
    person: Person, at: datetime, roster: Roster, earlier_taps: Collection[datetime]
) -> Decision:
    windows = windows_of(person, roster)
    today = day_of(at)
    for window in windows:
        if window.contains(at):
            return _decide_for_session(person, at, window, roster, earlier_taps)
    registered = [
        before
        for before in _on_day(earlier_taps, at)
        if any(window.contains(before) for window in windows)
    ]
    if registered or roster.notice_covers(person.id, today):
        return _welcome(person, at, registered, clock_trusted=True)
    if any(day_of(window.session.start) == today for window in windows):
        greeting = Greeting.OUTSIDE_HOURS
    elif any(closed.date == today for closed in roster.closed):
        greeting = Greeting.CLOSED
    else:
        greeting = Greeting.NOT_ON_LIST
    return Decision(greeting=greeting, person=person, at=at, clock_trusted=True)


def _decide_for_session(
    person: Person,
    at: datetime,
    window: TapWindow,
    roster: Roster,
    earlier_taps: Collection[datetime],
) -> Decision:
    registered = [before for before in earlier_taps if window.contains(before)]
    first_time = person.first_day == day_of(at) and not _on_day(earlier_taps, at)
    if first_time:
        return Decision(
            greeting=Greeting.FIRST_DAY, person=person, at=at, clock_trusted=True
        )
    on_time_until = window.session.start + timedelta(minutes=roster.tolerance_min)
    after_start = window.session.told_in_time and at > on_time_until
    return _welcome(person, at, registered, clock_trusted=True, after_start=after_start)


def _is_leaving(
    person: Person, at: datetime, decision: Decision, roster: Roster
) -> bool:
    """Return True if the person came earlier and the day is about to end."""
    came = decision.at
    if decision.greeting is not Greeting.ALREADY:
        return False
    ends = [
        session.end
        for session in roster.sessions_of(person.id)
        if day_of(session.start) == day_of(came)
    ]
    return is_goodbye(at, came=came, ends=ends)


def _next_session(person: Person, at: datetime, roster: Roster) -> datetime | None:
    """Find the next session; None if it is over a week away."""
    for session in roster.sessions_of(person.id):
        day = day_of(session.start)
        on_notice = roster.notice_covers(person.id, day)
        if session.start > at and day - day_of(at) <= SEE_YOU_WITHIN and not on_notice:
            return session.start
    return None


def _welcome(
    person: Person | None,
    at: datetime,
    registered: Collection[datetime],
    *,
    clock_trusted: bool,
    after_start: bool = False,
) -> Decision:
    if registered:
        return Decision(
            greeting=Greeting.ALREADY,
            person=person,
            at=min(registered),
            clock_trusted=clock_trusted,
        )
    return Decision(
        greeting=Greeting.OK,
        person=person,
        at=at,
        clock_trusted=clock_trusted,
        after_start=after_start,
    )


def _on_day(taps: Collection[datetime], at: datetime) -> list[datetime]:
    return [before for before in taps if day_of(before) == day_of(at)]
