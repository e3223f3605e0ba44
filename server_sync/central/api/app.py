"""`/api/v1`: an app of its own beside the pages, so that its errors are JSON too."""

from typing import Any

from apiflask import APIFlask, HTTPTokenAuth
from flask import Flask, Response
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from server_sync.central.api import reading, spreadsheet, tokens
from server_sync.central.api.problems import answer
from server_sync.central.api.schemas import Attendance, Period, Problem
from server_sync.central.api.tokens import Reader
from server_sync.central.request_context import now, writing
from server_sync.central.web.auth import headers

PREFIX = "/api/v1"
ABOUT = (
    "Who was registered at a municipal workshop, as known at `as_of`. These are "
    "registrations, not decisions: `unknown` and `unclarified` are not absence."
)
NO_VIEW_OF_ITS_OWN = None
CSV_RESPONSE: dict[int | str, dict[str, str | dict[str, dict[str, Any]]]] = {
    200: {
        "description": "Semicolons, decimal comma, dd-mm-yyyy, UTF-8 with BOM.",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    }
}


def mount(app: Flask) -> APIFlask:
    """Serve the API under `/api/v1` of the app; others may add routes to it."""
    api = make()
    shared = ("engine", "clock", "trusted_time", "tally")
    api.extensions.update({name: app.extensions[name] for name in shared})
    headers.register(api, over_tls=app.config["OVER_TLS"])
    below = DispatcherMiddleware(app.wsgi_app, {PREFIX: api})
    app.wsgi_app = below  # type: ignore[method-assign]
    return api


def make() -> APIFlask:
    """Make the API with its routes; the database and the clock come with `mount`."""
    api = APIFlask(__name__, title="Mødt", version="1", docs_path=NO_VIEW_OF_ITS_OWN)
    api.config.update(
        DESCRIPTION=ABOUT,
        HTTP_ERROR_SCHEMA=Problem.model_json_schema(),
        VALIDATION_ERROR_SCHEMA=Problem.model_json_schema(),
        AUTO_SERVERS=False,
        SERVERS=[{"url": PREFIX}],
    )
    api.json.sort_keys = False  # type: ignore[attr-defined]
    api.error_processor(answer)
    auth = HTTPTokenAuth("Bearer", description="A token reads one municipality.")
    auth.verify_token(_reader_of)
    auth.error_processor(answer)
    _add_routes(api, auth)
    return api


def _add_routes(api: APIFlask, auth: HTTPTokenAuth) -> None:
    @api.get("/attendance")
    @api.auth_required(auth)
    @api.input(Period, location="query", arg_name="period")
    @api.output(Attendance, description="The log, one object a session.")
    @api.doc(summary="The log of attendance", tags=["attendance"])
    def attendance(period: Period) -> Response:
        log = reading.log(_reader(auth), period, form="JSON")
        return Response(reading.as_json(log, period), mimetype="application/json")

    @api.get("/attendance.csv")
    @api.auth_required(auth)
    @api.input(Period, location="query", arg_name="period")
    @api.doc(
        summary="The log as a Danish spreadsheet opens it",
        tags=["attendance"],
        responses=CSV_RESPONSE,
    )
    def attendance_csv(period: Period) -> Response:
        log = reading.log(_reader(auth), period, form="CSV")
        answered = Response(
            spreadsheet.write(log.lines, as_of=log.as_of),
            content_type=spreadsheet.MEDIA_TYPE,
        )
        name = f"registreringer_{period.first}_{period.last}.csv"
        answered.headers.set("Content-Disposition", "attachment", filename=name)
        return answered


def _reader(auth: HTTPTokenAuth) -> Reader:
    found = auth.current_user
    if not isinstance(found, Reader):
        raise TypeError("a route without `auth_required` has no reader")
    return found


def _reader_of(token: str) -> Reader | None:
    with writing() as connection:
        return tokens.reader_of(connection, token=token, now=now())
