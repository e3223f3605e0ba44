"""The citizen's screen at the door: no login, no list, and for this machine only."""

from contextlib import ExitStack
from ipaddress import IPv6Address, ip_address, ip_network
from threading import BoundedSemaphore

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue

from kiosk.door.texts import Texts
from kiosk.settings import KioskSettings
from kiosk.web.display.stream import (
    Journalled,
    Screen,
    Showing,
    show,
)
from kiosk.web.page_context import moment, page
from kiosk.web.repository import Books

SCREENS_MAX = 4
"""Two on the wall, and as many that are still leaving after a reload."""
EXTENSION = "moedt_display"
ELSEWHERE = (
    "Skærmen til døren vises kun på terminalen selv. Skal den hænge et andet sted, så"
    " skriv den maskines adresse i terminalens indstilling display_from."
)
PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Real-IP")

display = Blueprint("display", __name__)


def hang_up(
    app: Flask, settings: KioskSettings, books: Books, journal: Journalled
) -> None:
    """Give the app a citizen's screen."""
    screen = Screen(books=books, journal=journal, texts=Texts.load(), settings=settings)
    app.extensions[EXTENSION] = screen, BoundedSemaphore(SCREENS_MAX)
    app.register_blueprint(display)


@display.before_request
def only_here() -> ResponseReturnValue | None:
    """Refuse machines that the settings do not name."""
    screen, _ = _hung()
    passed_on = any(name in request.headers for name in PASSED_ON)
    if not passed_on and may_see(request.remote_addr, screen.settings.display_from):
        return None
    return render_template("fault.html", code=403, sentence=ELSEWHERE), 403


@display.get("/display")
def door() -> str:
    """Show the screen; it lives by its events."""
    screen, _ = _hung()
    return render_template("display.html", rest=screen.resting(moment()))


@display.get("/display/events")
def events() -> ResponseReturnValue:
    """Tell the screen what to show for as long as it listens."""
    (screen, places), shared = _hung(), page()
    if not places.acquire(blocking=False):
        abort(503)
    answer = Response(
        show(Showing(screen), shared.clock.now, shared.closing.wait),
        mimetype="text/event-stream",
    )
    once = ExitStack()  # an answer may be closed twice; its place is free but once
    once.callback(places.release)
    answer.call_on_close(once.close)
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def may_see(address: str | None, networks: tuple[str, ...]) -> bool:
    """Say whether a machine may show the screen: this one, or one that is named.

    >>> may_see("127.0.0.1", ()), may_see("192.168.1.20", ("192.168.1.0/24",))
    (True, True)
    >>> may_see("192.168.1.20", ())
    False
    """
    try:
        found = ip_address(address or "")
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return found.is_loopback or any(found in ip_network(each) for each in networks)


def _hung() -> tuple[Screen, BoundedSemaphore]:
    hung: tuple[Screen, BoundedSemaphore] = current_app.extensions[EXTENSION]
    return hung
