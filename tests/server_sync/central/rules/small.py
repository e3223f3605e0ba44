"""Small sites for the tests of the rules: one person, one terminal, Monday first."""

from datetime import date, datetime, time
from typing import Any

from server_sync.central.rules.calendar import instant_of
from server_sync.central.rules.facts import Instant
from server_sync.central.rules.outcome import outcome
from server_sync.central.scenario.read import parse
from server_sync.central.scenario.render import render

ZONE = "Europe/Copenhagen"
MONDAY = "2026-03-16"
EVENING = "2026-03-16T18:00:00"
Made = dict[str, Any]


def at(text: str) -> Instant:
    """Read a local time of the site."""
    moment = datetime.fromisoformat(text)
    return instant_of(moment.date(), moment.time(), ZONE)


def day(text: str) -> date:
    """Read a date."""
    return date.fromisoformat(text)


def clock(text: str) -> time:
    """Read a time of day."""
    return time.fromisoformat(text)


def make_scenario(**changes: Any) -> Made:
    """Make a Monday of 08:15-14:30 on which A is expected and the terminal listens."""
    return {
        "site": {"terminals": ["T1"]},
        "courses": [{"person": "A", "from": MONDAY, "to": "2026-06-12"}],
        "cards": [
            {"card": "C1", "person": "A", "from": "2026-01-01T00:00", "to": None}
        ],
        "listening": "always",
        "as_of": EVENING,
    } | changes


def tap(when: str, **changes: Any) -> Made:
    """Make a tap of A's card; a time without a date is on Monday."""
    return {"terminal": "T1", "card": "C1", "at": on_monday(when)} | changes


def uncertain(lo: str, hi: str, **changes: Any) -> Made:
    """Make a tap of A's card from before the clock was known."""
    between = [on_monday(lo), on_monday(hi)]
    return {"terminal": "T1", "card": "C1", "between": between} | changes


def manual(when: str, **changes: Any) -> Made:
    """Make a manual arrival of A."""
    return {"person": "A", "at": on_monday(when), "by": "Mette"} | changes


def notice(reported_at: str, **changes: Any) -> Made:
    """Make a notice of A for Monday."""
    return {
        "person": "A",
        "from": MONDAY,
        "to": MONDAY,
        "reason": "ill",
        "reported_at": on_monday(reported_at),
        "by": "Mette",
    } | changes


def no_show(when: str, **changes: Any) -> Made:
    """Make a confirmation that A stayed away on Monday."""
    return {
        "person": "A",
        "date": MONDAY,
        "by": "Mette",
        "at": on_monday(when),
    } | changes


def heard(*stretches: tuple[str, str], terminal: str = "T1") -> Made:
    """Make what one terminal heard."""
    return {terminal: [[on_monday(lo), on_monday(hi)] for lo, hi in stretches]}


def on_monday(when: str) -> str:
    """Put a time of day on Monday; leave a local time as it is."""
    return when if "T" in when else f"{MONDAY}T{when}"


def outcome_of(scenario: Made) -> Made:
    """Give the outcome as section 7 writes it."""
    read = parse(scenario)
    return render(outcome(read.facts, read.as_of))


def sessions_of(person: str = "A", /, **changes: Any) -> list[Made]:
    """Give the sessions of one person of a scenario with these changes."""
    sessions: list[Made] = outcome_of(make_scenario(**changes))["people"][person][
        "sessions"
    ]
    return sessions


def monday_of(person: str = "A", /, **changes: Any) -> Made:
    """Give what is said of the Monday, without its date, start and end."""
    (session,) = sessions_of(person, **changes)
    return {key: session[key] for key in session if key not in {"date", "start", "end"}}


def prompts_of(**changes: Any) -> list[Made]:
    """Give the prompts of a scenario with these changes."""
    prompts: list[Made] = outcome_of(make_scenario(**changes))["prompts"]
    return prompts
