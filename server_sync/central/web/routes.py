"""The pages for those who look: prompts, people, overview."""

from pathlib import Path

from flask import Blueprint, Flask, render_template
from flask_wtf.csrf import CSRFError
from jinja2 import FileSystemLoader, PrefixLoader

from kiosk.look import danish, face
from server_sync.central.web.auth.guard import put_before
from server_sync.central.web.cards import views as card_views
from server_sync.central.web.days import arrival_views
from server_sync.central.web.days import views as day_views
from server_sync.central.web.newcomers import views as newcomer_views
from server_sync.central.web.people import support_views
from server_sync.central.web.people import views as person_views
from server_sync.central.web.prompts import views as prompt_views
from server_sync.central.web.quarantine import views as quarantine_views
from server_sync.central.web.reports import views as report_views
from server_sync.central.web.terminals import views as terminal_views
from server_sync.central.web.unknown_taps import views as unknown_tap_views

POST_TOO = ("GET", "POST")
FEATURES = sorted(path.parent for path in Path(__file__).parent.glob("*/templates"))


def register(app: Flask) -> None:
    """Add the pages to the app, which must already have its access."""
    # A feature's own templates are named by its folder: `people/person.html`.
    app.jinja_loader = PrefixLoader(
        {folder.name: FileSystemLoader(folder / "templates") for folder in FEATURES}
    )
    app.jinja_env.filters.update(
        day=danish.dated,
        short_day=danish.short_day,
        clock=danish.clock,
        moment=danish.moment,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(counted=danish.count)
    face.register(app)
    app.register_blueprint(_blueprint())
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(404, _not_there)
    app.register_error_handler(500, _our_fault)


def _blueprint() -> Blueprint:
    pages = Blueprint(
        "pages",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/static/central",
    )
    put_before(pages)
    person = "/people/<person_id>"
    pages.get("/")(prompt_views.prompt_list)
    pages.route("/prompts/<int:prompt_id>", methods=POST_TOO)(prompt_views.prompt)
    pages.get("/people")(person_views.people)
    pages.get(person)(person_views.person)
    pages.get(f"{person}/figures")(person_views.figures)
    pages.get(f"{person}/seen")(person_views.seen)
    pages.route(f"{person}/notice", methods=POST_TOO)(day_views.notice)
    pages.route(f"{person}/support", methods=POST_TOO)(support_views.support)
    pages.get(f"{person}/days/<day>")(day_views.day)
    pages.route(f"{person}/days/<day>/no-show", methods=POST_TOO)(day_views.no_show)
    pages.route(f"{person}/days/<day>/take-back", methods=POST_TOO)(day_views.take_back)
    pages.get("/overview")(report_views.overview)
    _who_came(pages, person)
    _terminals(pages)
    return pages


def _who_came(pages: Blueprint, person: str) -> None:
    tap = "/taps/<device>/<chain>/<int:seq>"
    pages.route(tap, methods=POST_TOO)(unknown_tap_views.unknown_tap)
    newcomer = "/newcomers/<device>/<chain>/<int:seq>"
    pages.get("/newcomers")(newcomer_views.newcomers)
    pages.route(newcomer, methods=POST_TOO)(newcomer_views.newcomer)
    pages.route(f"{person}/arrival", methods=POST_TOO)(arrival_views.arrival)
    pages.route(f"{person}/days/<day>/delay", methods=POST_TOO)(arrival_views.delay)
    pages.route(f"{person}/cards", methods=POST_TOO)(card_views.cards)
    pages.route(f"{person}/cards/end", methods=POST_TOO)(card_views.end_card)


def _terminals(pages: Blueprint) -> None:
    terminal, event = "/terminals/<device>", "<chain>/<int:seq>"
    pages.get("/terminals")(terminal_views.terminals)
    pages.route("/new-terminal", methods=POST_TOO)(terminal_views.add_terminal)
    pages.get(terminal)(terminal_views.terminal)
    pages.route(f"{terminal}/code", methods=POST_TOO)(terminal_views.new_code)
    pages.route(f"{terminal}/approve", methods=POST_TOO)(terminal_views.approve)
    pages.route(f"{terminal}/revoke", methods=POST_TOO)(terminal_views.revoke)
    pages.route(f"{terminal}/events/{event}", methods=POST_TOO)(
        quarantine_views.quarantined_entry
    )
    pages.route(f"{terminal}/gaps/<chain>/<int:first>/<int:last>", methods=POST_TOO)(
        quarantine_views.gap
    )


def _not_there(_error: object) -> tuple[str, int]:
    return _problem(
        "Siden er her ikke",
        "Måske er adressen skrevet forkert, eller også hører det til en anden kommune.",
    ), 404


def _stale_form(_error: CSRFError) -> tuple[str, int]:
    return _problem(
        "Siden var for gammel",
        "Der er ikke gemt noget. Gå tilbage, hent siden igen, og send den så en gang "
        "til.",
    ), 400


def _our_fault(_error: object) -> tuple[str, int]:
    return _problem(
        "Noget gik galt hos os",
        "Der er ikke gemt noget. Prøv igen om lidt. Bliver det ved, så ring til den, "
        "der passer systemet.",
    ), 500


def _problem(heading: str, what_to_do: str) -> str:
    return render_template("problem.html", heading=heading, what_to_do=what_to_do)
