"""The pages for those who look: prompts, people, overview."""

from flask import Blueprint, Flask, render_template
from flask_wtf.csrf import CSRFError

from server_sync.central.access.guard import put_before
from server_sync.central.jobcentre import words
from server_sync.central.pages import (
    arrival_pages,
    aside_pages,
    card_pages,
    danish,
    day_pages,
    look,
    newcomer_pages,
    overview,
    person_pages,
    support_pages,
    tap_pages,
    terminal_pages,
)

POST_TOO = ("GET", "POST")


def register(app: Flask) -> None:
    """Add the pages to the app, which must already have its access."""
    app.jinja_env.filters.update(
        day=danish.day,
        short_day=danish.short_day,
        clock=danish.clock,
        moment=danish.moment,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(words=words, counted=danish.count)
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
    pages.get("/")(look.look)
    pages.route("/prompts/<int:prompt_id>", methods=POST_TOO)(look.prompt)
    pages.get("/people")(person_pages.people)
    pages.get(person)(person_pages.person)
    pages.get(f"{person}/figures")(person_pages.figures)
    pages.get(f"{person}/seen")(person_pages.seen)
    pages.route(f"{person}/notice", methods=POST_TOO)(day_pages.notice)
    pages.route(f"{person}/support", methods=POST_TOO)(support_pages.support)
    pages.get(f"{person}/days/<day>")(day_pages.day)
    pages.route(f"{person}/days/<day>/no-show", methods=POST_TOO)(day_pages.no_show)
    pages.route(f"{person}/days/<day>/take-back", methods=POST_TOO)(day_pages.take_back)
    pages.get("/overview")(overview.overview)
    _who_came(pages, person)
    _terminals(pages)
    return pages


def _who_came(pages: Blueprint, person: str) -> None:
    tap = "/taps/<device>/<chain>/<int:seq>"
    pages.route(tap, methods=POST_TOO)(tap_pages.unknown_tap)
    newcomer = "/newcomers/<device>/<chain>/<int:seq>"
    pages.get("/newcomers")(newcomer_pages.newcomers)
    pages.route(newcomer, methods=POST_TOO)(newcomer_pages.newcomer)
    pages.route(f"{person}/arrival", methods=POST_TOO)(arrival_pages.arrival)
    pages.route(f"{person}/days/<day>/delay", methods=POST_TOO)(arrival_pages.delay)
    pages.route(f"{person}/cards", methods=POST_TOO)(card_pages.cards)
    pages.route(f"{person}/cards/end", methods=POST_TOO)(card_pages.end_card)


def _terminals(pages: Blueprint) -> None:
    one, event = "/terminals/<device>", "<chain>/<int:seq>"
    pages.get("/terminals")(terminal_pages.terminals)
    pages.route("/new-terminal", methods=POST_TOO)(terminal_pages.add_terminal)
    pages.get(one)(terminal_pages.terminal)
    pages.route(f"{one}/code", methods=POST_TOO)(terminal_pages.new_code)
    pages.route(f"{one}/approve", methods=POST_TOO)(terminal_pages.approve)
    pages.route(f"{one}/revoke", methods=POST_TOO)(terminal_pages.revoke)
    pages.route(f"{one}/events/{event}", methods=POST_TOO)(aside_pages.aside)
    pages.route(f"{one}/lost/<chain>/<int:first>/<int:last>", methods=POST_TOO)(
        aside_pages.lost
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
