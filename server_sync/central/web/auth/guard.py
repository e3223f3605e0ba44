"""What stands before every page: a login, a form of our own, and no cache."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, g, redirect, request, session, url_for
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response

from server_sync.central.accounts.viewer import Viewer
from server_sync.central.request_context import now, writing
from server_sync.central.web.auth import sessions

SECRET = "secret"  # noqa: S105 - the name of the field, not its value
OPEN_ENDPOINTS = frozenset({"access.login", "access.enter", "pages.static"})


def put_before(blueprint: Blueprint) -> None:
    """Let nobody through to the blueprint without a login and a form of our own."""
    blueprint.before_request(_check)


def viewer() -> Viewer:
    """Give the member of staff who is logged in."""
    found: Viewer = g.viewer
    return found


def safe_path(wanted: str | None) -> str | None:
    """Give the path to go on to, if it is one of ours; nobody is sent elsewhere."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return None
    parts = urlsplit(wanted)
    return None if parts.scheme or parts.netloc else wanted


def _check() -> Response | None:
    protect: CSRFProtect = current_app.extensions["csrf"]
    protect.protect()
    if request.endpoint in OPEN_ENDPOINTS:
        return None
    with writing() as connection:
        secret = session.get(SECRET, "")
        found = sessions.viewer_of(connection, secret=secret, now=now())
    if found is None:
        session.clear()
        wanted = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("access.login", next=safe_path(wanted)))
    g.viewer = found
    return None
