# ruff: noqa: D101, D103 -- the names are the words of the rules
"""Sections 3 and 4: doubts, lateness, and the status of a session."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.reference.arriving import (
    Arrival,
    KnownTap,
    Windowed,
    arrivals_known_of,
    beside_whom,
    windows_of,
)
from tests.reference.expected import Session, expected_sessions
from tests.reference.facts import BEFORE_EVERYTHING, Facts, Notice


@dataclass(frozen=True)
class Judged:
    session: Session
    status: str
    arrival: Arrival | None
    notice: Notice | None
    cause: str | None  # The first cause of unknown that stands, whatever the status.
    noted_delay: bool
    missing: bool  # Is the prompt missing_registration raised on it?

    @property
    def letter(self) -> str:
        letters = {
            "on_time": "T", "late": "S", "attended": "A", "notified": "F",
            "no_show": "U", "unknown": "X", "unclarified": "I", "pending": "",
        }  # fmt: skip
        return letters[self.status]

    @property
    def told_before(self) -> bool:
        """Section 4: is there a notice, reported by the session's start?"""
        return self.notice is not None and self.notice.reported_at <= self.session.start

    @property
    def prompt_letter(self) -> str:
        """Section 6: an F on which a cause of unknown stands counts as X."""
        if self.letter == "F" and self.cause is not None:
            return "X"
        return self.letter


# --- what the terminals told ---


def silent_seconds(
    facts: Facts, terminal: str, first: datetime, last: datetime
) -> float:
    """Return for how long the terminal was not listening within [first, last]."""
    silent, heard_until = 0.0, first
    for start, end in sorted(facts.listening[terminal]):
        start_within, end_within = max(start, first), min(end, last)
        if start_within > end_within:
            continue  # It lies outside.
        if start_within > heard_until:
            silent += (start_within - heard_until).total_seconds()
        heard_until = max(heard_until, end_within)
    return silent + max(0.0, (last - heard_until).total_seconds())


def log_end(facts: Facts, terminal: str) -> datetime:
    ends = [end for _, end in facts.listening[terminal]]
    return max(ends, default=BEFORE_EVERYTHING)


def some_silence(
    facts: Facts, first: datetime, last: datetime, more_than_seconds: int
) -> bool:
    return any(
        silent_seconds(facts, terminal, first, last) > more_than_seconds
        for terminal in facts.terminals
    )


def some_log_ends_by(facts: Facts, instant: datetime) -> bool:
    return any(log_end(facts, terminal) <= instant for terminal in facts.terminals)


# --- doubts ---


def doubts_from(facts: Facts, taps: list[KnownTap], window: Windowed,
                own_windows: list[Windowed]) -> list[datetime]:  # fmt: skip
    """Return the `lo` of each uncertain tap that casts the doubt `clock` here."""
    found = []
    for known in taps:
        tap = known.tap
        if tap.certain or not window.is_touched_by(tap.lo, tap.hi):
            continue
        person = window.session.person
        if known.unknown:  # Nobody's: the whole site.
            found.append(tap.lo)
        elif known.others:
            # Somebody else held the card: a doubt for the one it was resolved as
            # and for each of those; of "not one of ours", for those alone.
            if person == known.owner or person in known.others:
                found.append(tap.lo)
        elif known.owner == person:
            within_one = any(one.holds(tap.lo, tap.hi) for one in own_windows)
            if not (within_one and tap.hi <= facts.as_of):
                found.append(tap.lo)
    return found


def quarantines_from(facts: Facts, window: Windowed) -> list[datetime]:
    """Return when each quarantined event that touches the window begins."""
    return [
        lo
        for lo, hi in facts.quarantined
        if lo <= facts.as_of and window.is_touched_by(lo, hi)
    ]


def unknown_cards_at(taps: list[KnownTap], window: Windowed) -> list[datetime]:
    return [
        known.tap.lo
        for known in taps
        if known.unknown
        and known.tap.certain
        and window.holds(known.tap.lo, known.tap.hi)
    ]


# --- one session ---


@dataclass(frozen=True)
class Evidence:
    """All that is known at `as_of` about one session."""

    facts: Facts
    window: Windowed
    arrivals: list[Arrival]  # Ordered.
    noted_delay: bool
    doubts: list[datetime]
    unknown_cards: list[datetime]
    quarantines: list[datetime]
    perhaps_own: list[datetime]  # Nobody's taps that lay beside the person's cards.


def certainly_on_time(arrival: Arrival, window: Windowed) -> bool:
    return arrival.hi <= window.limit


def chosen_arrival(evidence: Evidence) -> Arrival | None:
    """The first; but where any is certainly on time, the first of those."""
    for arrival in evidence.arrivals:
        if certainly_on_time(arrival, evidence.window):
            return arrival
    return evidence.arrivals[0] if evidence.arrivals else None


def lateness_may_be_ours(evidence: Evidence) -> bool:
    facts, window = evidence.facts, evidence.window
    an_hour_before = window.session.start - timedelta(minutes=60)
    return (
        not facts.terminals  # All of a scenario's are in use on every day.
        or some_silence(facts, an_hour_before, window.limit, 60)
        or some_log_ends_by(facts, window.limit)
        or any(lo <= window.limit for lo in evidence.doubts)
        or any(lo <= window.limit for lo in evidence.quarantines)
        # Sentence 2: on another date a terminal may have failed to tell of it.
        or any(window.opens <= at <= window.limit for at in evidence.perhaps_own)
    )


def status_of_arrival(arrival: Arrival, evidence: Evidence) -> str:
    window = evidence.window
    if certainly_on_time(arrival, window):
        return "on_time"
    if arrival.lo <= window.limit:
        return "attended"
    # It would be late.
    if not window.session.told:
        return "attended"
    # A manual arrival is turned into `attended` by that alone.
    if arrival.source != "manual" and lateness_may_be_ours(evidence):
        return "attended"
    return "late"


def first_cause(evidence: Evidence) -> str | None:
    """Section 4: the causes of unknown, in this order."""
    facts, session = evidence.facts, evidence.window.session
    an_hour_before = session.start - timedelta(minutes=60)
    if not session.told:
        return "not_told"
    if (
        not facts.terminals  # Nothing listened at all.
        or some_silence(facts, an_hour_before, session.end, 600)
        or some_log_ends_by(facts, session.end)
    ):
        return "coverage"
    if evidence.doubts:
        return "clock"
    if evidence.unknown_cards:
        return "unknown_card"
    if evidence.quarantines:
        return "quarantine"
    return None


def missing_while_pending(evidence: Evidence) -> bool:
    """Section 6, `missing_registration` of a pending session, judged up to `j`."""
    facts, session = evidence.facts, evidence.window.session
    if not session.told or not facts.terminals:
        return False
    j = min([facts.as_of] + [log_end(facts, name) for name in facts.terminals])
    if j < session.start + timedelta(minutes=30):
        return False
    return not (
        some_silence(facts, session.start - timedelta(minutes=60), j, 600)
        or any(lo <= j for lo in evidence.doubts)
        or any(at <= j for at in evidence.unknown_cards)
        or any(lo <= j for lo in evidence.quarantines)
    )


def shown_notice(facts: Facts, session: Session) -> Notice | None:
    """The one reported earliest; of equal ones, the first by reason."""
    covering = [
        notice
        for notice in facts.notices
        if notice.person == session.person
        and notice.first <= session.date <= notice.last
        and notice.reported_at <= facts.as_of
    ]
    return min(covering, key=lambda n: (n.reported_at, n.reason), default=None)


def no_show_confirmed(facts: Facts, session: Session) -> bool:
    return any(
        one.person == session.person
        and one.date == session.date
        and session.start < one.at <= facts.as_of
        for one in facts.no_shows
    )


def judge(evidence: Evidence) -> Judged:
    """Section 4: the first line that fits."""
    facts, session = evidence.facts, evidence.window.session
    arrival = chosen_arrival(evidence)
    notice = shown_notice(facts, session)
    cause = first_cause(evidence)
    if arrival is not None:
        status = status_of_arrival(arrival, evidence)
    elif notice is not None:
        status = "notified"
    elif no_show_confirmed(facts, session):
        status = "no_show"
    elif facts.as_of <= session.end:
        status = "pending"
    elif cause is not None:
        status = "unknown"
    else:
        status = "unclarified"
    missing = status == "unclarified" or (
        status == "pending" and missing_while_pending(evidence)
    )
    return Judged(
        session, status, arrival, notice, cause, evidence.noted_delay, missing
    )


def judge_person(facts: Facts, taps: list[KnownTap], person: str) -> list[Judged]:
    course = next(one for one in facts.courses if one.person == person)
    windows = windows_of(facts, expected_sessions(facts, course))
    own = arrivals_known_of(facts, taps, person)
    judged = []
    for window in windows:
        within = [one for one in own if window.holds(one.lo, one.hi)]
        evidence = Evidence(
            facts=facts,
            window=window,
            # An uncertain tap that may lie after as_of is a doubt, no arrival.
            arrivals=[one for one in within if one.hi <= facts.as_of and one.arrives],
            noted_delay=any(one.delay is not None for one in within)
            or shown_notice(facts, window.session) is not None,
            doubts=doubts_from(facts, taps, window, windows),
            unknown_cards=unknown_cards_at(taps, window),
            quarantines=quarantines_from(facts, window),
            perhaps_own=[
                known.tap.lo
                for known in taps
                if known.unknown and beside_whom(facts, known.tap) == person
            ],
        )
        judged.append(judge(evidence))
    return judged
