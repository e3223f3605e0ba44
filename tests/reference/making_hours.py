# ruff: noqa: D103 -- the names are the words of the rules
"""Make the frame of a random scenario: site, courses, plans, closures."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from tests.reference.expected import Session, expected_sessions
from tests.reference.facts import COPENHAGEN, WEEKDAYS
from tests.reference.fields import instant
from tests.reference.reading import read

Made = dict[str, Any]

PEOPLE = ["Alice", "Bob", "Charlie", "Dorte"]

# Days around which a course is laid: clock changes, holidays, and plain ones.
DAYS = {
    "dst": [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28)],
    "holiday": [
        date(2026, 4, 2), date(2026, 4, 5), date(2027, 3, 26), date(2026, 5, 14),
        date(2026, 5, 25), date(2023, 5, 5), date(2024, 4, 26), date(2026, 12, 25),
        date(2027, 1, 1), date(2026, 6, 5), date(2026, 5, 1), date(2026, 12, 31),
    ],
    "plain": [
        date(2026, 9, 14), date(2026, 8, 20), date(2027, 2, 3), date(2026, 11, 9),
    ],
}  # fmt: skip

HOURS = [
    [["08:15", "14:30"]],
    [["08:15", "14:30"]],
    [["09:00", "11:00"], ["13:00", "15:00"]],
    [["08:00", "10:00"], ["10:00", "12:00"]],
    [["12:00", "14:00"], ["08:15", "11:59"]],
    [["10:00", "10:03"]],
    [["07:00", "09:00"], ["12:00", "14:00"]],
    [["00:10", "01:00"], ["22:00", "23:50"]],
    [],
]  # fmt: skip
NIGHT_HOURS = [
    [["01:30", "04:00"]],
    [["02:15", "05:00"]],
    [["00:30", "02:30"], ["04:00", "06:00"]],
    [["01:30", "02:30"]],
    [["23:00", "23:59"], ["02:15", "03:45"]],
]


def moved(at: datetime, **by: float) -> datetime:
    return at + timedelta(**by)


def written(at: datetime, rng: Random | None = None) -> str:
    """Write an instant as local time; with `rng`, sometimes with a fraction."""
    local = at.astimezone(COPENHAGEN).strftime("%Y-%m-%dT%H:%M:%S")
    if rng is not None and rng.random() < 0.1:
        return local + rng.choice([".5", ".999", ".000001"])
    return local


def written_pair(lo: datetime, hi: datetime) -> list[str]:
    """An hour that exists twice is read as the first: keep the order even then."""
    pair = [written(lo), written(hi)]
    return pair if instant("", pair[0]) <= instant("", pair[1]) else [pair[0], pair[0]]


def midnight(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=COPENHAGEN).astimezone(UTC)


def make_week(rng: Random, kind: str) -> Made:
    if kind == "dst" and rng.random() < 0.8:
        hours = rng.choice(NIGHT_HOURS)
        return {name: hours for name in WEEKDAYS if rng.random() < 0.9}
    style = rng.random()
    if style < 0.35:
        return {name: [["08:15", "14:30"]] for name in WEEKDAYS}
    if style < 0.5:
        return {name: HOURS[rng.choice([2, 3])] for name in WEEKDAYS}
    return {name: rng.choice(HOURS) for name in WEEKDAYS if rng.random() < 0.8}


def make_site(rng: Random, kind: str) -> Made:
    site: Made = {"name": "Havnehuset", "terminals": ["T1", "T2"][: rng.randint(1, 2)]}
    if rng.random() < 0.5:
        site["capacity"] = rng.choice([0, 1, 1, 2, 3])
    if rng.random() < 0.4:
        site["tolerance_min"] = rng.choice([0, 1, 5, 10, 30])
    if kind == "dst" or rng.random() < 0.6:
        site["week"] = make_week(rng, kind)
    return site


def make_course(rng: Random, kind: str, person: str, around: date) -> Made:
    days = rng.choice([1, 2, 5, 8, 12, 20, 25, 25, 25])
    first = around - timedelta(days=rng.randint(0, min(days, 4 if days < 20 else 25)))
    course: Made = {"person": person, "from": first, "to": None}
    if rng.random() < 0.4:
        weeks = rng.choice([None, 1, 3, 4, 5, 13, 13])
        course["max_weeks"] = weeks
        if weeks == 13 and rng.random() < 0.8:
            # Long and sparse: day 71 must be reached.
            days = rng.choice([91, 100, 130])
            hours = {rng.choice(WEEKDAYS[:5]): [["08:15", "14:30"]]}
            course["plans"] = [{"from": first.isoformat(), "week": hours}]
    last = first + timedelta(days=days - 1)
    if "plans" not in course and rng.random() < 0.4:
        starts = rng.sample(range(-3, days + 1), k=min(rng.randint(1, 3), days))
        course["plans"] = [
            {
                "from": (first + timedelta(days=start)).isoformat(),
                "week": make_week(rng, kind),
                **({"voided": True} if rng.random() < 0.15 else {}),
            }
            for start in starts
        ]
        if rng.random() < 0.2:
            course["plans"].append({**course["plans"][0], "voided": True})
    if rng.random() < 0.4:
        dates = rng.sample(range(-1, days + 1), k=min(rng.randint(1, 3), days))
        course["exceptions"] = [
            {
                "date": (first + timedelta(days=number)).isoformat(),
                "sessions": rng.choice(NIGHT_HOURS if kind == "dst" else HOURS),
                **({"voided": True} if rng.random() < 0.15 else {}),
            }
            for number in dates
        ]
        if rng.random() < 0.2:
            course["exceptions"].append({**course["exceptions"][0], "voided": True})
    return {**course, "from": first.isoformat(), "to": last.isoformat()}


def make_closure(rng: Random, session: Session) -> list[Made]:
    """Cover the start, the end, everything, the middle, or touch."""
    start, end = session.start, session.end
    half = start + (end - start) / 2
    before, after = moved(start, hours=-2), moved(end, hours=3)
    lo, hi = rng.choice(
        [
            (before, half), (start, half), (half, end), (half, after), (before, after),
            (start, end), (before, start), (end, after), (half, moved(half, minutes=1)),
            (moved(start, seconds=1), moved(end, seconds=-1)),
            (before, moved(end, seconds=-1)), (moved(start, seconds=1), after),
            (half, half), (before, moved(end, days=1)),
        ]
    )  # fmt: skip
    first, second = written_pair(lo, hi)
    made: Made = {"from": first, "to": second, "why": "lukket"}
    found = [made]
    if rng.random() < 0.3:  # One that touches or overlaps it.
        again = moved(lo, minutes=rng.choice([-30, 0]))
        until = moved(hi, minutes=rng.choice([10, 60]))
        seam = rng.choice(
            [hi, hi, moved(hi, seconds=1), max(lo, moved(hi, minutes=-1))]
        )
        pair = written_pair(*rng.choice([(seam, max(seam, until)), (again, lo)]))
        if instant("", pair[0]) <= instant("", pair[1]):
            found.append({"from": pair[0], "to": pair[1]})
    for one in found:
        if rng.random() < 0.4:
            one["person"] = session.person
        if rng.random() < 0.1:
            one["voided"] = True
    return found


def sessions_of(frame: Made) -> list[Session]:
    """Return every session of the frame, whatever its `as_of` will be."""
    facts = read({**frame, "as_of": "2028-01-01T00:00"})
    found = [
        one for course in facts.courses for one in expected_sessions(facts, course)
    ]
    return sorted(found, key=lambda one: (one.start, one.person))


def make_frame(rng: Random) -> tuple[Made, list[Session]]:
    kind = rng.choice(["plain", "plain", "plain", "dst", "dst", "holiday"])
    around = rng.choice(DAYS[kind])
    count = rng.choice([1, 1, 2, 2, 3, 4])
    frame: Made = {
        "about": f"random, {kind}",
        "site": make_site(rng, kind),
        "courses": [make_course(rng, kind, name, around) for name in PEOPLE[:count]],
    }
    if rng.random() < 0.1:
        frame["courses"].append({**frame["courses"][0], "voided": True})
    sessions = sessions_of(frame)
    if sessions and rng.random() < 0.35:
        frame["closures"] = [
            made
            for _ in range(rng.randint(1, 2))
            for made in make_closure(rng, rng.choice(sessions))
        ]
        sessions = sessions_of(frame)
    return frame, sessions
