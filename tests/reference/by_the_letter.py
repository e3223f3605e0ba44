"""The rules of attendance, read sentence by sentence: slow, plain, and an oracle.

Section 2 is in `expected`, 3 in `arriving`, 4 in `judging`, 5 in `figures`, 6 in
`prompts`, 7 in `reading` and here.
"""

# OPEN_READINGS: what the text leaves open, and what was chosen here. Above all stand
# the two sentences; then the letter; then what is kindest to the person at the door.
#
#  1. Resolutions that disagree resolve nothing: such a tap is one that "nobody
#     resolved", so what lay beside it may still say whose it is.
#  2. An uncertain tap resolved as somebody's, with a card that another held for a
#     part of the interval, is no arrival; a delay on it is noted all the same, since
#     it was resolved as theirs.
#  3. A number "has lain beside that person's cards" on the date of a tap with that
#     number, whoever else said what of that tap, beside which all held cards were
#     that person's throughout. Of an uncertain tap the date is known only where the
#     whole interval lies on it: else taking anchors away could make two dates of one.
#     Taps that name the number beside a known card say nothing of it. And until the
#     number is theirs, a tap of it that is nobody's, in the window and by the limit,
#     makes a later tap of that person `attended`: otherwise a log cut before the
#     second date would make them late (the second sentence).
#  4. An uncertain tap that lies within a window but may lie after `as_of` is a doubt
#     there; a delay that it carries is noted all the same.
#  5. Listening is known up to `as_of`: a stretch across it is cut there, a stretch
#     that begins after it is not known. The log end is therefore never after `as_of`.
#  6. Fractions are cut from every instant when it is read: listening, closures and
#     cards too. A resolution names a tap by terminal, card and whole second.
#  7. On a session that is not over (`as_of <= end`) the cause `coverage` stands,
#     since no log end can be after `end`. So an F of today counts as X in the two
#     prompts that say so, and an S of today is not among the 3 of `often_late`, until
#     the day is over.
#  8. Other causes stand on a session whatever its status; `coverage` and the others
#     are asked of an F or S exactly as of a session without an arrival.
#  9. An interval's order is judged as instants: one that the change of clocks turns
#     round (02:30-03:10 on a spring night) ends before it begins, and is refused. A
#     plan's hours are judged as written; hours that the night of a change turns round
#     leave nothing.
# 10. Hours of no length (08:15-08:15) give no session.
# 11. Overlapping hours in a voided plan or exception are not refused; but in every
#     voided fact the keys, times and terminals must be right all the same.
# 12. "Earlier session" means earlier by start, then by end, as they stand after
#     closures; where several end inside the window, the latest end counts.
# 13. "Lies within its window", of an uncertain tap with a delay: the whole interval.
# 14. The site's terminals are in use on every day. Without any, nothing listened:
#     "a terminal was in use" asks whether the site has one.
# 15. The 28 days of a person without a settled session are empty. A course without a
#     settled session and without an arrival is `not_known` in the share met.
# 16. `offered` counts by dates: a course that begins on the date of `as_of` is
#     offered.
# 17. `over_capacity` looks at the sessions of the date of `as_of`, whatever their
#     status but `notified`, the pending ones too.
# 18. `course_ending` with 3 weeks or fewer stands from the first day.
# 19. `card_problem` counts pending and notified sessions among the 5 begun.
# 20. Needed are the keys without which no rule works, and the name of whoever wrote a
#     manual arrival, a notice or a no-show. Texts (`about`, `name`, `why`),
#     `max_weeks` and a card's `to` may be left out; null is as good as left out for
#     these, for `capacity`, `delay` and a closure's `person`.
# 21. A resolution says one of "not_ours": true and a person; both, or neither, is
#     refused.
# 22. Times are YYYY-MM-DDTHH:MM[:SS[.fraction]], dates YYYY-MM-DD, hours HH:MM[:SS],
#     and nothing else; 24:00 is no time.
# 23. People stand in the outcome by name; two prompts that say the same are one.

from datetime import datetime
from typing import Any

from tests.reference.arriving import known_taps
from tests.reference.expected import local_date
from tests.reference.facts import COPENHAGEN
from tests.reference.fields import Refused
from tests.reference.figures import course_figures, latest_28_days, share_met
from tests.reference.judging import Judged, judge_person
from tests.reference.prompts import all_prompts
from tests.reference.reading import read

__all__ = ["Refused", "outcome"]


def shown(instant: datetime, shape: str) -> str:
    return instant.astimezone(COPENHAGEN).strftime(shape)


def session_row(one: Judged) -> dict[str, Any]:
    """Section 7: each key where it is shown there."""
    row: dict[str, Any] = {
        "date": one.session.date.isoformat(),
        "start": shown(one.session.start, "%H:%M"),
        "end": shown(one.session.end, "%H:%M"),
        "status": one.status,
    }
    if one.arrival is not None:
        row["arrived"] = shown(one.arrival.lo, "%H:%M:%S")
        if not one.arrival.certain:
            row["uncertain"] = True
        row["source"] = one.arrival.source
        if one.status == "late":
            # Counted from `start`, shown in whole minutes, cut off.
            late = one.arrival.lo - one.session.start
            row["minutes_late"] = int(late.total_seconds()) // 60
    if one.notice is not None:  # Beside an arrival too: it belongs to the day.
        row["reason"] = one.notice.reason
        row["notice"] = "before" if one.told_before else "after"
    if one.status == "unknown":
        row["cause"] = one.cause
    return row


def outcome(scenario: dict[str, Any]) -> dict[str, Any]:
    """Compute what section 7 asks for.

    Raises:
        Refused: the scenario cannot be used; the message says why.
    """
    facts = read(scenario)
    taps = known_taps(facts)
    courses = sorted(facts.courses, key=lambda course: course.person)
    people = {
        course.person: judge_person(facts, taps, course.person) for course in courses
    }
    today = local_date(facts.as_of)
    return {
        "people": {
            course.person: {
                "sessions": [session_row(one) for one in people[course.person]],
                "course": course_figures(people[course.person]),
                "latest_28_days": latest_28_days(course, people[course.person]),
            }
            for course in courses
        },
        "share_met": share_met(
            [people[course.person] for course in courses if course.first <= today]
        ),
        "prompts": all_prompts(facts, taps, people),
    }
