"""Reasons to doubt that somebody was not here. Pure.

They are shown before somebody writes that a person stayed away or came late, since the
terminal may have missed the person.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from firmware.moment import ClockState, Moment
from kiosk.host.local_time import clock_time, instant
from kiosk.journal.contents import Heartbeat
from kiosk.roster.roster import ExpectedSession, Roster
from kiosk.web.active_entries import ActiveEntries
from kiosk.web.day.cards import unknown_cards
from kiosk.web.journal_tail import JournalTail, ReadEntry

HEARTBEAT_DELAY = timedelta(minutes=15)  # a heartbeat reports the time before it
MINUTE = timedelta(minutes=1)
NS_PER_MICROSECOND = 1000

Span = tuple[datetime, datetime]


def doubt(
    session: ExpectedSession,
    *,
    roster: Roster,
    tail: JournalTail,
    active: ActiveEntries,
    moment: Moment,
) -> str | None:
    """Return in a Danish sentence what is not known of the session; None if nothing.

    How much silence counts, and from when on, is what the site has set; the roster
    brings it.
    """
    now, clock_known = instant(moment.wall_ns), moment.clock is ClockState.SYNCED
    begin = session.start - timedelta(minutes=roster.listening_min)
    end, silence_max = min(now, session.end), timedelta(minutes=roster.silence_min)
    reasons = [
        *_silence(tail.heartbeats, (begin, end), now, silence_max),
        *_clock(active, begin, end, clock_known=clock_known),
        *_cards(session, roster, active, end),
    ]
    if not reasons:
        return None
    return f"Vi kan ikke vide det med sikkerhed: {' og '.join(reasons)}."


def silence(
    heartbeats: Iterable[ReadEntry], begin: datetime, end: datetime
) -> timedelta:
    """Add up the time between the two that no heartbeat covers."""
    covered, reached = timedelta(), begin
    spans = sorted(span for heartbeat in heartbeats for span in _listened(heartbeat))
    for start, until in spans:
        fresh, last = max(start, reached), min(until, end)
        if last > fresh:
            covered += last - fresh
            reached = last
    return max(end - begin - covered, timedelta())


def _silence(
    heartbeats: tuple[ReadEntry, ...],
    span: Span,
    now: datetime,
    silence_max: timedelta,
) -> list[str]:
    begin, end = span
    latest = max(
        (until for heartbeat in heartbeats for _, until in _listened(heartbeat)),
        default=end,
    )
    if now - latest <= HEARTBEAT_DELAY:
        end = min(end, latest)  # the heartbeat that covers the rest is still to come
    quiet = silence(heartbeats, begin, end)
    if quiet <= silence_max:
        return []
    minutes, since = quiet // MINUTE, clock_time(begin)
    return [f"læseren var ikke i gang i {minutes} minutter siden {since}"]


def _listened(heartbeat: ReadEntry) -> list[Span]:
    if not isinstance(heartbeat.content, Heartbeat) or not heartbeat.time_known:
        return []
    return [
        (_at(heartbeat, stretch.from_boot_ns), _at(heartbeat, stretch.to_boot_ns))
        for stretch in heartbeat.content.listened
    ]


def _at(heartbeat: ReadEntry, boot_ns: int) -> datetime:
    ago = timedelta(microseconds=(heartbeat.boot_ns - boot_ns) // NS_PER_MICROSECOND)
    return heartbeat.at - ago


def _clock(
    active: ActiveEntries, begin: datetime, end: datetime, *, clock_known: bool
) -> list[str]:
    unknown_times = (
        not tap.time_known and begin <= tap.at <= end for tap in active.taps
    )
    if clock_known and not any(unknown_times):
        return []
    return ["uret var ikke bekræftet"]


def _cards(
    session: ExpectedSession, roster: Roster, active: ActiveEntries, end: datetime
) -> list[str]:
    opens = session.start - timedelta(minutes=roster.early_min)
    cards = unknown_cards(roster, active, opens, end + timedelta(seconds=1))
    if not cards:
        return []
    if len(cards) == 1:
        return ["et kort uden navn blev holdt til læseren"]
    return [f"{len(cards)} kort uden navn blev holdt til læseren"]
