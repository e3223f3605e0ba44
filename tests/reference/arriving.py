# ruff: noqa: D101, D103 -- the names are the words of the rules
"""Section 3: whose a tap is, and in which window it lies."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.reference.expected import ONE_DAY, Session, local_date
from tests.reference.facts import Facts, Tap

ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Arrival:
    lo: datetime
    hi: datetime
    source: str  # "tap", "code" or "manual"
    certain: bool
    delay: str | None
    arrives: bool  # False: a doubt all the same (somebody else held the card).


@dataclass(frozen=True)
class KnownTap:
    tap: Tap
    owner: str | None  # A person: by code, assignment, resolution, or what lay beside.
    unknown: bool  # Nobody's, and no agreeing resolution settles it.
    others: set[str]  # Who else held the card at some instant of it.


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


def holders(
    facts: Facts, card: str | None, lo: datetime, hi: datetime
) -> set[str | None]:
    """Return who held the card at some instant of [lo, hi]; None where nobody did."""
    # Who holds a card changes only where an assignment begins or ends.
    instants = {lo, hi}
    for one in facts.cards:
        if one.card == card:
            instants |= {at for at in (one.start, one.end) if lo <= at <= hi}
    return {holder(facts, str(card), at) for at in instants}


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
        if tap.person is not None:  # By code: that person's, whoever holds what.
            known.append(KnownTap(tap, tap.person, unknown=False, others=set()))
            continue
        held_by = holders(facts, tap.card, tap.lo, tap.hi)
        resolutions = resolved_as(facts, tap)
        owner, unknown = None, False
        if len(held_by) == 1 and held_by != {None}:  # At every instant of it.
            (owner,) = held_by
        elif len(resolutions) == 1:  # Those that disagree resolve nothing.
            (owner,) = resolutions
        else:
            owner = companion_of(facts, tap) if held_by == {None} else None
            unknown = owner is None
        others = {one for one in held_by if one is not None and one != owner}
        known.append(KnownTap(tap, owner, unknown, others))
    return known


# --- what lay beside ---


def beside_whom(facts: Facts, tap: Tap) -> str | None:
    """Return the one person whose cards lay beside it, throughout."""
    all_holders: set[str | None] = set()
    for card in tap.beside:
        of_card = holders(facts, card, tap.lo, tap.hi)
        if of_card == {None}:
            continue  # Nobody held it at any instant: left out.
        all_holders.update(of_card)
    if len(all_holders) != 1:
        return None
    return next(iter(all_holders))


def companion_of(facts: Facts, tap: Tap) -> str | None:
    """Section 3: whose a tap is that nobody held the card of and nobody resolved."""
    person = beside_whom(facts, tap)
    if person is None:
        return None
    if re.fullmatch("08[0-9a-fA-F]{6}", str(tap.card)):
        return person  # A random number: four bytes that begin with 08.
    dates = {
        local_date(other.lo)
        for other in facts.taps
        if other.card == tap.card
        and other.lo <= facts.as_of
        # Of one that may have been on either of two dates, no date is known.
        and local_date(other.lo) == local_date(other.hi)
        and beside_whom(facts, other) == person
    }
    return person if len(dates) >= 2 else None


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
    ranked: list[tuple[datetime, int, datetime, int, Arrival]] = []
    for known in taps:
        tap = known.tap
        if known.owner == person:
            rank = certain_tap if tap.certain else uncertain_tap
            source = "tap" if tap.person is None else "code"
            arrival = Arrival(
                tap.lo, tap.hi, source, tap.certain, tap.delay, not known.others
            )
            cards_first = 0 if source == "tap" else 1
            ranked.append((tap.lo, rank, tap.hi, cards_first, arrival))
    for written in facts.manual:
        if written.person == person and written.at <= facts.as_of:
            at = written.at
            arrival = Arrival(
                at, at, "manual", certain=True, delay=written.delay, arrives=True
            )
            ranked.append((written.at, by_hand, written.at, 0, arrival))
    return [entry[4] for entry in sorted(ranked, key=lambda entry: entry[:4])]
