"""Who may see what at central: login, bearer tokens, and the log of who looked."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from server_sync.central.web.auth import headers, login

COOKIE = "moedt_central"


def register(app: Flask) -> None:
    """Add login, cookie, CSRF protection and headers to the app.

    The app brings `extensions["engine"]` and `extensions["clock"]`, its secret key,
    and `SESSION_COOKIE_SECURE`, which is on unless it was set.
    """
    app.config.setdefault("OVER_TLS", True)
    app.config.update(
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=app.config["OVER_TLS"],
        # The blueprints ask for it themselves: terminals sign, and carry no form.
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        MAX_FORM_MEMORY_SIZE=64 * 1024,
    )
    CSRFProtect(app)
    headers.register(app, over_tls=app.config["OVER_TLS"])
    app.register_blueprint(login.blueprint())
