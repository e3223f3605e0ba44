# ruff: noqa: D103 -- the names are the words of the rules
"""Read a scenario (section 7) into plain facts, or refuse it with one line."""

from datetime import date, datetime
from typing import Any

from tests.reference.facts import (
    AFTER_EVERYTHING,
    BEFORE_EVERYTHING,
    WEEKDAYS,
    Assignment,
    Closure,
    Course,
    DatedException,
    Facts,
    Manual,
    NoShow,
    Notice,
    Plan,
    Resolution,
    Tap,
)
from tests.reference.fields import (
    Refused,
    day,
    forward,
    hours,
    instant,
    instant_or_none,
    interval,
    items,
    keys,
    number,
    number_or_none,
    pair,
    text,
    text_or_none,
    week,
)

# Section 2.1: Monday to Friday 08:15-14:30.
DEFAULT_WEEK = {name: [["08:15", "14:30"]] for name in WEEKDAYS[:5]}


def course(thing: Any) -> Course:
    keys(
        "a course", thing, "person from to",
        "max_weeks plans exceptions told_at voided",
    )  # fmt: skip
    person = text("a course's person", thing["person"])
    what = f"the course of {person}"
    first, last = day(what, thing["from"]), day(what, thing["to"])
    forward(what, first, last)
    plans: list[Plan] = []
    for one in items(f"{what}: plans", thing.get("plans", [])):
        keys(f"a plan of {person}", one, "from week", "told_at voided")
        plan = Plan(
            first=day(f"a plan of {person}", one["from"]),
            week=week(
                f"a plan of {person}", one["week"], voided=one.get("voided", False)
            ),
            told_at=instant_or_none(f"a plan of {person}", one.get("told_at")),
        )
        if one.get("voided", False):
            continue  # Section 7: voided facts collide with nothing.
        if any(plan.first == other.first for other in plans) and not thing.get(
            "voided", False
        ):
            raise Refused(f"two plans of {person} begin on {plan.first}")
        plans.append(plan)
    exceptions: dict[date, DatedException] = {}
    for one in items(f"{what}: exceptions", thing.get("exceptions", [])):
        keys(f"an exception of {person}", one, "date sessions", "told_at voided")
        on = day(f"an exception of {person}", one["date"])
        found = hours(
            f"the hours of {person} on {on}",
            one["sessions"],
            voided=one.get("voided", False),
        )
        told_at = instant_or_none(f"the hours of {person} on {on}", one.get("told_at"))
        if one.get("voided", False):
            continue
        if on in exceptions and not thing.get("voided", False):
            raise Refused(f"{person} has two exceptions on {on}")
        exceptions[on] = DatedException(found, told_at)
    max_weeks = number_or_none(f"{what}: max_weeks", thing.get("max_weeks"))
    told_at = instant_or_none(f"{what}: told_at", thing.get("told_at"))
    return Course(person, first, last, max_weeks, plans, exceptions, told_at)


def closure(thing: Any) -> Closure:
    keys("a closure", thing, "from to", "person why voided")
    start, end = interval("a closure", thing["from"], thing["to"])
    text_or_none("why a closure is", thing.get("why"))
    return Closure(text_or_none("a closure's person", thing.get("person")), start, end)


def assignment(thing: Any) -> Assignment:
    keys("a card", thing, "card person from", "to voided")
    start = instant("a card's from", thing["from"])
    end = AFTER_EVERYTHING
    if thing.get("to") is not None:
        start, end = interval("a card's time", thing["from"], thing["to"])
    return Assignment(
        text("a card", thing["card"]), text("a card's person", thing["person"]),
        start, end,
    )  # fmt: skip


def at_or_between(what: str, thing: dict[str, Any]) -> tuple[datetime, datetime, bool]:
    if ("at" in thing) == ("between" in thing):
        raise Refused(f"{what} needs either 'at' or 'between'")
    if "at" in thing:
        at = instant(what, thing["at"])
        return at, at, True
    lo, hi = interval(what, *pair(what, thing["between"]))
    return lo, hi, False


def terminal(what: str, name: Any, terminals: list[str]) -> str:
    if text(what, name) not in terminals:
        raise Refused(f"{what} names a terminal that the site does not have")
    return str(name)


def tap(thing: Any, terminals: list[str]) -> Tap:
    keys("a tap", thing, "terminal", "card person at between delay beside")
    if ("card" in thing) == ("person" in thing):
        raise Refused("a tap has either a 'card' or a 'person'")
    lo, hi, certain = at_or_between("a tap", thing)
    return Tap(
        terminal("a tap", thing["terminal"], terminals),
        text("a tap's card", thing["card"]) if "card" in thing else None,
        text("a tap's person", thing["person"]) if "person" in thing else None,
        lo, hi, certain,
        text_or_none("a tap's delay", thing.get("delay")),
        [text("beside a tap", one) for one in items("beside", thing.get("beside", []))],
    )  # fmt: skip


def resolution(thing: Any, terminals: list[str]) -> Resolution:
    what = "a resolution"
    keys(what, thing, "terminal card", "at between person not_ours voided")
    lo, hi, certain = at_or_between(what, thing)
    person = text_or_none(what, thing.get("person"))
    not_ours = thing.get("not_ours", False)
    if not isinstance(not_ours, bool) or not_ours == (person is not None):
        raise Refused(f"{what} says either 'not_ours' or a 'person'")
    return Resolution(
        terminal(what, thing["terminal"], terminals), text(what, thing["card"]),
        lo, hi, certain, person,
    )  # fmt: skip


def manual(thing: Any) -> Manual:
    what = "a manual arrival"
    keys(what, thing, "person at by", "why delay voided")
    text(what, thing["by"])
    text_or_none(what, thing.get("why"))
    return Manual(
        text(what, thing["person"]), instant(what, thing["at"]),
        text_or_none(what, thing.get("delay")),
    )  # fmt: skip


def notice(thing: Any) -> Notice:
    what = "a notice"
    keys(what, thing, "person from to reason reported_at by", "voided")
    text(what, thing["by"])
    first, last = day(what, thing["from"]), day(what, thing["to"])
    forward(what, first, last)
    return Notice(
        text(what, thing["person"]), first, last, text(what, thing["reason"]),
        instant(what, thing["reported_at"]),
    )  # fmt: skip


def no_show(thing: Any) -> NoShow:
    what = "a no-show"
    keys(what, thing, "person date by at", "voided")
    text(what, thing["by"])
    return NoShow(
        text(what, thing["person"]),
        day(what, thing["date"]),
        instant(what, thing["at"]),
    )


def quarantined(thing: Any, terminals: list[str]) -> tuple[datetime, datetime]:
    what = "a quarantined event"
    keys(what, thing, "terminal between")
    terminal(what, thing["terminal"], terminals)
    return interval(what, *pair(what, thing["between"]))


def listening(
    value: Any, terminals: list[str], as_of: datetime
) -> dict[str, list[tuple[datetime, datetime]]]:
    """What is known at `as_of`: stretches are cut there."""
    if value == "always":
        return {name: [(BEFORE_EVERYTHING, as_of)] for name in terminals}
    if not isinstance(value, dict):
        raise Refused("listening is neither 'always' nor an object")
    known: dict[str, list[tuple[datetime, datetime]]] = {n: [] for n in terminals}
    for name in value:
        terminal("listening", name, terminals)
        for one in items(f"the listening of {name}", value[name]):
            start, end = interval("listening", *pair("listening", one))
            if start <= as_of:
                known[name].append((start, min(end, as_of)))
    return known


def standing(what: str, scenario: dict[str, Any]) -> list[tuple[Any, bool]]:
    """Return each entry of a list, and whether it still stands (is not voided)."""
    found = []
    for thing in items(what, scenario.get(what, [])):
        voided = isinstance(thing, dict) and thing.get("voided", False) is True
        found.append((thing, not voided))
    return found


def read(scenario: Any) -> Facts:
    lists = "closures courses cards taps manual notices no_shows resolved quarantined"
    keys("the scenario", scenario, "site as_of", f"about listening {lists}")
    text_or_none("about", scenario.get("about"))
    site = keys(
        "the site", scenario["site"], "terminals", "name capacity tolerance_min week"
    )
    text_or_none("the site's name", site.get("name"))
    terminals = [
        text("a terminal", name) for name in items("terminals", site["terminals"])
    ]
    as_of = instant("as_of", scenario["as_of"])

    courses: list[Course] = []
    for thing, stands in standing("courses", scenario):
        found = course(thing)
        if not stands:
            continue
        if any(found.person == other.person for other in courses):
            raise Refused(f"{found.person} has two courses")
        courses.append(found)

    # Every entry is read (and so checked); only those that stand are kept.
    closures = [(closure(x), ok) for x, ok in standing("closures", scenario)]
    cards = [(assignment(x), ok) for x, ok in standing("cards", scenario)]
    manuals = [(manual(x), ok) for x, ok in standing("manual", scenario)]
    notices = [(notice(x), ok) for x, ok in standing("notices", scenario)]
    no_shows = [(no_show(x), ok) for x, ok in standing("no_shows", scenario)]
    resolved = [
        (resolution(x, terminals), ok) for x, ok in standing("resolved", scenario)
    ]
    return Facts(
        as_of=as_of,
        capacity=number_or_none("capacity", site.get("capacity")),
        tolerance_min=number("tolerance_min", site.get("tolerance_min", 5)),
        terminals=terminals,
        week=week("the site's week", site.get("week", DEFAULT_WEEK)),
        closures=[x for x, ok in closures if ok],
        courses=courses,
        cards=[x for x, ok in cards if ok],
        listening=listening(scenario.get("listening", {}), terminals, as_of),
        taps=[tap(x, terminals) for x in items("taps", scenario.get("taps", []))],
        manual=[x for x, ok in manuals if ok],
        notices=[x for x, ok in notices if ok],
        no_shows=[x for x, ok in no_shows if ok],
        resolved=[x for x, ok in resolved if ok],
        quarantined=[
            quarantined(x, terminals)
            for x in items("quarantined", scenario.get("quarantined", []))
        ],
    )
