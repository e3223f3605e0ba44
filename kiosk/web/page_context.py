"""What every view of the page works with."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import BoundedSemaphore, Event

from flask import current_app, g, render_template, request, session
from flask.typing import ResponseReturnValue

from firmware.clock import Clock
from firmware.moment import ClockState, Moment
from kiosk.host.local_time import day_of, instant
from kiosk.web.auth.central_login_limit import CentralLogin
from kiosk.web.auth.pins import LoginThrottle, PinCheck
from kiosk.web.auth.rights import Right, has, may_open, who_may
from kiosk.web.auth.session_keys import EndedLogins
from kiosk.web.day.daily_state import DailyState
from kiosk.web.day.substitutes import Substitute
from kiosk.web.day.teams_out import TeamOut
from kiosk.web.forms import FormContext
from kiosk.web.repository import FormSubmission, Repository

EXTENSION = "moedt_page"
NOT_SAVED = {"mend.undo"} | {
    f"access.{name}" for name in ("log_out", "log_in", "log_in_by_central")
}
NOT_INPUT = {"csrf_token", "once", "pin", "adgangskode"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What lives as long as the app.

    Attributes:
        site: the workshop's name until there is a roster.
        goodbye_taps: people hold the card when they leave, so that hours are known.
        streams: how many browsers may listen at once.
        closing: set when the page is about to stop, so that streams end.
    """

    repository: Repository
    clock: Clock
    site: str
    goodbye_taps: bool
    pins: PinCheck
    throttle: LoginThrottle
    central_login: CentralLogin
    ended_logins: EndedLogins
    teams_out: DailyState[TeamOut]
    substitutes: DailyState[Substitute]
    streams: BoundedSemaphore
    closing: Event


def page() -> Page:
    """Return what lives as long as the app."""
    shared: Page = current_app.extensions[EXTENSION]
    return shared


def moment() -> Moment:
    """Return the reading of the clock that this request uses; it is read once."""
    if "moment" not in g:
        g.moment = page().clock.now()
    read: Moment = g.moment
    return read


def form_context() -> FormContext:
    """Return what a form is read against."""
    now = moment()
    page().repository.journal_tail(now)  # first, since its entries change the roster
    return FormContext(
        roster=page().repository.roster(),
        now=instant(now.wall_ns),
        clock_known=now.clock is ClockState.SYNCED,
        by=str(g.staff),
        may_go_back=allowed(Right.EARLIER_DAYS),
    )


def may(endpoint: str) -> bool:
    """Return True if the logged-in person may open that page or press that button."""
    return may_open(g.get("role", ""), endpoint)


def allowed(right: Right) -> bool:
    """Return True if the logged-in person has that right."""
    return has(g.get("role", ""), right)


def sees_week_of(team: str | None) -> bool:
    """Return True if the logged-in person may see the week of that team."""
    if allowed(Right.EVERY_WEEK) or own_team() in {None, team}:
        return True
    lent = page().substitutes.items_of(form_context().today).values()
    return any(
        (substitute.leader, substitute.team) == (g.staff, team) for substitute in lent
    )


def may_correct(by: str | None, at: datetime | None = None) -> bool:
    """Return True if the logged-in person may void what `by` wrote.

    Everybody may void what they wrote themselves today; `at` None is today.
    """
    today = at is None or day_of(at) == form_context().today
    return allowed(Right.CORRECT) or (today and by == g.get("staff"))


def no_right_page(right: Right | None) -> ResponseReturnValue:
    """Show which right the person's role lacks, and who has it."""
    staff = page().repository.roster().staff
    names = who_may(right, staff) if right else ()
    return render_template("no_right.html", right=right, names=names), 403


def own_team() -> str | None:
    """Return the team that the logged-in person leads; None if there is none."""
    staff = page().repository.roster().staff
    return next((member.team for member in staff if member.name == g.staff), None)


def submission() -> FormSubmission:
    """Identify this click, so that the same click twice is recognised."""
    values = sorted(request.values.items(multi=True))
    what = "&".join(f"{key}={value}" for key, value in values if key not in NOT_INPUT)
    token = request.form.get("once") or new_token()
    return FormSubmission(token=token, request=f"{request.path}?{what}")


def new_token() -> str:
    """Make a random token."""
    return secrets.token_hex(8)


def form_values() -> Mapping[str, str]:
    """Return what was typed into the form of this request."""
    return {k: v for k, v in request.values.items() if k not in NOT_INPUT}


def save_input() -> None:
    """Store what was typed until the form is shown again, also across a login."""
    if request.endpoint in NOT_SAVED:
        return
    session["kept"] = {"path": request.path, "typed": dict(form_values())}


def restored_input() -> Mapping[str, str]:
    """Return what was stored for this form, once; empty if there is nothing."""
    saved = session.get("kept")
    if not saved or saved.get("path") != request.path:
        return {}
    del session["kept"]
    found: Mapping[str, str] = saved["typed"]
    return found


def show_message(
    sentence: str, *, undo: int | None = None, person: str | None = None
) -> None:
    """Show a sentence on the next page.

    Args:
        sentence: what is shown; it names the person it is about.
        undo: the seq of an entry to take back.
        person: whose row gets the focus then.
    """
    message = {"sentence": sentence, "undo": undo, "person": person}
    session["said"] = [*session.get("said", ()), message]


def messages() -> list[Mapping[str, object]]:
    """Return the sentences to show, once."""
    found: list[Mapping[str, object]] = session.pop("said", [])
    return found
