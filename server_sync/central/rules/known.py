"""The facts as they are known at `as_of`, ordered for asking (docs/rules.md section 1).

A fact whose own instant lies after `as_of` counts for nothing and is left out here,
once and for all. Of an uncertain tap and of a quarantined event `lo` decides.
"""

from datetime import date
from enum import IntEnum

from msgspec import Struct

from server_sync.central.rules.calendar import date_of
from server_sync.central.rules.facts import (
    CheckIn,
    Facts,
    Instant,
    Notice,
    PersonId,
    Tap,
    TerminalId,
)
from server_sync.central.rules.listening import SiteListening
from server_sync.central.rules.owners import Nobody, Owners
from server_sync.central.rules.spans import Spans
from server_sync.central.rules.status import Cause


class Rank(IntEnum):
    """Who goes first at the same second (section 3)."""

    CERTAIN_TAP = 0
    MANUAL = 1
    UNCERTAIN_TAP = 2


class Candidate(Struct, frozen=True, order=True):
    """A tap or a manual arrival of a person; sorts in the order of section 3.

    `code` is a check-in by code. A `contested` tap was resolved as this person's, but
    somebody else held the card for a part of it: it is a doubt and no arrival.
    """

    lo: Instant
    rank: Rank
    hi: Instant
    code: bool
    delayed: bool
    contested: bool = False


class Own:
    """What is known of one person, whatever the date.

    `perhaps_own` are the instants of nobody's taps that lay beside this person's cards.
    """

    def __init__(self) -> None:
        self.candidates: list[Candidate] = []
        self.los: list[Instant] = []
        self.uncertain: list[Candidate] = []
        self.doubts: list[tuple[Instant, Instant]] = []
        self.perhaps_own: list[Instant] = []
        self.notices: list[Notice] = []
        self.no_shows: dict[date, Instant] = {}
        self.later: list[tuple[date, date, Instant]] = []
        self.ahead: list[Instant] = []

    def in_order(self) -> None:
        """Put everything in order, once all of it has come in."""
        self.candidates.sort()
        self.los = [one.lo for one in self.candidates]
        self.notices.sort(key=lambda notice: (notice.reported_at, notice.reason))
        self.ahead.sort()

    def notice_for(self, day: date) -> Notice | None:
        """Give the notice shown for a date: reported earliest, then by reason."""
        for notice in self.notices:
            if notice.first <= day <= notice.last:
                return notice
        return None

    def turns_on(self, day: date) -> list[Instant]:
        """List when what was written about a date, but lies ahead, begins to count."""
        return [at for first, last, at in self.later if first <= day <= last]


class Known:
    """All that is known of a site at `as_of`.

    `causes` holds what was found to stand for all who are expected at the same hours.
    """

    def __init__(self, facts: Facts, as_of: Instant) -> None:
        self.as_of = as_of
        self.site = facts.site
        self.limits = facts.site.limits
        self.listening = SiteListening(facts.site, facts.stretches, as_of)
        self.heard_later = _heard_later(facts, as_of)
        self.later = _later(facts, as_of)
        self.beside_later = sorted(
            tap.lo
            for tap in (*facts.taps, *facts.companions)
            if tap.beside and tap.lo > as_of
        )
        self.causes: dict[tuple[date, int, int, int], Cause | None] = {}
        self._people: dict[PersonId, Own] = {}
        self._take_taps(facts)
        self._take_check_ins(facts)
        self._take_written(facts)
        self._take_quarantined(facts)
        for own in self._people.values():
            own.in_order()
        self.later.sort()

    def of(self, person: PersonId) -> Own:
        """Give what is known of one person."""
        own = self._people.get(person)
        if own is None:
            own = self._people[person] = Own()
        return own

    def unknown_card_dates(self) -> frozenset[date]:
        """Give the dates of the taps by nobody that nobody has resolved."""
        return frozenset(date_of(tap.lo, self.site.zone) for tap in self._unresolved)

    def _take_taps(self, facts: Facts) -> None:
        owners = Owners(facts, self.as_of)
        self._unresolved: list[Tap] = []
        of_nobody: list[tuple[Instant, Instant]] = []
        for tap in facts.taps:
            if tap.hi > self.as_of:
                self._await_tap(owners, tap)
            if tap.lo > self.as_of:
                continue
            owner = owners.owner_of(tap)
            if owner is Nobody.UNRESOLVED:
                self._unresolved.append(tap)
                beside = owners.person_beside(tap)
                if beside is not None:
                    self.of(beside).perhaps_own.append(tap.lo)
                of_nobody += [] if tap.certain else [(tap.lo, tap.hi)]
                continue
            # Of a certain tap nobody else held the card, or it would be theirs.
            others = () if tap.certain else owners.others_during(tap, owner)
            for other in others:
                self.of(other).doubts.append((tap.lo, tap.hi))
            if not isinstance(owner, Nobody):
                self._take_tap_of(owner, tap, code=False, contested=bool(others))
        self.unknown_cards = Spans((tap.lo, tap.hi) for tap in self._unresolved)
        self.doubts = Spans(of_nobody)

    def _await_tap(self, owners: Owners, tap: Tap) -> None:
        """Note from when a tap counts, and is an arrival at the earliest.

        What is certainly one person's changes nothing for another, even then.
        """
        owner = owners.owner_of(tap) if tap.certain else Nobody.UNRESOLVED
        later = self.later if isinstance(owner, Nobody) else self.of(owner).ahead
        later += [at for at in (tap.lo, tap.hi) if at > self.as_of]

    def _take_check_ins(self, facts: Facts) -> None:
        """Take what was told by code: that person's, whoever holds what."""
        for one in facts.check_ins:
            if one.hi > self.as_of:
                ahead = [at for at in (one.lo, one.hi) if at > self.as_of]
                self.of(one.person).ahead += ahead
            if one.lo <= self.as_of:
                self._take_tap_of(one.person, one, code=True, contested=False)

    def _take_tap_of(
        self, person: PersonId, tap: Tap | CheckIn, *, code: bool, contested: bool
    ) -> None:
        rank = Rank.CERTAIN_TAP if tap.certain else Rank.UNCERTAIN_TAP
        one = Candidate(tap.lo, rank, tap.hi, code, tap.delayed, contested)
        own = self.of(person)
        own.candidates.append(one)
        if not tap.certain:
            own.uncertain.append(one)

    def _take_written(self, facts: Facts) -> None:
        for written in facts.arrivals:
            if written.at <= self.as_of:
                at = written.at
                one = Candidate(
                    at, Rank.MANUAL, at, code=False, delayed=written.delayed
                )
                self.of(written.person).candidates.append(one)
            else:
                self.of(written.person).ahead.append(written.at)
        for notice in facts.notices:
            own = self.of(notice.person)
            if notice.reported_at <= self.as_of:
                own.notices.append(notice)
            else:
                own.later.append((notice.first, notice.last, notice.reported_at))
        for no_show in facts.no_shows:
            own = self.of(no_show.person)
            if no_show.at <= self.as_of:
                latest = own.no_shows.get(no_show.date, no_show.at)
                own.no_shows[no_show.date] = max(latest, no_show.at)
            else:
                own.later.append((no_show.date, no_show.date, no_show.at))

    def _take_quarantined(self, facts: Facts) -> None:
        between: dict[TerminalId, list[tuple[Instant, Instant]]] = {}
        revoked: list[tuple[Instant, Instant]] = []
        for one in facts.quarantined:
            if one.lo <= self.as_of:
                of_terminal = between.setdefault(one.terminal, [])
                (revoked if one.revoked else of_terminal).append((one.lo, one.hi))
        self.quarantined = {name: Spans(spans) for name, spans in between.items()}
        self.quarantined_revoked = Spans(revoked)


def _heard_later(facts: Facts, as_of: Instant) -> list[Instant]:
    """List the instants after `as_of` from which a log end is a later one."""
    return sorted(one.start for one in facts.stretches if one.start > as_of)


def _later(facts: Facts, as_of: Instant) -> list[Instant]:
    """List the instants after `as_of` at which what a terminal told begins to count."""
    later = [one.lo for one in facts.quarantined if one.lo > as_of]
    later += [stretch.start for stretch in facts.stretches if stretch.start > as_of]
    later += [stretch.end for stretch in facts.stretches if stretch.end > as_of]
    return later
