"""Who may use the page: staff of the roster, by name and PIN."""

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
from kiosk.page.shared import keep_typed, moment, page, say
from kiosk.page.words import NO_STAFF, WAIT, WRONG_PIN
from kiosk.roster import Staff

LASTS = timedelta(hours=12)
IDLE = timedelta(hours=2)
SEEN_EVERY = timedelta(minutes=1)
NAMES_COOKIE = "moedt_page_name"
NAMES_COOKIE_SECONDS = 180 * 24 * 3600
OPEN = frozenset(
    {
        *("access.login", "access.log_in", "board.health", "static"),
        *("display.door", "display.events"),  # they let nobody in but their own screen
    }
)
BACKGROUND = frozenset({"board.live", "board.events", "handing.waiting"})

access = Blueprint("access", __name__)


def guard(app: Flask) -> None:
    """Let only staff in, before anything else looks at the request."""
    app.before_request(_guard)


@access.get("/login")
def login() -> ResponseReturnValue:
    """Show the login."""
    return login_page(name=request.cookies.get(NAMES_COOKIE, ""))


@access.post("/login")
def log_in() -> ResponseReturnValue:
    """Let somebody in whose name and PIN fit together."""
    name = " ".join(request.form.get("name", "").split())[:200]
    pin = request.form.get("pin", "")[:200]
    address = request.remote_addr or ""
    shared = page()
    wait = shared.throttle.try_now(name.casefold(), address, moment())
    if wait:
        later = login_page(name=name, problem=WAIT.format(seconds=wait))
        return later, 429, {"Retry-After": str(wait)}
    staff = _staff(name)
    if not shared.pins.right(staff.pin_hash if staff else None, pin) or staff is None:
        return login_page(name=name, problem=WRONG_PIN), 401
    shared.throttle.was_right(name.casefold(), address)
    _begin(staff)
    kept = session.get("kept")
    answer = redirect(kept["path"] if kept else url_for("board.show"), 303)
    answer.set_cookie(
        NAMES_COOKIE,
        staff.name,
        max_age=NAMES_COOKIE_SECONDS,
        httponly=True,
        samesite="Strict",
        path=url_for("access.login"),
    )
    return answer


@access.post("/logout")
def log_out() -> ResponseReturnValue:
    """End this login everywhere that its cookie may have been copied to."""
    page().ended.add(session["login"])
    session.clear()
    say("Du er logget ud.")
    return redirect(url_for("access.login"), 303)


def login_page(name: str, problem: str | None = None) -> str:
    """Show the login with the name that was typed, and what is the matter."""
    if not page().books.roster().staff:
        problem = NO_STAFF
    return render_template("login.html", name=name, problem=problem)


def _guard() -> ResponseReturnValue | None:
    if (
        request.headers.get("Sec-Fetch-Site") == "cross-site"
        and request.method != "GET"
    ):
        abort(403)
    if request.endpoint in OPEN or request.endpoint is None:
        return None
    g.staff = _logged_in(moment())
    if g.staff is not None:
        return None
    if request.endpoint in BACKGROUND:
        abort(401)
    return _to_login()


def _to_login() -> ResponseReturnValue:
    if request.method == "POST" and request.endpoint != "access.log_out":
        for key in ("login", "staff"):
            session.pop(key, None)
        keep_typed()
        say("Du var logget ud. Log ind, så står det, du skrev, der stadig.")
    return redirect(url_for("access.login"), 303)


def _staff(name: str) -> Staff | None:
    for staff in page().books.roster().staff:
        if " ".join(staff.name.split()).casefold() == name.casefold():
            return staff
    return None


def _begin(staff: Staff) -> None:
    kept = session.get("kept")
    session.clear()
    if kept and urlsplit(kept["path"]).netloc == "":
        session["kept"] = kept
    now = moment().wall_ns
    session["login"] = secrets.token_hex(16)
    session["staff"] = staff.name
    session["pin"] = _fingerprint(staff)
    session["since"] = session["seen"] = now


def _logged_in(now: Moment) -> str | None:
    """Say who is logged in: nobody whose time is up, or whose PIN has changed."""
    staff = _staff(session.get("staff", ""))
    if staff is None or session.get("pin") != _fingerprint(staff):
        return None
    if session.get("login", "") in page().ended:
        return None
    since, seen = _ago(session["since"], now), _ago(session["seen"], now)
    if not (-SEEN_EVERY <= since < LASTS and seen < IDLE):
        return None
    if seen > SEEN_EVERY and request.endpoint not in BACKGROUND:
        session["seen"] = now.wall_ns
    return staff.name


def _ago(wall_ns: int, now: Moment) -> timedelta:
    return timedelta(microseconds=(now.wall_ns - wall_ns) // 1000)


def _fingerprint(staff: Staff) -> str:
    return hashlib.sha256(staff.pin_hash.encode()).hexdigest()[:16]
