# ruff: noqa: D101, D103 -- the names are the words of the rules
"""Section 3: whose a tap is, and in which window it lies."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.reference.expected import ONE_DAY, Session
from tests.reference.facts import Facts, Tap

ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Arrival:
    lo: datetime
    hi: datetime
    source: str  # "tap" or "manual"
    certain: bool
    delay: str | None


@dataclass(frozen=True)
class KnownTap:
    tap: Tap
    owner: str | None  # A person, by assignment or else by resolution.
    unknown: bool  # Nobody held the card, and nobody has resolved the tap.
    held_by: set[str | None]  # Whoever held the card at some instant of it.


@dataclass(frozen=True)
class Windowed:
    session: Session
    opens: datetime
    closes: datetime
    limit: datetime  # start + tolerance

    def holds(self, lo: datetime, hi: datetime) -> bool:
        return self.opens <= lo and hi <= self.closes

    def is_touched_by(self, lo: datetime, hi: datetime) -> bool:
        return lo <= self.closes and self.opens <= hi


# --- whose tap is it ---


def holder(facts: Facts, card: str, at: datetime) -> str | None:
    """Of several, the latest `from`; of equal ones, the last by name."""
    held = [
        (one.start, one.person)
        for one in facts.cards
        if one.card == card and one.start <= at < one.end
    ]
    return max(held)[1] if held else None


def holders(facts: Facts, tap: Tap) -> set[str | None]:
    """Return who held the card at some instant of [lo, hi]; None where nobody did."""
    # Who holds a card changes only where an assignment begins or ends.
    instants = {tap.lo, tap.hi}
    for one in facts.cards:
        if one.card == tap.card:
            instants |= {at for at in (one.start, one.end) if tap.lo <= at <= tap.hi}
    return {holder(facts, tap.card, at) for at in instants}


def resolved_as(facts: Facts, tap: Tap) -> set[str | None]:
    return {
        one.person
        for one in facts.resolved
        if (one.terminal, one.card, one.lo, one.hi, one.certain)
        == (tap.terminal, tap.card, tap.lo, tap.hi, tap.certain)
    }


def known_taps(facts: Facts) -> list[KnownTap]:
    known = []
    for tap in facts.taps:
        # Section 1: after as_of it counts for nothing; `lo` decides.
        if tap.lo > facts.as_of:
            continue
        held_by = holders(facts, tap)
        resolutions = resolved_as(facts, tap)
        if len(held_by) == 1 and held_by != {None}:  # At every instant of it.
            (owner,), unknown = held_by, False
        elif len(resolutions) == 1:  # Those that disagree resolve nothing.
            (owner,), unknown = resolutions, False
        else:
            owner, unknown = None, True
        known.append(KnownTap(tap, owner, unknown, held_by))
    return known


# --- acceptance windows ---


def windows_of(facts: Facts, sessions: list[Session]) -> list[Windowed]:
    """Section 3, for the sessions of one person in order of start."""
    windows = []
    for number, session in enumerate(sessions):
        opens = session.start - timedelta(minutes=180)
        for earlier in sessions[:number]:
            of_these_dates = earlier.date in (session.date, session.date - ONE_DAY)
            if of_these_dates and opens <= earlier.end <= session.end:
                opens = earlier.end + ONE_SECOND
        limit = session.start + timedelta(minutes=facts.tolerance_min)
        windows.append(Windowed(session, opens, session.end, limit))
    return windows


def arrivals_known_of(facts: Facts, taps: list[KnownTap], person: str) -> list[Arrival]:
    """All taps and manual arrivals of one person, in the order of section 3."""
    certain_tap, by_hand, uncertain_tap = 0, 1, 2
    ranked: list[tuple[datetime, int, datetime, Arrival]] = []
    for known in taps:
        tap = known.tap
        if known.owner == person:
            rank = certain_tap if tap.certain else uncertain_tap
            arrival = Arrival(tap.lo, tap.hi, "tap", tap.certain, tap.delay)
            ranked.append((tap.lo, rank, tap.hi, arrival))
    for written in facts.manual:
        if written.person == person and written.at <= facts.as_of:
            at = written.at
            arrival = Arrival(at, at, "manual", certain=True, delay=written.delay)
            ranked.append((written.at, by_hand, written.at, arrival))
    return [entry[3] for entry in sorted(ranked, key=lambda entry: entry[:3])]
