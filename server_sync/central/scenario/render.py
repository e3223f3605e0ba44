"""Show an outcome as section 7 of docs/rules.md writes it: same keys, same order."""

from typing import Any

from server_sync.central.rules.calendar import local_of
from server_sync.central.rules.figures import CourseFigures, Figures
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.outcome import Outcome, PersonOutcome
from server_sync.central.rules.prompt import Prompt


def render(outcome: Outcome) -> dict[str, Any]:
    """Turn an outcome into what JSON can hold; instants become local times."""
    return {
        "people": {
            person: _person(one, outcome.zone)
            for person, one in sorted(outcome.people.items())
        },
        "share_met": {
            "offered": outcome.share_met.offered,
            "met": outcome.share_met.met,
            "not_known": outcome.share_met.not_known,
        },
        "prompts": [_prompt(prompt) for prompt in outcome.prompts],
    }


def render_session(judged: Judged, zone: str) -> dict[str, Any]:
    """Show one session; a key stands only where it says something."""
    shown: dict[str, Any] = {
        "date": judged.date.isoformat(),
        "start": f"{local_of(judged.start, zone):%H:%M}",
        "end": f"{local_of(judged.end, zone):%H:%M}",
        "status": judged.status.value,
    }
    if judged.arrived is not None and judged.source is not None:
        shown["arrived"] = f"{local_of(judged.arrived, zone):%H:%M:%S}"
        if judged.uncertain:
            shown["uncertain"] = True
        shown["source"] = judged.source.value
    if judged.minutes_late is not None:
        shown["minutes_late"] = judged.minutes_late
    if judged.notice is not None:
        shown["reason"] = judged.reason
        shown["notice"] = judged.notice.value
    if judged.cause is not None:
        shown["cause"] = judged.cause.value
    return shown


def render_figures(figures: Figures) -> dict[str, Any]:
    """Show the figures of one window."""
    counts = figures.counts
    return {
        "T": counts.T,
        "S": counts.S,
        "A": counts.A,
        "F": counts.F,
        "I": counts.I,
        "U": counts.U,
        "X": counts.X,
        "basis": counts.basis,
        "stability": figures.stability,
        "why": None if figures.why is None else figures.why.value,
        "interval": None if figures.interval is None else list(figures.interval),
        "coverage": figures.coverage,
        "punctuality": figures.punctuality,
        "attendance": figures.attendance,
    }


def _person(person: PersonOutcome, zone: str) -> dict[str, Any]:
    return {
        "sessions": [render_session(judged, zone) for judged in person.sessions],
        "course": _course(person.figures),
        "latest_28_days": render_figures(person.figures.latest),
    }


def _course(figures: CourseFigures) -> dict[str, Any]:
    return render_figures(figures.course) | {
        "streak": figures.streak.sessions,
        "streak_at_least": figures.streak.at_least,
        "trend": None if figures.trend is None else figures.trend.value,
    }


def _prompt(prompt: Prompt) -> dict[str, str]:
    shown = {"key": prompt.key.value}
    if prompt.person is not None:
        shown["person"] = prompt.person
    if prompt.date is not None:
        shown["date"] = prompt.date.isoformat()
    return shown
