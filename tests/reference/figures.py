# ruff: noqa: D103 -- the names are the words of the rules
"""Section 5: the figures of one person's course."""

from datetime import timedelta
from typing import Any

from tests.reference.facts import Course
from tests.reference.judging import Judged


def percent(part: int, whole: int) -> int | None:
    """Whole numbers, half rounded up; 100 and 0 only when exact."""
    if whole == 0:
        return None
    if part == 0:
        return 0
    if part == whole:
        return 100
    return min(99, max(1, (200 * part + whole) // (2 * whole)))


def count_figures(letters: str, told_before: int) -> dict[str, Any]:
    """Compute from the letters, and from how many S a notice `before` covers."""
    count = {letter: letters.count(letter) for letter in "TSAFIUX"}
    t, s, f = count["T"], count["S"], count["F"]
    i, u, x = count["I"], count["U"], count["X"]
    p = t + s + count["A"]
    basis = p + u
    everything = p + f + i + u + x
    if basis < 5:
        why = "too_few"
    elif (p + u + f) * 100 < 80 * everything:
        why = "too_unclear"
    else:
        why = None
    interval = None
    if i + x > 0:
        interval = [percent(p, p + u + i + x), percent(p + i + x, p + u + i + x)]
    return {
        **count,
        "basis": basis,
        "stability": percent(p, basis) if why is None else None,
        "why": why,
        "interval": interval,
        "coverage": percent(p + u + f, everything),
        "punctuality": percent(t, t + s - told_before),
        "attendance": percent(p, p + f + u) if why is None else None,
    }


def streak(letters: str) -> tuple[int, bool]:
    """Count backwards from the latest; True means 'at least'."""
    length, at_least = 0, False
    for letter in reversed(letters):
        if letter in "TSA":
            length += 1
        if letter == "I":
            at_least = True
        if letter == "U":
            break
    return length, at_least


def trend(letters: str) -> str | None:
    came = [letter in "TSA" for letter in letters if letter in "TSAU"]
    if len(came) < 16:
        return None
    last, before = came[-10:], came[-20:-10]
    # The two shares, over the common denominator.
    difference = sum(last) * len(before) - sum(before) * len(last)
    twenty_points = len(last) * len(before) * 20
    if difference * 100 >= twenty_points:
        return "rising"
    if difference * 100 <= -twenty_points:
        return "falling"
    return "steady"


def settled(judged: list[Judged]) -> list[Judged]:
    return [one for one in judged if one.status != "pending"]


def letters_of(judged: list[Judged]) -> str:
    return "".join(one.letter for one in judged)


def late_and_told(judged: list[Judged]) -> int:
    return len([one for one in judged if one.letter == "S" and one.told_before])


def course_figures(judged: list[Judged]) -> dict[str, Any]:
    letters = letters_of(settled(judged))
    length, at_least = streak(letters)
    return {
        **count_figures(letters, late_and_told(judged)),
        "streak": length,
        "streak_at_least": at_least,
        "trend": trend(letters),
    }


def latest_28_days(course: Course, judged: list[Judged]) -> dict[str, Any]:
    """The 28 days that end with the date of the latest settled session."""
    found = settled(judged)
    if not found:
        return count_figures("", 0)
    last = found[-1].session.date
    first = max(last - timedelta(days=27), course.first)
    within = [one for one in found if first <= one.session.date <= last]
    return count_figures(letters_of(within), late_and_told(within))


def share_met(begun: list[list[Judged]]) -> dict[str, int]:
    """Count over the courses whose first day is not after `as_of`."""
    met = [any(one.letter in list("TSA") for one in judged) for judged in begun]
    told = [any(one.status != "unknown" for one in settled(judged)) for judged in begun]
    return {
        "offered": len(begun),
        "met": met.count(True),
        "not_known": [
            not came and not known for came, known in zip(met, told, strict=True)
        ].count(True),
    }
