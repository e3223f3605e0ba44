"""The coordinators' page: a Flask app that reads the roster and the journal."""

from threading import BoundedSemaphore, Event

from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from firmware.clock import Clock
from kiosk.errors import JournalUnavailable
from kiosk.host.local_time import clock_time, day_of
from kiosk.journal.chain import Journal
from kiosk.look import face
from kiosk.look.danish import day, lasting, near, numeric
from kiosk.look.door_words import CANNOT_READ, FAULTS, TOO_OLD
from kiosk.settings import KioskSettings
from kiosk.web.access_log import log_page_views
from kiosk.web.auth.central_login_limit import CentralLogin
from kiosk.web.auth.headers import CookieOverTls, add_headers
from kiosk.web.auth.pins import LoginThrottle, PinCheck
from kiosk.web.auth.session_keys import EndedLogins, secret_key
from kiosk.web.compression import compress_responses
from kiosk.web.day.daily_state import DailyState
from kiosk.web.day.substitutes import Substitute
from kiosk.web.day.teams_out import TeamOut
from kiosk.web.display.views import add_display
from kiosk.web.page_context import (
    EXTENSION,
    Page,
    may,
    may_correct,
    messages,
    new_token,
    page,
    save_input,
)
from kiosk.web.repository import Repository
from kiosk.web.views.board import board
from kiosk.web.views.clarify import clarify
from kiosk.web.views.corrections import corrections
from kiosk.web.views.evacuation import evacuation
from kiosk.web.views.first_day import welcome
from kiosk.web.views.hand_out import handing
from kiosk.web.views.lists import lists
from kiosk.web.views.login import access, guard, login_page
from kiosk.web.views.newcomers import newcomers
from kiosk.web.views.unknown_cards import unknown
from kiosk.web.views.week import week

FORM_BYTES_MAX = 64 * 1024
STREAMS_MAX = 24


def create_app(settings: KioskSettings, *, clock: Clock) -> Flask:
    """Create the page of one terminal.

    Raises:
        JournalUnavailable: the journal cannot be opened; trying again can help.
    """
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=secret_key(settings.folder / "page.key"),
        SESSION_COOKIE_NAME="moedt_page",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        MAX_CONTENT_LENGTH=FORM_BYTES_MAX,
        WTF_CSRF_TIME_LIMIT=None,  # the login's own end is the limit
    )
    app.session_interface = CookieOverTls()
    journal = Journal.open(settings.journal_path, device=settings.device)
    app.extensions[EXTENSION] = Page(
        repository=Repository(journal, settings.roster_path),
        clock=clock,
        site=settings.site,
        goodbye_taps=settings.goodbye_taps,
        pins=PinCheck(),
        throttle=LoginThrottle(),
        central_login=CentralLogin(settings.login_path),
        ended_logins=EndedLogins(settings.folder / "page.ended"),
        teams_out=DailyState(settings.folder / "page.out", TeamOut),
        substitutes=DailyState(settings.folder / "page.substitutes", Substitute),
        streams=BoundedSemaphore(STREAMS_MAX),
        closing=Event(),
    )
    guard(app)  # before CSRF, so that input is kept when the login has ended
    CSRFProtect(app)
    for blueprint in (
        access,
        board,
        clarify,
        evacuation,
        handing,
        lists,
        corrections,
        newcomers,
        unknown,
        week,
        welcome,
    ):
        app.register_blueprint(blueprint)
    add_display(app, settings, app.extensions[EXTENSION].repository, journal)
    add_headers(app)
    face.register(app)
    compress_responses(app)
    log_page_views(app)  # added last, so it runs before the other functions
    _speak_danish(app)
    _explain_faults(app)
    return app


def _speak_danish(app: Flask) -> None:
    app.jinja_env.filters.update(
        time=clock_time,
        near=near,
        day=day,
        numeric=numeric,
        day_of=day_of,
        lasting=lasting,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def _everywhere() -> dict[str, object]:
        roster = page().repository.roster()
        known = bool(roster.staff)
        return {
            "site": roster.site.name if known else page().site,
            "staff": g.get("staff"),
            "may": may,
            "may_mend": may_correct,
            "once": new_token,
            "said": messages,
        }


def _explain_faults(app: Flask) -> None:
    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> ResponseReturnValue:
        code = error.code or 500
        sentence = FAULTS.get(code, FAULTS[500])
        return render_template("fault.html", code=code, sentence=sentence), code

    @app.errorhandler(CSRFError)
    def _csrf_failed(_error: CSRFError) -> ResponseReturnValue:
        if request.endpoint in {"access.log_in", "access.log_in_by_central"}:
            central = request.endpoint != "access.log_in"
            name = request.form.get("name", "")[:200]
            return login_page(name, TOO_OLD, central=central), 400
        save_input()
        return render_template("fault.html", code=400, sentence=FAULTS[400]), 400

    @app.errorhandler(JournalUnavailable)
    def _unreadable(_error: JournalUnavailable) -> ResponseReturnValue:
        return render_template("fault.html", code=503, sentence=CANNOT_READ), 503
