"""The morning meeting on screen, and the events that keep it current."""

from contextlib import ExitStack

from flask import Blueprint, Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from kiosk.errors import KioskFault
from kiosk.look.door_words import KEYS
from kiosk.look.words import REASON
from kiosk.web.day.morning import Morning, morning
from kiosk.web.page_context import form_context, moment, own_team, page
from kiosk.web.terminal_state import TerminalState, terminal_state
from kiosk.web.views.events import change_events

board = Blueprint("board", __name__)


@board.get("/")
def show() -> str:
    """Show the morning meeting."""
    # The version is read first, so that later changes reach the page as events.
    return render_template("morning.html", mark=page().repository.version(), **_now())


@board.get("/tavle")
def wall() -> str:
    """Show who is here on a wall; nobody who is missing is named."""
    return render_template("wall.html", mark=page().repository.version(), **_now())


@board.get("/live")
def live() -> str:
    """Return the part of the morning meeting, or of the wall, that changes."""
    part = "_wall.html" if request.args.get("vis") == "tavle" else "_morning.html"
    return render_template(part, **_now())


@board.get("/events")
def events() -> ResponseReturnValue:
    """Send this browser an event for each change, for as long as it listens."""
    shared = page()
    if not shared.streams.acquire(blocking=False):
        abort(503)
    answer = Response(
        change_events(shared.repository.version, shared.closing.wait),
        mimetype="text/event-stream",
    )
    release = ExitStack()  # an answer may be closed twice, its place is released once
    release.callback(shared.streams.release)
    answer.call_on_close(release.close)
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


@board.get("/health")
def health() -> ResponseReturnValue:
    """Answer 200 if a card would be read and its tap shown, else 503 with reasons."""
    reasons = _reasons()
    status = "ok" if not reasons else "failing"
    return jsonify(status=status, reasons=reasons), 200 if not reasons else 503


def _reasons() -> list[str]:
    repository = page().repository
    try:
        fault = _state().reader_fault
    except KioskFault as error:
        return [f"the journal cannot be read: {error}"]
    return [reason for reason in (repository.roster_fault(), fault) if reason]


def _now() -> dict[str, object]:
    repository, context = page().repository, form_context()
    shown: Morning = morning(
        context.today, context.roster, repository.active_entries(moment()), context.now
    )
    team = own_team()
    return {
        "morning": shown,
        "mine": team,
        "awaited": sorted(
            shown.not_registered,
            key=lambda row: team is not None and row.person.team != team,
        ),
        "state": _state(),
        "now": context.now,
        "today": context.today,
        "reasons": REASON,
        "keys": KEYS,
    }


def _state() -> TerminalState:
    repository, now = page().repository, moment()
    return terminal_state(
        repository.journal_tail(now), repository.central(), repository.roster(), now
    )
