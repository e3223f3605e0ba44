"""The figures of a course (docs/rules.md section 5)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from server_sync.central.rules.calendar import date_of
from server_sync.central.rules.facts import Course, Instant, Limits, Site
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.percent import percent, reaches
from server_sync.central.rules.status import PRESENT, Status, Told
from server_sync.central.rules.streak import Streak, Trend, streak_of, trend_of


class NoStability(StrEnum):
    """Why there is no mødestabilitet."""

    TOO_FEW = "too_few"
    TOO_UNCLEAR = "too_unclear"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many settled sessions have which letter."""

    T: int = 0
    S: int = 0
    A: int = 0
    F: int = 0
    I: int = 0  # noqa: E741 - the letter of the document
    U: int = 0
    X: int = 0

    @property
    def P(self) -> int:  # noqa: N802 - the letter of the document
        """T, S and A: somebody came."""
        return self.T + self.S + self.A

    @property
    def basis(self) -> int:
        """The sessions that mødestabilitet rests on (grundlag)."""
        return self.P + self.U

    @property
    def settled(self) -> int:
        """All of them."""
        return self.P + self.F + self.I + self.U + self.X


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures over one window; None where a denominator is 0 or data too thin.

    Attributes:
        stability: mødestabilitet in per cent.
        why: why there is none; None when there is one.
        interval: the lowest and the highest that mødestabilitet may be, given when
            some sessions are not clear.
        coverage: data coverage (dækning).
        punctuality: on time, of those that came at a known time, without the late
            ones that a notice given before the start covers.
        attendance: attendance in all, told absence counted in (fremmøde, meldt fravær
            talt med); None where there is no mødestabilitet.
    """

    counts: Counts
    stability: int | None
    why: NoStability | None
    interval: tuple[int, int] | None
    coverage: int | None
    punctuality: int | None
    attendance: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseFigures:
    """The whole course so far, which is the main window, and its latest 28 days."""

    course: Figures
    latest: Figures
    streak: Streak
    trend: Trend | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareMet:
    """Andel fremmødt af tilbudte: three counts of courses, never merged."""

    offered: int
    met: int
    not_known: int

    @property
    def share(self) -> int | None:
        """The share in per cent of those of whom it is known."""
        return percent(self.met, self.offered - self.not_known)


def figures(
    judged: Iterable[Judged], *, site: Site, course: Course, as_of: Instant
) -> CourseFigures:
    """Compute the figures of one course from what was judged of its sessions."""
    rows = settled(judged, until=date_of(as_of, site.zone))
    since = course.first
    if rows:
        days = timedelta(days=site.limits.latest_days - 1)
        since = max(since, rows[-1].date - days)
    return CourseFigures(
        course=figures_over(rows, site.limits),
        latest=figures_over([row for row in rows if row.date >= since], site.limits),
        streak=streak_of(rows),
        trend=trend_of(rows, site.limits),
    )


def settled(judged: Iterable[Judged], *, until: date) -> list[Judged]:
    """Take all but the pending, in order, with dates up to that one."""
    return sorted(
        (
            row
            for row in judged
            if row.status is not Status.PENDING and row.date <= until
        ),
        key=lambda row: (row.date, row.start, row.end),
    )


def figures_over(rows: Sequence[Judged], limits: Limits) -> Figures:
    """Compute the figures that any window has."""
    counts = count(rows)
    known = counts.P + counts.U + counts.F
    why = _why_none(counts, known, limits)
    return Figures(
        counts=counts,
        stability=percent(counts.P, counts.basis) if why is None else None,
        why=why,
        interval=_interval(counts),
        coverage=percent(known, counts.settled),
        punctuality=percent(counts.T, counts.T + late_unannounced(rows)),
        attendance=percent(counts.P, counts.basis + counts.F) if why is None else None,
    )


def late_unannounced(rows: Iterable[Judged]) -> int:
    """Count the S that no notice given before the start covers."""
    return sum(
        row.status is Status.LATE and row.notice is not Told.BEFORE for row in rows
    )


def count(rows: Iterable[Judged]) -> Counts:
    """Count the letters; what is pending has none and is not counted."""
    letters = Counter(row.status.letter for row in rows)
    letters.pop("", None)
    return Counts(**letters)


def share_met(
    courses: Iterable[tuple[Course, Sequence[Judged]]],
    *,
    site: Site,
    as_of: Instant,
    first: date | None = None,
    last: date | None = None,
) -> ShareMet:
    """Count the courses whose first day lies in the period and not after `as_of`.

    Each comes with what was judged of its sessions. Without `first` and `last` the
    period is everything up to `as_of`.
    """
    today = date_of(as_of, site.zone)
    until = today if last is None else min(last, today)
    offered = met = not_known = 0
    for course, judged in courses:
        if course.first > until or (first is not None and course.first < first):
            continue
        offered += 1
        statuses = {row.status for row in settled(judged, until=today)}
        if statuses & PRESENT:
            met += 1
        elif statuses <= {Status.UNKNOWN}:
            not_known += 1
    return ShareMet(offered=offered, met=met, not_known=not_known)


def _why_none(counts: Counts, known: int, limits: Limits) -> NoStability | None:
    if counts.basis < limits.basis_min:
        return NoStability.TOO_FEW
    if not reaches(known, counts.settled, limits.coverage_percent_min):
        return NoStability.TOO_UNCLEAR
    return None


def _interval(counts: Counts) -> tuple[int, int] | None:
    unclear = counts.I + counts.X
    whole = counts.basis + unclear
    lowest = percent(counts.P, whole)
    highest = percent(counts.P + unclear, whole)
    if unclear == 0 or lowest is None or highest is None:
        return None
    return lowest, highest
