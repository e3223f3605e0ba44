# ruff: noqa: D103 -- the names are the words of the rules
"""Section 6: the prompts."""

from datetime import date, timedelta

from tests.reference.arriving import KnownTap
from tests.reference.expected import local_date
from tests.reference.facts import Course, Facts
from tests.reference.figures import letters_of, settled, streak
from tests.reference.judging import Judged


def repeated_no_show(judged: list[Judged], today: date) -> bool:
    by_date: dict[date, set[str]] = {}
    for one in judged:
        if one.prompt_letter in ["T", "S", "A", "U", "X"]:
            by_date.setdefault(one.session.date, set()).add(one.prompt_letter)
    two_latest = sorted(by_date)[-2:]
    if len(two_latest) == 2 and all(by_date[on] == {"U"} for on in two_latest):
        return True
    first = today - timedelta(days=27)
    dates_with_u = {
        on for on, found in by_date.items() if "U" in found and first <= on <= today
    }
    return len(dates_with_u) >= 3


def often_late(judged: list[Judged]) -> bool:
    latest = [
        one
        for one in judged
        if one.letter in ["T", "S", "A", "X"] and not one.noted_delay
    ][-10:]
    return len([one for one in latest if one.letter == "S" and not one.cause]) >= 3


def never_attended(judged: list[Judged]) -> bool:
    letters = [one.prompt_letter for one in settled(judged)]
    return len([letter for letter in letters if letter in ["I", "U"]]) >= 3 and not any(
        letter in ["T", "S", "A", "X"] for letter in letters
    )


def course_ending(course: Course, today: date) -> bool:
    if not course.first <= today <= course.last:
        return False
    if (course.last - today).days <= 14:
        return True
    if course.max_weeks is None:
        return False
    day_number = (today - course.first).days + 1
    return day_number >= 7 * (course.max_weeks - 3) + 1


def card_problem(facts: Facts, judged: list[Judged]) -> bool:
    begun = [one for one in judged if one.session.start <= facts.as_of]
    without_card = [
        one for one in begun[-5:] if one.arrival and one.arrival.source != "tap"
    ]
    return len(without_card) >= 2 and facts.terminals != []


def over_capacity(facts: Facts, everybody: list[Judged], today: date) -> bool:
    if facts.capacity is None:
        return False
    sessions = [
        one.session
        for one in everybody
        if one.session.date == today and one.status != "notified"
    ]
    # The most overlap at an instant where one of them starts.
    return any(
        len([s for s in sessions if s.start <= at.start < s.end]) > facts.capacity
        for at in sessions
    )


def many_unclarified(facts: Facts, everybody: list[Judged], today: date) -> bool:
    if not facts.terminals:
        return False
    first = today - timedelta(days=27)
    letters = letters_of(
        [one for one in settled(everybody) if first <= one.session.date <= today]
    )
    unclear = letters.count("I") + letters.count("X")
    return len(letters) >= 20 and unclear * 100 > 20 * len(letters)


def of_person(  # noqa: C901 -- one branch for each line of the table
    facts: Facts, course: Course, judged: list[Judged]
) -> set[tuple[str, str, str]]:
    found: set[tuple[str, str, str]] = set()
    today = local_date(facts.as_of)

    for one in judged:
        on = one.session.date.isoformat()
        if one.missing:
            found.add(("missing_registration", course.person, on))
        if one.status == "no_show":
            found.add(("no_show", course.person, on))
    if judged and judged[0].session.date == today:
        found.add(("first_day", course.person, today.isoformat()))

    if repeated_no_show(judged, today):
        found.add(("repeated_no_show", course.person, ""))
    if often_late(judged):
        found.add(("often_late", course.person, ""))
    if never_attended(judged):
        found.add(("never_attended", course.person, ""))
    if course_ending(course, today):
        found.add(("course_ending", course.person, ""))
    if card_problem(facts, judged):
        found.add(("card_problem", course.person, ""))
    if streak(letters_of(settled(judged)))[0] in [10, 20, 40]:
        found.add(("good_streak", course.person, ""))
    return found


def all_prompts(
    facts: Facts, taps: list[KnownTap], people: dict[str, list[Judged]]
) -> list[dict[str, str]]:
    today = local_date(facts.as_of)
    everybody = [one for judged in people.values() for one in judged]
    found: set[tuple[str, str, str]] = set()

    for course in facts.courses:
        found |= of_person(facts, course, people[course.person])
    for one in everybody:
        ours = ["coverage", "clock", "quarantine"]
        if one.status == "unknown" and one.cause in ours and facts.terminals:
            found.add(("no_data", "", one.session.date.isoformat()))
    for known in taps:
        if known.unknown:
            found.add(("unknown_card", "", local_date(known.tap.lo).isoformat()))
    if over_capacity(facts, everybody, today):
        found.add(("over_capacity", "", today.isoformat()))
    if many_unclarified(facts, everybody, today):
        found.add(("many_unclarified", "", ""))

    # Section 7: sorted by key, then person (none first), then date.
    named = ("key", "person", "date")
    return [
        {name: value for name, value in zip(named, prompt, strict=True) if value}
        for prompt in sorted(found)
    ]
