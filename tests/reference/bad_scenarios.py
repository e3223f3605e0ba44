# ruff: noqa: D103 -- the names are the words of the rules
"""Make one thing of a good scenario wrong, as section 7 lists what is wrong."""

from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

Made = dict[str, Any]

BAD_TIMES = [
    "half past eight", "2026-02-30T08:00", "2026-03-16T25:00", "2026-03-16T08:61:00",
    "", "2026-13-01T08:00", "08:15", "2026-03-16T08:00:00Z", "2026-03-16T08:00+01:00",
    "2026-03-16T08:00:00.5+02:00", "2026-03-16T08:00:00+00:00",
]  # fmt: skip
BAD_DATES = ["2026-02-30", "yesterday", "2026-00-10", "", "16/03/2026"]
BACKWARDS = ["2026-03-16T10:00:00", "2026-03-16T09:59:59"]

A_TAP: Made = {"terminal": "T1", "card": "K1", "at": "2026-03-16T08:00:00"}
A_RESOLUTION: Made = {**A_TAP, "person": "Alice"}
A_NOTICE: Made = {
    "person": "Alice", "from": "2026-03-16", "to": "2026-03-16", "reason": "ill",
    "reported_at": "2026-03-16T07:00:00", "by": "Mette",
}  # fmt: skip
A_NO_SHOW: Made = {
    "person": "Alice", "date": "2026-03-16", "by": "Mette", "at": "2026-03-16T15:00:00",
}  # fmt: skip
A_MANUAL: Made = {
    "person": "Alice", "at": "2026-03-16T08:00:00", "by": "Mette", "why": "glemt kort",
}  # fmt: skip
A_CARD: Made = {
    "card": "K1", "person": "Alice", "from": "2026-03-16T00:00", "to": None,
}  # fmt: skip
A_CLOSURE: Made = {
    "from": "2026-03-16T12:00", "to": "2026-03-17T00:00", "why": "lukket",
}  # fmt: skip
QUARANTINED: Made = {"terminal": "T1", "between": BACKWARDS[::-1]}

ENTRIES = {
    "taps": A_TAP, "resolved": A_RESOLUTION, "notices": A_NOTICE,
    "no_shows": A_NO_SHOW, "manual": A_MANUAL, "cards": A_CARD,
    "closures": A_CLOSURE, "quarantined": QUARANTINED,
}  # fmt: skip

# Without these no rule can be computed.
NEEDED = {
    "taps": ["terminal", "card", "at"], "resolved": ["terminal", "card", "person"],
    "notices": ["person", "from", "to", "reported_at"],
    "no_shows": ["person", "date", "at"], "manual": ["person", "at"],
    "cards": ["card", "person", "from"], "closures": ["from", "to"],
    "quarantined": ["terminal", "between"],
}  # fmt: skip
TIMES = [
    ("taps", "at"), ("resolved", "at"), ("notices", "reported_at"), ("no_shows", "at"),
    ("manual", "at"), ("cards", "from"), ("cards", "to"), ("closures", "from"),
    ("closures", "to"),
]  # fmt: skip
TOLD = ["course", "plan", "exception"]
DATES = [("notices", "from"), ("notices", "to"), ("no_shows", "date")]


def add(made: Made, key: str, *entries: Made) -> None:
    made[key] = [*made.get(key, []), *deepcopy(list(entries))]


def standing_course(rng: Random, made: Made) -> Made:
    course = rng.choice([one for one in made["courses"] if not one.get("voided")])
    assert isinstance(course, dict)
    return course


def unknown_key(rng: Random, made: Made) -> None:
    place = rng.choice(["top", "site", "course", "week", "entry"])
    if place == "top":
        made["absences"] = []
    elif place == "site":
        made["site"]["colour"] = "red"
    elif place == "course":
        standing_course(rng, made)["colour"] = "red"
    elif place == "week":
        made["site"]["week"] = {"monday": [["08:15", "14:30"]]}
    else:
        key = rng.choice(list(ENTRIES))
        add(made, key, {**ENTRIES[key], "colour": "red"})


def voided_terminal_fact(rng: Random, made: Made) -> None:
    key = rng.choice(["taps", "quarantined"])
    add(made, key, {**ENTRIES[key], "voided": True})


def needed_key_missing(rng: Random, made: Made) -> None:
    place = rng.choice(["top", "site", "course", "entry"])
    if place == "top":
        del made[rng.choice(["site", "as_of"])]
    elif place == "site":
        del made["site"]["terminals"]
    elif place == "course":
        del standing_course(rng, made)[rng.choice(["person", "from", "to"])]
    else:
        key = rng.choice(list(ENTRIES))
        left_out = rng.choice(NEEDED[key])
        entry = {name: ENTRIES[key][name] for name in ENTRIES[key] if name != left_out}
        add(made, key, entry)


def bad_time(rng: Random, made: Made) -> None:
    place = rng.choice(
        ["as_of", "entry", "entry", "between", "listening", "hours", "told"]
    )
    bad = rng.choice(BAD_TIMES)
    if place == "as_of":
        made["as_of"] = bad
    elif place == "entry":
        key, name = rng.choice(TIMES)
        add(made, key, {**ENTRIES[key], name: bad})
    elif place == "between":
        add(made, "quarantined", {**QUARANTINED, "between": [BACKWARDS[1], bad]})
    elif place == "listening":
        made["listening"] = {"T1": [[bad, BACKWARDS[0]]]}
    elif place == "told":
        tell_badly(rng, standing_course(rng, made), bad)
    else:
        hours = [[rng.choice(["8 o'clock", "25:00", "08:60", "08:15+01:00"]), "23:00"]]
        made["site"]["week"] = {"mon": hours}


def tell_badly(rng: Random, course: Made, bad: str) -> None:
    place = rng.choice(TOLD)
    if place == "course":
        course["told_at"] = bad
    elif place == "plan":
        add(course, "plans", {"from": "2020-01-01", "week": {}, "told_at": bad})
    else:
        exception = {"date": "2020-01-01", "sessions": [], "told_at": bad}
        add(course, "exceptions", exception)


def bad_date(rng: Random, made: Made) -> None:
    key, name = rng.choice(DATES)
    bad = rng.choice(BAD_DATES)
    if rng.random() < 0.5:
        add(made, key, {**ENTRIES[key], name: bad})
    else:
        standing_course(rng, made)[rng.choice(["from", "to"])] = bad


def backwards(rng: Random, made: Made) -> None:
    place = rng.choice(
        ["closure", "card", "listening", "tap", "resolved", "quarantined", "notice",
         "course", "hours"]
    )  # fmt: skip
    first, second = BACKWARDS
    uncertain: Made = {"terminal": "T1", "card": "K1", "between": BACKWARDS}
    if place == "closure":
        add(made, "closures", {"from": first, "to": second, "why": "lukket"})
    elif place == "card":
        add(made, "cards", {**A_CARD, "from": first, "to": second})
    elif place == "listening":
        made["listening"] = {"T1": [BACKWARDS]}
    elif place == "tap":
        add(made, "taps", uncertain)
    elif place == "resolved":
        add(made, "resolved", {**uncertain, "not_ours": True})
    elif place == "quarantined":
        add(made, "quarantined", {**QUARANTINED, "between": BACKWARDS})
    elif place == "notice":
        add(made, "notices", {**A_NOTICE, "to": "2026-03-15"})
    elif place == "course":
        course = standing_course(rng, made)
        course["to"] = "2020-01-01"
    else:
        made["site"]["week"] = {"tue": [["14:30", "08:15"]]}


def overlapping_hours(rng: Random, made: Made) -> None:
    hours = rng.choice(
        [
            [["08:00", "10:00"], ["09:59", "12:00"]],
            [["09:00", "10:00"], ["08:00", "12:00"]],
            [["08:00", "10:00"], ["11:00", "12:00"], ["08:00", "10:00"]],
        ]
    )
    place = rng.choice(["site", "plan", "exception"])
    if place == "site":
        made["site"]["week"] = {"wed": hours}
    elif place == "plan":
        plan = {"from": "2020-01-01", "week": {"thu": hours}}
        add(standing_course(rng, made), "plans", plan)
    else:
        exception = {"date": "2020-01-01", "sessions": hours}
        add(standing_course(rng, made), "exceptions", exception)


def twice(rng: Random, made: Made) -> None:
    place = rng.choice(["plan", "exception", "course"])
    course = standing_course(rng, made)
    if place == "plan":
        plan: Made = {"from": "2020-01-01", "week": {}}
        add(course, "plans", plan, {**plan, "week": {"mon": [["08:00", "09:00"]]}})
    elif place == "exception":
        exception: Made = {"date": "2020-01-01", "sessions": []}
        add(course, "exceptions", exception, exception)
    else:
        add(made, "courses", course)


def both_or_neither(rng: Random, made: Made) -> None:
    key = rng.choice(["taps", "resolved"])
    if rng.random() < 0.5:
        add(made, key, {**ENTRIES[key], "between": BACKWARDS[::-1]})
    else:
        entry = {name: ENTRIES[key][name] for name in ENTRIES[key] if name != "at"}
        add(made, key, entry)


def card_and_person(rng: Random, made: Made) -> None:
    """A tap has one of both: a card, or who checked in by code."""
    made["site"]["terminals"] = ["T1", "T2"]
    if rng.random() < 0.5:
        add(made, "taps", {**A_TAP, "person": "Alice"})
    else:
        add(made, "taps", {"terminal": "T1", "at": A_TAP["at"]})


def beside_nothing(rng: Random, made: Made) -> None:
    """What lay beside is a list of texts."""
    made["site"]["terminals"] = ["T1", "T2"]
    add(made, "taps", {**A_TAP, "beside": rng.choice(["K1", [1], {"card": "K1"}])})


def unknown_terminal(rng: Random, made: Made) -> None:
    if rng.random() < 0.25:
        made["listening"] = {"T9": [BACKWARDS[::-1]]}
        return
    key = rng.choice(["taps", "resolved", "quarantined"])
    add(made, key, {**ENTRIES[key], "terminal": "T9"})


WRONGS: list[Callable[[Random, Made], None]] = [
    unknown_key, voided_terminal_fact, needed_key_missing, bad_time, bad_date,
    backwards, overlapping_hours, twice, both_or_neither, unknown_terminal,
    card_and_person, beside_nothing,
]  # fmt: skip


def random_bad_scenario(rng: Random, good: Made) -> Made:
    """Return a copy of a good scenario with one thing made wrong."""
    made = deepcopy(good)
    rng.choice(WRONGS)(rng, made)
    return made
