"""The first day: a citizen's language and name on screen, and the leaflet on data."""

from collections.abc import Sequence

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import JournalUnavailable
from kiosk.journal.contents import Content, Language, Welcome
from kiosk.look.door_words import ALREADY, NOT_WRITTEN
from kiosk.roster.roster import Person
from kiosk.web.active_entries import ActiveEntries
from kiosk.web.day.next_card import current_cards
from kiosk.web.page_context import (
    form_context,
    form_values,
    moment,
    page,
    restored_input,
    show_message,
    submission,
)
from kiosk.web.repository import Refusal

LANGUAGES: dict[Language, str] = {
    "da": "Dansk",
    "en": "English",
    "ar": "العربية",
    "uk": "Українська",
}

welcome = Blueprint("welcome", __name__)


@welcome.get("/velkommen/<person>")
def show(person: str) -> str:
    """Show the form for somebody's first day."""
    return _form(_person(person), restored_input())


@welcome.post("/velkommen/<person>")
def receive(person: str) -> ResponseReturnValue:
    """Write language, first name, and that the leaflet was handed over."""
    who, form = _person(person), form_values()
    language = next((known for known in LANGUAGES if known == form.get("sprog")), None)
    if language is None or "informeret" not in form:
        problem = "Vælg sprog, og sæt flueben, når folderen er givet."
        return _form(who, form, problem), 422
    context = form_context()
    welcome_content = Welcome(
        person=who.id,
        language=language,
        first_name_shown="fornavn" in form,
        informed_at=context.now,
        by=g.staff,
        at=context.now,
    )

    def decide(active: ActiveEntries) -> Sequence[Content] | Refusal:
        known = welcome_of(who.id, active)
        same = known is not None and _answers(known) == _answers(welcome_content)
        return Refusal(ALREADY) if same else [welcome_content]

    try:
        done = page().repository.write(submission(), moment(), decide)
    except JournalUnavailable:
        return _form(who, form, trouble=NOT_WRITTEN), 503
    if isinstance(done, Refusal):
        show_message(done.sentence)
    else:
        show_message(f"{who.name} er taget imod.", undo=done[0].seq)
    return redirect(url_for("welcome.show", person=who.id), 303)


@welcome.get("/folder")
def leaflet() -> str:
    """Show the leaflet on data to print, one page for each language."""
    only = request.args.get("sprog")
    chosen = [language for language in LANGUAGES if only in {None, language}]
    return render_template(
        "leaflet.html", chosen=chosen, site_phone=form_context().roster.site.phone
    )


def welcome_of(person: str, active: ActiveEntries) -> Welcome | None:
    """Return the latest welcome of somebody; None if there is none."""
    found = None
    for entry in active.not_voided():
        if isinstance(entry.content, Welcome) and entry.content.person == person:
            found = entry.content
    return found


def _answers(content: Welcome) -> tuple[str, bool]:
    return content.language, content.first_name_shown


def _form(
    who: Person,
    form: object,
    problem: str | None = None,
    trouble: str | None = None,
) -> str:
    context = form_context()
    return render_template(
        "welcome.html",
        who=who,
        given=form,
        problem=problem,
        trouble=trouble,
        languages=LANGUAGES,
        known=welcome_of(who.id, page().repository.active_entries(moment())),
        cards=current_cards(who.id, context.roster, context.now),
        today=context.today,
    )


def _person(person: str) -> Person:
    who = form_context().roster.person(person)
    if who is None:
        abort(404)
    return who
