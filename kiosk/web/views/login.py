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
from kiosk.look.door_words import (
    NO_STAFF,
    NOT_HERE_YET,
    NOT_KNOWN_THERE,
    OUT_OF_REACH_SO_PIN,
    WAIT,
    WRONG_PIN,
)
from kiosk.roster.roster import Staff
from kiosk.web.auth.central_login import CHARACTERS_MAX, Shown
from kiosk.web.auth.rights import ROUTES
from kiosk.web.page_context import (
    keep_typed,
    may,
    moment,
    page,
    refused,
    say,
)

LASTS = timedelta(hours=12)
IDLE = timedelta(hours=2)
SEEN_EVERY = timedelta(minutes=1)
NAMES_COOKIE = "moedt_page_name"
NAMES_COOKIE_SECONDS = 180 * 24 * 3600
OPEN = frozenset(
    {
        *("access.login", "access.log_in", "access.log_in_by_central"),
        *("board.health", "static", "look.static"),
        *("display.door", "display.events"),  # they let nobody in but their own screen
    }
)
BACKGROUND = frozenset(
    {"board.live", "board.events", "handing.waiting", "newcomers.waiting"}
)

access = Blueprint("access", __name__)


def guard(app: Flask) -> None:
    """Let only staff in, before anything else looks at the request."""
    app.before_request(_guard)


@access.get("/login")
def login() -> ResponseReturnValue:
    """Show the login: by PIN, or by central's password where that is asked for."""
    return login_page(
        name=request.cookies.get(NAMES_COOKIE, ""), central="central" in request.args
    )


@access.post("/login")
def log_in() -> ResponseReturnValue:
    """Let somebody in whose name and PIN fit together."""
    name, pin = _named(), request.form.get("pin", "")[:CHARACTERS_MAX]
    address = request.remote_addr or ""
    shared = page()
    wait = shared.throttle.try_now(name.casefold(), address, moment())
    if wait:
        return _waits(name, wait)
    staff = _staff(name)
    if not shared.pins.right(staff.pin_hash if staff else None, pin) or staff is None:
        return login_page(name=name, problem=WRONG_PIN), 401
    shared.throttle.was_right(name.casefold(), address)
    return _let_in(staff)


@access.post("/login/central")
def log_in_by_central() -> ResponseReturnValue:
    """Let somebody in whom central knows by this name and password."""
    name, shared = _named(), page()
    password = request.form.get("adgangskode", "")[:CHARACTERS_MAX]
    # Counted apart from the PIN's tries, so that neither forgives the other's.
    who, address = f"central {name.casefold()}", request.remote_addr or ""
    wait = shared.throttle.try_now(who, address, moment())
    if wait:
        return _waits(name, wait, central=True)
    said = shared.central.ask(Shown(login=name, password=password))
    if said.answer == "wait":
        return _waits(name, said.seconds, central=True)
    if said.answer == "out_of_reach":
        return login_page(name, OUT_OF_REACH_SO_PIN), 503
    staff = _staff(said.name or "") if said.answer == "right" else None
    if staff is None:
        why = NOT_KNOWN_THERE if said.answer == "wrong" else NOT_HERE_YET
        return login_page(name, why, central=True), 401
    shared.throttle.was_right(who, address)
    return _let_in(staff)


def _named() -> str:
    return " ".join(request.form.get("name", "").split())[:CHARACTERS_MAX]


def _waits(name: str, seconds: int, *, central: bool = False) -> ResponseReturnValue:
    later = login_page(name, WAIT.format(seconds=seconds), central=central)
    return later, 429, {"Retry-After": str(seconds)}


def _let_in(staff: Staff) -> ResponseReturnValue:
    _begin(staff)
    kept = session.get("kept")
    answer = redirect(kept["path"] if kept else url_for("board.show"), 303)
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
    """End this login everywhere that its cookie may have been copied to."""
    page().ended.add(session["login"])
    session.clear()
    say("Du er logget ud.")
    return redirect(url_for("access.login"), 303)


def login_page(name: str, problem: str | None = None, *, central: bool = False) -> str:
    """Show the login with the name that was typed, and what is the matter."""
    if not page().books.roster().staff:
        problem = NO_STAFF
    return render_template("login.html", name=name, problem=problem, central=central)


def _guard() -> ResponseReturnValue | None:
    if (
        request.headers.get("Sec-Fetch-Site") == "cross-site"
        and request.method != "GET"
    ):
        abort(403)
    if request.endpoint in OPEN or request.endpoint is None:
        return None
    staff = _logged_in(moment())
    if staff is not None:
        g.staff, g.role = staff.name, staff.role
        return None if may(request.endpoint) else refused(ROUTES.get(request.endpoint))
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


def _logged_in(now: Moment) -> Staff | None:
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
    return staff


def _ago(wall_ns: int, now: Moment) -> timedelta:
    return timedelta(microseconds=(now.wall_ns - wall_ns) // 1000)


def _fingerprint(staff: Staff) -> str:
    return hashlib.sha256(staff.pin_hash.encode()).hexdigest()[:16]
