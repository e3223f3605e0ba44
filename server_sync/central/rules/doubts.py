"""What cannot be known: lateness that may be ours (3), causes of `unknown` (4)."""

from server_sync.central.rules.arrivals import Window, has_doubt
from server_sync.central.rules.known import Known, Own
from server_sync.central.rules.status import Cause


def may_be_ours(known: Known, own: Own, window: Window) -> bool:
    """Tell whether a tap's lateness may be the terminals' doing (section 3).

    A number beside the person's cards may yet prove to be theirs: when a terminal has
    told of it on another date. Sentence 2 stands above the list of section 3.

    Everything is asked up to `start + tolerance`: what happened later can hide no
    arrival that was on time.
    """
    limits = known.limits
    return (
        known.listening.missed(
            window.session.date,
            window.start - limits.listening_min * 60,
            window.limit,
            over_min=limits.late_silence_min,
        )
        or known.doubts.touch(window.opens, begin_by=window.limit)
        or has_doubt(own, window, known.as_of, begin_by=window.limit)
        or any(window.opens <= at <= window.limit for at in own.perhaps_own)
        or _quarantine_touches(known, window, begin_by=window.limit)
    )


def standing_cause(known: Known, own: Own, window: Window) -> Cause | None:
    """Give the first cause of `unknown` that stands at `as_of` (section 4)."""
    if not window.session.told:
        return Cause.NOT_TOLD
    # What everybody shares who is expected then is found out once.
    asked = (window.session.date, window.opens, window.start, window.end)
    if asked not in known.causes:
        known.causes[asked] = _cause_for_all(known, window)
    cause = known.causes[asked]
    if cause is not Cause.COVERAGE and has_doubt(
        own, window, known.as_of, begin_by=window.end
    ):
        return Cause.CLOCK
    return cause


def is_missing_so_far(known: Known, own: Own, window: Window) -> bool:
    """Tell whether a pending session lacks a registration (section 6).

    Judged up to `j`, which no terminal's log end lies before: what the terminals
    have not yet told is not held against anybody. Where no terminal is in use, `j`
    never comes.
    """
    if not window.session.told:
        return False
    limits = known.limits
    day = window.session.date
    j = min(known.as_of, known.listening.log_end(day))
    if j < window.start + limits.missing_min * 60:
        return False
    silent = known.listening.was_silent(
        day,
        window.start - limits.listening_min * 60,
        j,
        over_min=limits.silence_min,
    )
    return not (
        silent
        or has_doubt(own, window, known.as_of, begin_by=j)
        or _touching(known, window, begin_by=j)
    )


def _cause_for_all(known: Known, window: Window) -> Cause | None:
    limits = known.limits
    if known.listening.missed(
        window.session.date,
        window.start - limits.listening_min * 60,
        window.end,
        over_min=limits.silence_min,
    ):
        return Cause.COVERAGE
    return _touching(known, window, begin_by=window.end)


def _touching(known: Known, window: Window, *, begin_by: int) -> Cause | None:
    """What begins by then, which is not after the end, and touches the window.

    An uncertain tap of nobody casts its doubt on everybody at the site.
    """
    if known.doubts.touch(window.opens, begin_by=begin_by):
        return Cause.CLOCK
    if known.unknown_cards.touch(window.opens, begin_by=begin_by):
        return Cause.UNKNOWN_CARD
    if _quarantine_touches(known, window, begin_by=begin_by):
        return Cause.QUARANTINE
    return None


def _quarantine_touches(known: Known, window: Window, *, begin_by: int) -> bool:
    if known.quarantined_revoked.touch(window.opens, begin_by=begin_by):
        return True
    if not known.quarantined:
        return False
    return any(
        terminal in known.quarantined
        and known.quarantined[terminal].touch(window.opens, begin_by=begin_by)
        for terminal in known.listening.in_use(window.session.date)
    )
