"""The way in and out."""

import math

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from server_sync.central.accounts import login_attempts
from server_sync.central.accounts import viewer as viewers
from server_sync.central.accounts.login_attempts import LoginAttempt
from server_sync.central.facts import access_log
from server_sync.central.facts.access_log import What
from server_sync.central.request_context import now, writing
from server_sync.central.web.auth import sessions
from server_sync.central.web.auth.guard import SECRET, put_before, safe_path, viewer

NOT_RIGHT = (
    "Navn og kode passer ikke sammen. Prøv igen, eller spørg jeres administrator."
)
LOGIN_CHARACTERS_MAX = 200


def blueprint() -> Blueprint:
    """Make the routes for logging in and out."""
    made = Blueprint("access", __name__)
    put_before(made)
    made.get("/login", endpoint="login")(show)
    made.post("/login", endpoint="enter")(enter)
    made.post("/logout")(logout)
    return made


def show() -> str:
    """Ask for name and password."""
    return _form()


def enter() -> Response | str | tuple[str, int, dict[str, str]]:
    """Let somebody in, or say kindly that name and password do not fit."""
    given = request.form.get("name", "").strip()[:LOGIN_CHARACTERS_MAX]
    tried = LoginAttempt(login=given, address=request.remote_addr or "", now=now())
    with writing() as connection:
        seconds = login_attempts.seconds_to_wait(connection, tried)
        known = login_attempts.find_login(connection, login=given)
    if seconds:
        return _form(_wait(seconds)), 429, {"Retry-After": str(seconds)}
    # Outside the transaction: the hash is slow on purpose, and others want to write.
    staff_id = known.staff_id_if(request.form.get("password", ""))
    if staff_id is None:
        with writing() as connection:
            login_attempts.record_failure(connection, tried)
        return _form(NOT_RIGHT), 401, {}
    _begin(staff_id)
    return redirect(safe_path(request.args.get("next")) or url_for("pages.prompt_list"))


def logout() -> Response:
    """Let somebody out; the cookie is worth nothing afterwards."""
    with writing() as connection:
        sessions.end(connection, secret=session.get(SECRET, ""), now=now())
        access_log.write(connection, viewer(), What.LOGGED_OUT, now=now())
    session.clear()
    return redirect(url_for("access.login"))


def _begin(staff_id: int) -> None:
    with writing() as connection:
        secret = sessions.begin(connection, staff_id=staff_id, now=now())
        found = viewers.find(connection, staff_id=staff_id)
        if found is not None:
            access_log.write(connection, found, What.LOGGED_IN, now=now())
    session.clear()  # nothing that somebody planted before the login stays
    session[SECRET] = secret


def _form(refusal: str | None = None) -> str:
    given = {"name": request.form.get("name", "")}
    return render_template(
        "auth/login.html", form={"given": given, "wrong": {}}, refusal=refusal
    )


def _wait(seconds: int) -> str:
    minutes = math.ceil(seconds / 60)
    return (
        f"Der er prøvet for mange gange. Vent {minutes} min., og prøv så igen. "
        "Haster det, så ring til jeres administrator."
    )
