"""The headers that every answer carries."""

from flask import Flask, Response

from kiosk.look.face import keeping

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""No script at all: the pages need none, so none may run."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
YEAR_SECONDS = 365 * 24 * 60 * 60


def register(app: Flask, *, over_tls: bool) -> None:
    """Set the headers; what holds personal data is never kept by a cache."""

    def add(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if over_tls:
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}"
        if not response.headers.get("Cache-Control"):
            response.headers["Cache-Control"] = keeping(response) or "no-store"
        return response

    app.after_request(add)
