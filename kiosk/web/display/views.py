"""The citizen's screen at the door: no login, no names, and for this machine only."""

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
    Display,
    DisplayStream,
    ReadableJournal,
    display_events,
)
from kiosk.web.page_context import moment, page
from kiosk.web.repository import Repository

SCREENS_MAX = 4
"""Two on the wall, and as many that are still leaving after a reload."""
EXTENSION = "moedt_display"
OTHER_MACHINE = (
    "Skærmen til døren vises kun på terminalen selv. Skal den hænge et andet sted, så"
    " skriv den maskines adresse i terminalens indstilling display_from."
)
PROXY_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Real-IP")

display = Blueprint("display", __name__)


def add_display(
    app: Flask,
    settings: KioskSettings,
    repository: Repository,
    journal: ReadableJournal,
) -> None:
    """Add the citizen's screen to the app."""
    shown = Display(
        repository=repository, journal=journal, texts=Texts.load(), settings=settings
    )
    app.extensions[EXTENSION] = shown, BoundedSemaphore(SCREENS_MAX)
    app.register_blueprint(display)


@display.before_request
def only_here() -> ResponseReturnValue | None:
    """Refuse machines that the settings do not name."""
    shown, _ = _display()
    passed_on = any(name in request.headers for name in PROXY_HEADERS)
    if not passed_on and may_see(request.remote_addr, shown.settings.display_from):
        return None
    return render_template("fault.html", code=403, sentence=OTHER_MACHINE), 403


@display.get("/display")
def door() -> str:
    """Show the screen, which updates itself by events."""
    shown, _ = _display()
    return render_template("display.html", rest=shown.idle_screen(moment()))


@display.get("/display/events")
def events() -> ResponseReturnValue:
    """Send the screen what to show for as long as it listens."""
    (shown, places), shared = _display(), page()
    if not places.acquire(blocking=False):
        abort(503)
    answer = Response(
        display_events(DisplayStream(shown), shared.clock.now, shared.closing.wait),
        mimetype="text/event-stream",
    )
    release = ExitStack()  # an answer may be closed twice, its place is released once
    release.callback(places.release)
    answer.call_on_close(release.close)
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def may_see(address: str | None, networks: tuple[str, ...]) -> bool:
    """Return True if a machine may show the screen: this one, or a named one.

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


def _display() -> tuple[Display, BoundedSemaphore]:
    found: tuple[Display, BoundedSemaphore] = current_app.extensions[EXTENSION]
    return found
