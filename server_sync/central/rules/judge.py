"""Judge sessions: from facts and one instant to what is said of each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, time
from operator import attrgetter

from server_sync.central.rules.arrivals import windows_of
from server_sync.central.rules.calendar import date_of, instant_of
from server_sync.central.rules.facts import (
    Closure,
    Course,
    Facts,
    Instant,
    PersonId,
    Site,
)
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.known import Known
from server_sync.central.rules.sessions import ONE_DAY, Off, joined, sessions_of
from server_sync.central.rules.verdict import judge_one

MIDNIGHT = time(0)


def judge(
    facts: Facts,
    as_of: Instant,
    *,
    first: date | None = None,
    last: date | None = None,
) -> tuple[Judged, ...]:
    """Judge every session of `facts.courses` with a date from first to last.

    Without `first`, from the first day of each course; without `last`, up to the
    date of `as_of`. Sorted by person, then date, then start.

    The answer for one person and one date is the same when `facts` holds only its
    neighbourhood. With `span = neighbourhood(site, date, date)`, those are

    * the site, and each course of the person that holds the date or the one before;
    * closures and suspensions, of the site and of the person, that touch that date
      or the one before;
    * of every terminal: the stretches that touch the span, of those begun by `as_of`
      the one with the greatest end (it gives the log end), and the first that begins
      after it;
    * the quarantined events and gaps that touch the span;
    * the taps at the site that touch the span (`lo <= span[1]` and `hi >= span[0]`)
      with all assignments of their cards and all resolutions of them. Taps that are
      certainly another person's may be left out; those of nobody may not;
    * of each number of those taps that lay beside others, all taps with it beside
      others, of any date (as `companions`), with the assignments of what lay beside;
    * the person's check-ins by code that touch the span;
    * the person's manual arrivals within the span, the notices that cover the date
      and the no-shows of the date.

    Anything more changes nothing.
    """
    return tuple(judge_known(Known(facts, as_of), facts, first=first, last=last))


def neighbourhood(site: Site, first: date, last: date) -> tuple[Instant, Instant]:
    """Give the span in which taps and silence can touch sessions of these dates."""
    before_min = max(site.limits.early_min, site.limits.listening_min)
    start = instant_of(first, MIDNIGHT, site.zone) - before_min * 60
    return Instant(start), instant_of(last + ONE_DAY, MIDNIGHT, site.zone)


def judge_known(
    known: Known, facts: Facts, *, first: date | None = None, last: date | None = None
) -> Iterator[Judged]:
    """Judge with facts that are already in order; see `judge`."""
    until = date_of(known.as_of, known.site.zone) if last is None else last
    courses: defaultdict[PersonId, list[Course]] = defaultdict(list)
    for course in facts.courses:
        courses[course.person].append(course)
    closures: defaultdict[PersonId | None, list[Closure]] = defaultdict(list)
    for closure in facts.closures:
        closures[closure.person].append(closure)
    for person in sorted(courses):
        off = joined([*closures[None], *closures[person]])
        yield from _judge_person(known, courses[person], off, first, until)


def _judge_person(
    known: Known,
    courses: Iterable[Course],
    off: Off,
    first: date | None,
    last: date,
) -> list[Judged]:
    sessions = [
        session
        for course in courses
        for session in sessions_of(
            course,
            known.site,
            off,
            # Those of the date before bound the windows of the first date.
            first=course.first if first is None else first - ONE_DAY,
            last=last,
        )
    ]
    judged = [
        judge_one(known, window)
        for window in windows_of(sessions, known.site)
        if first is None or window.session.date >= first
    ]
    return sorted(judged, key=attrgetter("date", "start", "end"))
