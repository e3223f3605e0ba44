"""What is said of one session: the first line of section 4 that fits."""

from server_sync.central.rules.arrivals import Window, find_arrival
from server_sync.central.rules.doubts import (
    is_missing_so_far,
    may_be_ours,
    standing_cause,
)
from server_sync.central.rules.facts import Instant, Notice
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.known import Candidate, Known, Own, Rank
from server_sync.central.rules.status import Cause, Source, Status, Told


def judge_one(known: Known, window: Window) -> Judged:
    """Judge one session of one person."""
    session = window.session
    own = known.of(session.person)
    found = find_arrival(own, window, known.as_of)
    arrival, notice = found.arrival, own.notice_for(session.date)
    cause = standing_cause(known, own, window)
    if arrival is not None:
        status = _status_of_arrival(known, own, window, arrival)
    else:
        status = _status_without_arrival(known, own, window, notice, cause)
    return Judged(
        person=session.person,
        date=session.date,
        start=session.start,
        end=session.end,
        status=status,
        arrived=None if arrival is None else arrival.lo,
        uncertain=arrival is not None and arrival.rank is Rank.UNCERTAIN_TAP,
        source=_source_of(arrival),
        seconds_late=(
            arrival.lo - session.start
            if arrival is not None and status is Status.LATE
            else None
        ),
        cause=cause if status is Status.UNKNOWN else None,
        standing_cause=cause,
        notice=None if notice is None else _told(notice, window),
        reason=None if notice is None else notice.reason,
        noted_delay=found.noted_delay,
        missing=status is Status.UNCLARIFIED
        or (status is Status.PENDING and is_missing_so_far(known, own, window)),
        next_change=next_change(known, own, window),
    )


def _status_of_arrival(
    known: Known, own: Own, window: Window, arrival: Candidate
) -> Status:
    """Tell on time, late, or that the time cannot be known (section 3)."""
    if arrival.hi <= window.limit:
        return Status.ON_TIME
    if arrival.lo <= window.limit:
        return Status.ATTENDED
    if not window.session.told:
        return Status.ATTENDED
    if arrival.rank is not Rank.MANUAL and may_be_ours(known, own, window):
        return Status.ATTENDED
    return Status.LATE


def _status_without_arrival(
    known: Known, own: Own, window: Window, notice: Notice | None, cause: Cause | None
) -> Status:
    if notice is not None:
        return Status.NOTIFIED
    confirmed_at = own.no_shows.get(window.session.date)
    if confirmed_at is not None and confirmed_at > window.start:
        return Status.NO_SHOW
    if known.as_of <= window.end:
        return Status.PENDING
    return Status.UNCLARIFIED if cause is None else Status.UNKNOWN


def _source_of(arrival: Candidate | None) -> Source | None:
    if arrival is None:
        return None
    if arrival.rank is Rank.MANUAL:
        return Source.MANUAL
    return Source.CODE if arrival.code else Source.TAP


def _told(notice: Notice, window: Window) -> Told:
    return Told.BEFORE if notice.reported_at <= window.start else Told.AFTER


def next_change(known: Known, own: Own, window: Window) -> Instant | None:
    """Give the earliest later instant at which time alone could change the answer.

    Those are: the start, from which `card_problem` counts the session; the instant
    from which a registration can be missing; the second after the end, when the
    session settles; and the instants of facts that lie after `as_of` and count for
    nothing until then.
    """
    if known.as_of > window.end and not (
        own.later or known.heard_later or known.beside_later
    ):
        return None  # it is over, and nothing lies ahead
    day = window.session.date
    # A number seen beside known cards can make earlier taps with it somebody's.
    turns: list[int] = [*own.turns_on(day), *known.beside_later[:1]]
    if known.as_of <= window.end:
        missing_from = window.start + known.limits.missing_min * 60
        turns += [window.end + 1, *known.later[:1], *own.ahead[:1]]
        turns += [at for at in (window.start, missing_from) if at > known.as_of]
    elif known.heard_later and known.listening.log_end(day) <= window.end:
        turns += known.heard_later[:1]  # the log goes on after the end, from then on
    return Instant(min(turns)) if turns else None
