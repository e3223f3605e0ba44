"""What speaks against trusting that somebody was not here. Pure.

Whoever is about to write that somebody stayed away, or came late, is told this
first: the terminal may have missed them.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from firmware.moment import ClockState, Moment
from kiosk.host.local_time import instant, time_said
from kiosk.journal.contents import Heartbeat
from kiosk.roster.roster import Expected, Roster
from kiosk.web.active_entries import Standing
from kiosk.web.day.cards import strange_cards
from kiosk.web.journal_tail import Line, Tail

BEFORE_START = timedelta(minutes=60)
SILENCE_MAX = timedelta(minutes=10)
TOLD_LATER = timedelta(minutes=15)  # a heartbeat tells of the time before it
MINUTE = timedelta(minutes=1)
NS_PER_MICROSECOND = 1000

Span = tuple[datetime, datetime]


def doubt(
    session: Expected,
    *,
    roster: Roster,
    tail: Tail,
    stands: Standing,
    moment: Moment,
) -> str | None:
    """Say in one Danish sentence what we cannot know of the session; None is nothing.

    The threshold is that of the rules: ten minutes of silence in all from an hour
    before the session's start.
    """
    now, clock_known = instant(moment.wall_ns), moment.clock is ClockState.SYNCED
    begin, end = session.start - BEFORE_START, min(now, session.end)
    reasons = [
        *_silence(tail.signs, begin, end, now),
        *_clock(stands, begin, end, clock_known=clock_known),
        *_cards(session, roster, stands, end),
    ]
    if not reasons:
        return None
    return f"Vi kan ikke vide det med sikkerhed: {' og '.join(reasons)}."


def silence(signs: Iterable[Line], begin: datetime, end: datetime) -> timedelta:
    """Add up for how long, between the two, no heartbeat tells that we listened."""
    heard, reached = timedelta(), begin
    spans = sorted(span for line in signs for span in _listened(line))
    for start, until in spans:
        fresh, last = max(start, reached), min(until, end)
        if last > fresh:
            heard += last - fresh
            reached = last
    return max(end - begin - heard, timedelta())


def _silence(
    signs: tuple[Line, ...], begin: datetime, end: datetime, now: datetime
) -> list[str]:
    latest = max((until for line in signs for _, until in _listened(line)), default=end)
    if now - latest <= TOLD_LATER:
        end = min(end, latest)  # the heartbeat that tells of the rest is on its way
    quiet = silence(signs, begin, end)
    if quiet <= SILENCE_MAX:
        return []
    return [
        f"læseren var ikke i gang i {quiet // MINUTE} minutter siden {time_said(begin)}"
    ]


def _listened(line: Line) -> list[Span]:
    if not isinstance(line.content, Heartbeat) or not line.certain:
        return []
    return [
        (_at(line, one.from_boot_ns), _at(line, one.to_boot_ns))
        for one in line.content.listened
    ]


def _at(line: Line, boot_ns: int) -> datetime:
    ago = timedelta(microseconds=(line.boot_ns - boot_ns) // NS_PER_MICROSECOND)
    return line.at - ago


def _clock(
    stands: Standing, begin: datetime, end: datetime, *, clock_known: bool
) -> list[str]:
    unsure = (not tap.certain and begin <= tap.at <= end for tap in stands.taps)
    if clock_known and not any(unsure):
        return []
    return ["uret var ikke bekræftet"]


def _cards(
    session: Expected, roster: Roster, stands: Standing, end: datetime
) -> list[str]:
    opens = session.start - timedelta(minutes=roster.early_min)
    cards = strange_cards(roster, stands, opens, end + timedelta(seconds=1))
    if not cards:
        return []
    if len(cards) == 1:
        return ["et kort uden navn blev holdt til læseren"]
    return [f"{len(cards)} kort uden navn blev holdt til læseren"]
