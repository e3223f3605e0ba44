"""Log staff of the roster in and out, by PIN or by central's password."""

import hashlib
import secrets
from datetime import timedelta
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    abort,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from firmware.moment import Moment
from kiosk.look.door_words import (
    NO_STAFF,
    NOT_HERE_YET,
    NOT_KNOWN_THERE,
    OUT_OF_REACH_SO_PIN,
    WAIT,
    WRONG_PIN,
)
from kiosk.roster.roster import StaffMember
from kiosk.web.auth.central_login import CHARACTERS_MAX, Credentials
from kiosk.web.auth.rights import ROUTES
from kiosk.web.page_context import (
    may,
    moment,
    no_right_page,
    page,
    save_input,
    show_message,
)

LOGIN_LASTS = timedelta(hours=12)
IDLE = timedelta(hours=2)
SEEN_EVERY = timedelta(minutes=1)
NAMES_COOKIE = "moedt_page_name"
NAMES_COOKIE_SECONDS = 180 * 24 * 3600
OPEN_ENDPOINTS = frozenset(
    {
        *("access.login", "access.log_in", "access.log_in_by_central"),
        *("board.health", "static", "look.static"),
        *(
            "display.door",
            "display.events",
        ),  # they check the screen's address themselves
    }
)
BACKGROUND = frozenset(
    {"board.live", "board.events", "handing.waiting", "newcomers.waiting"}
)

access = Blueprint("access", __name__)


def guard(app: Flask) -> None:
    """Require a login for every page, before anything else handles the request."""
    app.before_request(_guard)


@access.get("/login")
def login() -> ResponseReturnValue:
    """Show the login form, by PIN or by central's password."""
    return login_page(
        name=request.cookies.get(NAMES_COOKIE, ""), central="central" in request.args
    )


@access.post("/login")
def log_in() -> ResponseReturnValue:
    """Log in with name and PIN."""
    name, pin = _typed_name(), request.form.get("pin", "")[:CHARACTERS_MAX]
    address = request.remote_addr or ""
    shared = page()
    wait = shared.throttle.seconds_to_wait(name.casefold(), address, moment())
    if wait:
        return _wait_page(name, wait)
    staff = _staff(name)
    if not shared.pins.matches(staff.pin_hash if staff else None, pin) or staff is None:
        return login_page(name=name, problem=WRONG_PIN), 401
    shared.throttle.succeeded(name.casefold(), address)
    return _let_in(staff)


@access.post("/login/central")
def log_in_by_central() -> ResponseReturnValue:
    """Log in with central's login and password."""
    name, shared = _typed_name(), page()
    password = request.form.get("adgangskode", "")[:CHARACTERS_MAX]
    # Counted apart from tries with the PIN, so that one does not reset the other.
    who, address = f"central {name.casefold()}", request.remote_addr or ""
    wait = shared.throttle.seconds_to_wait(who, address, moment())
    if wait:
        return _wait_page(name, wait, central=True)
    reply = shared.central_login.ask(Credentials(login=name, password=password))
    if reply.answer == "wait":
        return _wait_page(name, reply.seconds, central=True)
    if reply.answer == "out_of_reach":
        return login_page(name, OUT_OF_REACH_SO_PIN), 503
    staff = _staff(reply.name or "") if reply.answer == "right" else None
    if staff is None:
        why = NOT_KNOWN_THERE if reply.answer == "wrong" else NOT_HERE_YET
        return login_page(name, why, central=True), 401
    shared.throttle.succeeded(who, address)
    return _let_in(staff)


def _typed_name() -> str:
    return " ".join(request.form.get("name", "").split())[:CHARACTERS_MAX]


def _wait_page(
    name: str, seconds: int, *, central: bool = False
) -> ResponseReturnValue:
    later = login_page(name, WAIT.format(seconds=seconds), central=central)
    return later, 429, {"Retry-After": str(seconds)}


def _let_in(staff: StaffMember) -> ResponseReturnValue:
    _begin(staff)
    saved = session.get("kept")
    answer = redirect(saved["path"] if saved else url_for("board.show"), 303)
    answer.set_cookie(
        NAMES_COOKIE,
        staff.name,
        max_age=NAMES_COOKIE_SECONDS,
        httponly=True,
        secure=request.is_secure,
        samesite="Strict",
        path=url_for("access.login"),
    )
    return answer


@access.post("/logout")
def log_out() -> ResponseReturnValue:
    """End this login, also for copies of its cookie."""
    page().ended_logins.add(session["login"])
    session.clear()
    show_message("Du er logget ud.")
    return redirect(url_for("access.login"), 303)


def login_page(name: str, problem: str | None = None, *, central: bool = False) -> str:
    """Show the login form with the typed name, and what is wrong."""
    if not page().repository.roster().staff:
        problem = NO_STAFF
    return render_template("login.html", name=name, problem=problem, central=central)


def _guard() -> ResponseReturnValue | None:
    if (
        request.headers.get("Sec-Fetch-Site") == "cross-site"
        and request.method != "GET"
    ):
        abort(403)
    if request.endpoint in OPEN_ENDPOINTS or request.endpoint is None:
        return None
    staff = _logged_in(moment())
    if staff is not None:
        g.staff, g.role = staff.name, staff.role
        return (
            None
            if may(request.endpoint)
            else no_right_page(ROUTES.get(request.endpoint))
        )
    if request.endpoint in BACKGROUND:
        abort(401)
    return _to_login()


def _to_login() -> ResponseReturnValue:
    if request.method == "POST" and request.endpoint != "access.log_out":
        for key in ("login", "staff"):
            session.pop(key, None)
        save_input()
        show_message("Du var logget ud. Log ind, så står det, du skrev, der stadig.")
    return redirect(url_for("access.login"), 303)


def _staff(name: str) -> StaffMember | None:
    for staff in page().repository.roster().staff:
        if " ".join(staff.name.split()).casefold() == name.casefold():
            return staff
    return None


def _begin(staff: StaffMember) -> None:
    saved = session.get("kept")
    session.clear()
    if saved and urlsplit(saved["path"]).netloc == "":
        session["kept"] = saved
    now = moment().wall_ns
    session["login"] = secrets.token_hex(16)
    session["staff"] = staff.name
    session["pin"] = _fingerprint(staff)
    session["since"] = session["seen"] = now


def _logged_in(now: Moment) -> StaffMember | None:
    """Return who is logged in; nobody if the time is up or the PIN has changed."""
    staff = _staff(session.get("staff", ""))
    if staff is None or session.get("pin") != _fingerprint(staff):
        return None
    if session.get("login", "") in page().ended_logins:
        return None
    since, seen = _time_since(session["since"], now), _time_since(session["seen"], now)
    if not (-SEEN_EVERY <= since < LOGIN_LASTS and seen < IDLE):
        return None
    if seen > SEEN_EVERY and request.endpoint not in BACKGROUND:
        session["seen"] = now.wall_ns
    return staff


def _time_since(wall_ns: int, now: Moment) -> timedelta:
    return timedelta(microseconds=(now.wall_ns - wall_ns) // 1000)


def _fingerprint(staff: StaffMember) -> str:
    return hashlib.sha256(staff.pin_hash.encode()).hexdigest()[:16]
