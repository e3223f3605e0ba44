"""Days in a row, and where it is going (docs/rules.md section 5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from server_sync.central.rules.facts import Limits
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.status import PRESENT, Status


@dataclass(frozen=True, slots=True)
class Streak:
    """Sessions attended in a row (dage i træk), or at least so many."""

    sessions: int
    at_least: bool


class Trend(StrEnum):
    """The latest sessions against those before them."""

    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"


TREND_OVER = PRESENT | {Status.NO_SHOW}


def streak_of(rows: Sequence[Judged]) -> Streak:
    """Count backwards from the latest: what is not clear is skipped, U ends it."""
    sessions = 0
    at_least = False
    for row in reversed(rows):
        if row.status is Status.NO_SHOW:
            break
        sessions += row.status in PRESENT
        at_least = at_least or row.status is Status.UNCLARIFIED
    return Streak(sessions, at_least)


def trend_of(rows: Sequence[Judged], limits: Limits) -> Trend | None:
    """Compare the share of P in the last 10 with that in the up to 10 before them."""
    over = [row for row in rows if row.status in TREND_OVER]
    if len(over) < limits.trend_sessions_min:
        return None
    many = limits.trend_sessions
    change = _share_present(over[-many:]) - _share_present(over[-2 * many : -many])
    threshold = Fraction(limits.trend_points, 100)
    if change >= threshold:
        return Trend.RISING
    return Trend.FALLING if change <= -threshold else Trend.STEADY


def _share_present(rows: Sequence[Judged]) -> Fraction:
    return Fraction(sum(row.status in PRESENT for row in rows), len(rows))
