"""What must be judged again of a site, and how ranges of dates are joined."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Connection

from server_sync.central.facts.recompute_queue import (
    ONE_DAY,
    Dates,
    dates_of,
    enqueue_span,
)
from server_sync.central.judging import holders
from server_sync.central.judging.holders import Companion, Holders
from server_sync.central.judging.recompute_queries import QueueItem

TIME = "time"
"""What is named as the fact where time alone made the difference."""
A_TAP = "tap"
"""What is named as the fact where a tap at another site made the difference."""
EVER: Dates = (date.min, date.max - timedelta(days=2))


@dataclass(slots=True)
class Affected:
    """What must be judged again of one site, and which fact made it so.

    Attributes:
        everybody: the dates to judge of everybody.
        people: the dates to judge of one person.
        facts: for each person (None: the site), the fact that came last.
        new_day: the last date that was judged, if a new one has come since.
    """

    everybody: set[Dates] = field(default_factory=set)
    people: defaultdict[str, set[Dates]] = field(
        default_factory=lambda: defaultdict(set)
    )
    facts: dict[str | None, str] = field(default_factory=dict)
    new_day: date | None = None

    def __bool__(self) -> bool:
        """True if anything must be judged."""
        return bool(self.everybody or self.people)

    def settle(self) -> None:
        """Leave out of the people's dates what is judged of everybody anyway."""
        if EVER in self.everybody:
            self.everybody = {EVER}
            self.people.clear()

    def add(self, person: str | None, dates: Dates, fact: str | None) -> None:
        """Add dates of one person, or of everybody."""
        (self.everybody if person is None else self.people[person]).add(dates)
        if fact:
            self.facts[person] = fact

    def add_new_days(self, through: date | None, today: date) -> None:
        """Add the dates that have come since the site was judged through a date."""
        if through is None:
            self.add(None, EVER, TIME)
        elif through < today:
            self.add(None, (through + ONE_DAY, today), TIME)
            self.new_day = through


def affected_by(
    connection: Connection, items: Sequence[QueueItem], *, site: str, zone: str
) -> Affected:
    """Find out whose dates the items of one site's queue are about."""
    affected = Affected()
    cards = {item.card for item in items if item.card}
    held, companions = holders.holders_of(connection, cards)
    for tap in companions:
        _add_companion(connection, affected, tap, site=site)
    for item in items:
        dates = (item.first or EVER[0], item.last or EVER[1])
        if item.card is None:
            affected.add(item.person, dates, item.fact)
        else:
            _add_tap(affected, held, item.card, dates, item.fact, zone=zone)
    return affected


def _add_tap(  # noqa: PLR0913 - a tap, and where it was
    affected: Affected,
    held: Holders,
    card: str,
    dates: Dates,
    fact: str | None,
    *,
    zone: str,
) -> None:
    """Add the card's holders; a card that may have been nobody's is everybody's."""
    rows = held[card]
    if any(
        holders.held_throughout(row, dates, zone) for row in rows if not row.taken_back
    ):
        for person in {row.person for row in rows}:
            affected.add(person, dates, fact)
    else:
        affected.add(None, dates, fact)


def _add_companion(
    connection: Connection, affected: Affected, tap: Companion, *, site: str
) -> None:
    """Add the date of an earlier tap whose number lay beside cards.

    With the new tap it may be somebody's; at another site, through that one's queue.
    """
    if tap.site == site:
        affected.add(None, dates_of(tap.lo, tap.hi, tap.zone), None)
    else:
        enqueue_span(
            connection,
            site=tap.site,
            lo=tap.lo,
            hi=tap.hi,
            zone=tap.zone,
            fact=A_TAP,
        )


def by_dates(people: Mapping[str, Iterable[Dates]]) -> dict[Dates, list[str]]:
    """Group the people by the dates that are judged of them."""
    groups: defaultdict[Dates, list[str]] = defaultdict(list)
    for person, ranges in sorted(people.items()):
        for dates in merged(ranges):
            groups[dates].append(person)
    return groups


def merged(ranges: Iterable[Dates]) -> list[Dates]:
    """Join ranges that overlap or follow each other, so no date is judged twice."""
    joined: list[Dates] = []
    for first, last in sorted(ranges):
        if joined and first <= joined[-1][1] + ONE_DAY:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined
