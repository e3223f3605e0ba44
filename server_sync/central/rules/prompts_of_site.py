"""The prompts about the site (docs/rules.md section 6)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate

from server_sync.central.rules.facts import Limits, Site
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.prompt import Key, Prompt
from server_sync.central.rules.status import Cause, Status
from server_sync.central.rules.terminals import SiteTerminals

NOT_HEARD = frozenset({Cause.COVERAGE, Cause.CLOCK, Cause.QUARANTINE})
UNCLEAR = frozenset({Status.UNCLARIFIED, Status.UNKNOWN})


def prompts_of_site(
    rows: Sequence[Judged],
    site: Site,
    unknown_card_dates: Iterable[date],
    today: date,
) -> Iterator[Prompt]:
    """Raise what stands about the site; `rows` are of all its courses up to today."""
    not_heard = {row.date for row in rows if row.cause in NOT_HEARD}
    for day in with_terminal(not_heard, site):
        yield Prompt(Key.NO_DATA, date=day)
    for day in unknown_card_dates:
        yield Prompt(Key.UNKNOWN_CARD, date=day)
    if is_over_capacity(rows, site, today):
        yield Prompt(Key.OVER_CAPACITY, date=today)
    if are_many_unclarified(rows, site, today):
        yield Prompt(Key.MANY_UNCLARIFIED)


def is_over_capacity(rows: Iterable[Judged], site: Site, today: date) -> bool:
    """More sessions `[start, end)` overlap at some instant than the site holds."""
    if site.capacity is None:
        return False
    expected = [
        (row.start, row.end)
        for row in rows
        if row.date == today and row.status is not Status.NOTIFIED
    ]
    return most_at_once(expected) > site.capacity


def most_at_once(sessions: Sequence[tuple[int, int]]) -> int:
    """Say how many sessions `[start, end)` overlap at some instant, at the most."""
    # At the same second those who leave go before those who come.
    turns = sorted(
        [(start, 1) for start, _ in sessions] + [(end, -1) for _, end in sessions]
    )
    return max(accumulate(change for _, change in turns), default=0)


def with_terminal(dates: Iterable[date], site: Site) -> Iterator[date]:
    """Leave out the dates on which no terminal was in use at the site."""
    terminals = SiteTerminals(site)
    return (day for day in dates if terminals.in_use(day))


def are_many_unclarified(rows: Iterable[Judged], site: Site, today: date) -> bool:
    """Over 20 % of at least 20 settled sessions of 28 days are I or X."""
    since = latest_since(site.limits, today)
    return is_too_unclear(
        Counter(row.status for row in rows if row.date >= since), site, today
    )


def latest_since(limits: Limits, today: date) -> date:
    """Give the first of the 28 days that end with the date of `as_of`."""
    return today - timedelta(days=limits.latest_days - 1)


def is_too_unclear(sessions: Mapping[Status, int], site: Site, today: date) -> bool:
    """Tell from how many sessions have which status whether too many are I or X.

    Where no terminal was in use on any of the days, nothing else was to be expected.
    """
    limits = site.limits
    if not SiteTerminals(site).any_in_use(latest_since(limits, today), today):
        return False
    settled = sum(sessions.values()) - sessions.get(Status.PENDING, 0)
    unclear = sum(sessions.get(status, 0) for status in UNCLEAR)
    return (
        settled >= limits.unclarified_of_sessions
        and 100 * unclear > limits.unclarified_percent * settled
    )
