"""The first day: how to speak to somebody, and that they were told of their data."""

from collections.abc import Sequence

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import JournalUnavailable
from kiosk.journal.contents import Content, Welcome
from kiosk.look.door_words import ALREADY, NOT_WRITTEN
from kiosk.roster.roster import Person
from kiosk.settings import Language
from kiosk.web.active_entries import Standing
from kiosk.web.day.next_card import cards_held
from kiosk.web.page_context import (
    act,
    asked,
    kept_typed,
    moment,
    page,
    say,
    typed,
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
    """Show what there is to settle on somebody's first day."""
    return _form(_person(person), kept_typed())


@welcome.post("/velkommen/<person>")
def receive(person: str) -> ResponseReturnValue:
    """Write language, first name, and that the leaflet was handed over."""
    who, given = _person(person), typed()
    language = next((one for one in LANGUAGES if one == given.get("sprog")), None)
    if language is None or "informeret" not in given:
        problem = "Vælg sprog, og sæt flueben, når folderen er givet."
        return _form(who, given, problem), 422
    question = asked()
    said = Welcome(
        person=who.id,
        language=language,
        first_name_shown="fornavn" in given,
        informed_at=question.now,
        by=g.staff,
        at=question.now,
    )

    def once(stands: Standing) -> Sequence[Content] | Refusal:
        known = welcome_of(who.id, stands)
        same = known is not None and _told(known) == _told(said)
        return Refusal(ALREADY) if same else [said]

    try:
        done = page().books.write(act(), moment(), once)
    except JournalUnavailable:
        return _form(who, given, trouble=NOT_WRITTEN), 503
    if isinstance(done, Refusal):
        say(done.sentence)
    else:
        say(f"{who.name} er taget imod.", undo=done[0].seq)
    return redirect(url_for("welcome.show", person=who.id), 303)


@welcome.get("/folder")
def leaflet() -> str:
    """Show the leaflet on data, to print: a page for each language."""
    only = request.args.get("sprog")
    chosen = [one for one in LANGUAGES if only in {None, one}]
    return render_template(
        "leaflet.html", chosen=chosen, site_phone=asked().roster.site.phone
    )


def welcome_of(person: str, stands: Standing) -> Welcome | None:
    """Give the latest that was settled of somebody, if anything was."""
    found = None
    for line in stands.in_force():
        if isinstance(line.content, Welcome) and line.content.person == person:
            found = line.content
    return found


def _told(said: Welcome) -> tuple[str, bool]:
    return said.language, said.first_name_shown


def _form(
    who: Person,
    given: object,
    problem: str | None = None,
    trouble: str | None = None,
) -> str:
    question = asked()
    return render_template(
        "welcome.html",
        who=who,
        given=given,
        problem=problem,
        trouble=trouble,
        languages=LANGUAGES,
        known=welcome_of(who.id, page().books.stands(moment())),
        cards=cards_held(who.id, question.roster, question.now),
        today=question.today,
    )


def _person(person: str) -> Person:
    who = asked().roster.person(person)
    if who is None:
        abort(404)
    return who
