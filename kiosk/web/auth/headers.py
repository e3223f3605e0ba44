"""What every answer tells the browser not to do, and what it may keep."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, url_for
from flask.sessions import SecureCookieSessionInterface

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FIXED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


OVER_TLS_SECONDS = 30 * 24 * 60 * 60
FOR_EVER = "max-age=31536000, immutable"


def add_headers(app: Flask) -> None:
    """Add them to every answer; what is about people is kept in no cache.

    Sheets and scripts are asked for by what stands in them, so that a browser keeps
    them for good and asks no more; a new version has another address.
    """
    app.after_request(_add)
    folder = Path(app.static_folder or "")

    @cache
    def version(name: str) -> str:
        return hashlib.sha256((folder / name).read_bytes()).hexdigest()[:12]

    @app.url_defaults
    def _by_content(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values["v"] = version(values["filename"])


class CookieOverTls(SecureCookieSessionInterface):
    """The login's cookie: one that was given over TLS never leaves it again."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Say so of this very request: this machine's own screen asks without TLS."""
        del app
        return request.is_secure


def _add(response: Response) -> Response:
    for name, value in FIXED.items():
        response.headers[name] = value
    if request.is_secure:
        kept = f"max-age={OVER_TLS_SECONDS}"
        response.headers["Strict-Transport-Security"] = kept
    response.headers["Cache-Control"] = _kept(response)
    return response


def _kept(response: Response) -> str:
    if request.endpoint != "static" or response.status_code not in (200, 304):
        return "no-store"
    # Another version's page may ask for what stands here no longer.
    own = url_for("static", **(request.view_args or {}))
    return FOR_EVER if request.full_path == own else "no-cache"
