"""Every look at a page about one person is written down, and so reaches central.

A page is about one person when its address names them, or an entry about them. What
lists many people is no look at one, nor is the part of a page that is asked for again.
"""

from flask import Flask, Response, make_response, render_template, request

from kiosk.errors import JournalUnavailable
from kiosk.journal.contents import Look
from kiosk.look.door_words import NOT_SHOWN
from kiosk.roster.roster import Person
from kiosk.web.auth.rights import ROUTES
from kiosk.web.page_context import (
    asked,
    moment,
    new_token,
    page,
)
from kiosk.web.repository import Act
from kiosk.web.views.login import BACKGROUND

CHOOSES = frozenset({"clarify.came", "clarify.told", "clarify.no_show"})
"""Forms for whom it may concern, and for one person where `?person=` names them."""
OF_AN_ENTRY = frozenset({"mend.show"})
SHOWN = 200


def write_looks(app: Flask) -> None:
    """Write each look before the page is sent; where that fails, it is not sent."""
    app.after_request(_write)


def _write(response: Response) -> Response:
    person = _person_shown() if response.status_code == SHOWN else None
    if person is None or _is_written(person):
        return response
    return make_response(
        render_template("fault.html", code=503, sentence=NOT_SHOWN), 503
    )


def _person_shown() -> Person | None:
    endpoint, within = request.endpoint or "", request.view_args or {}
    if request.method != "GET" or endpoint not in ROUTES or endpoint in BACKGROUND:
        return None
    named = within.get("person")
    if endpoint in CHOOSES:
        named = request.args.get("person")
    if endpoint in OF_AN_ENTRY:
        written = page().books.stands(moment()).find(within["seq"])
        named = getattr(written.line.content, "person", None) if written else None
    return asked().roster.person(named) if named else None


def _is_written(person: Person) -> bool:
    question = asked()
    look = Look(person=person.id, by=question.by, at=question.now)
    act = Act(once=new_token(), what="look")
    try:
        page().books.write(act, moment(), lambda _stands: [look])
    except JournalUnavailable:
        return False
    return True
