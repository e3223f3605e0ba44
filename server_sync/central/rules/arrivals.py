"""From tap to arrival (docs/rules.md section 3)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from operator import attrgetter

from msgspec import Struct

from server_sync.central.rules.facts import Instant, Site
from server_sync.central.rules.known import Candidate, Own
from server_sync.central.rules.listening import NEVER
from server_sync.central.rules.sessions import Session


class Window(Struct, frozen=True):
    """A session with its acceptance window `[opens, end]`.

    `limit` is the last instant that is on time: start and tolerance.
    """

    session: Session
    opens: int
    start: Instant
    limit: int
    end: Instant

    def holds(self, candidate: Candidate) -> bool:
        """Tell whether the whole of it lies within the window."""
        return self.opens <= candidate.lo and candidate.hi <= self.end


def windows_of(sessions: Iterable[Session], site: Site) -> Iterator[Window]:
    """Open a window for each session of one person.

    Where an earlier session ends inside it, it opens one second after that end. So
    no two windows of a person meet, and a tap is the arrival of one session at most.
    """
    early_seconds = site.limits.early_min * 60
    tolerance_seconds = site.tolerance_min * 60
    earlier_end: int = NEVER
    for session in sorted(sessions, key=attrgetter("end", "start")):
        opens = max(session.start - early_seconds, earlier_end + 1)
        limit = session.start + tolerance_seconds
        yield Window(session, opens, session.start, limit, session.end)
        earlier_end = session.end


class Found(Struct, frozen=True):
    """What a person's taps and manual arrivals say of one window."""

    arrival: Candidate | None
    noted_delay: bool


def find_arrival(own: Own, window: Window, as_of: Instant) -> Found:
    """Take the first in the window; or where any is certainly on time, that one."""
    arrival: Candidate | None = None
    noted_delay = False
    first = bisect_left(own.los, window.opens)
    last = bisect_right(own.los, window.end)
    for one in own.candidates[first:last]:
        if one.hi > window.end:
            continue  # it only touches the window: a doubt, and nothing of the session
        noted_delay = noted_delay or one.delayed
        if one.contested or one.hi > as_of:
            continue  # somebody else's, perhaps, or not over yet: a doubt, no arrival
        if arrival is None or (arrival.hi > window.limit >= one.hi):
            arrival = one
    return Found(arrival, noted_delay)


def has_doubt(own: Own, window: Window, as_of: Instant, *, begin_by: int) -> bool:
    """Tell whether an own uncertain tap, begun by then, is a doubt and no arrival.

    `begin_by` is not after the window's end.
    """
    if not own.doubts and not own.uncertain:
        return False  # as of nearly everybody, nearly always
    return any(lo <= begin_by and hi >= window.opens for lo, hi in own.doubts) or any(
        one.lo <= begin_by
        and one.hi >= window.opens
        and (one.contested or one.hi > as_of or not window.holds(one))
        for one in own.uncertain
    )
