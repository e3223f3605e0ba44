"""Set the security headers, and how long a browser may cache an answer."""

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface

from kiosk.look.face import keeping

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


def add_headers(app: Flask) -> None:
    """Add the headers to every answer; pages about people are never cached."""
    app.after_request(_add)


class CookieOverTls(SecureCookieSessionInterface):
    """The login cookie: one that was set over TLS is never sent without it."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Return True for a request over TLS; this machine's own screen uses HTTP."""
        del app
        return request.is_secure


def _add(response: Response) -> Response:
    for name, value in FIXED.items():
        response.headers[name] = value
    if request.is_secure:
        policy = f"max-age={OVER_TLS_SECONDS}"
        response.headers["Strict-Transport-Security"] = policy
    response.headers["Cache-Control"] = keeping(response) or "no-store"
    return response
