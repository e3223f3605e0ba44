"""Write a `look` entry for every page that shows one person.

A page shows one person if its address names the person, or an entry about the person.
Lists of many people are not logged, nor are parts of a page that a script reloads.
"""

from flask import Flask, Response, make_response, render_template, request

from kiosk.errors import JournalUnavailable
from kiosk.journal.contents import Look
from kiosk.look.door_words import NOT_SHOWN
from kiosk.roster.roster import Person
from kiosk.web.active_entries import person_of
from kiosk.web.auth.rights import ROUTES
from kiosk.web.page_context import form_context, moment, new_token, page
from kiosk.web.repository import FormSubmission
from kiosk.web.views.login import BACKGROUND

PERSON_IN_QUERY = frozenset({"clarify.came", "clarify.told", "clarify.no_show"})
"""Forms for whom it may concern, and for one person where `?person=` names them."""
ENTRY_IN_PATH = frozenset({"mend.show"})
OK_STATUS = 200


def log_page_views(app: Flask) -> None:
    """Write the entry before the page is sent; if that fails, the page is not sent."""
    app.after_request(_log_view)


def _log_view(response: Response) -> Response:
    person = _person_shown() if response.status_code == OK_STATUS else None
    if person is None or _write_look(person):
        return response
    return make_response(
        render_template("fault.html", code=503, sentence=NOT_SHOWN), 503
    )


def _person_shown() -> Person | None:
    endpoint, within = request.endpoint or "", request.view_args or {}
    if request.method != "GET" or endpoint not in ROUTES or endpoint in BACKGROUND:
        return None
    named = within.get("person")
    if endpoint in PERSON_IN_QUERY:
        named = request.args.get("person")
    if endpoint in ENTRY_IN_PATH:
        staff_entry = page().repository.active_entries(moment()).find(within["seq"])
        named = person_of(staff_entry.entry.content) if staff_entry else None
    return form_context().roster.person(named) if named else None


def _write_look(person: Person) -> bool:
    context = form_context()
    look = Look(person=person.id, by=context.by, at=context.now)
    act = FormSubmission(token=new_token(), request="look")
    try:
        page().repository.write(act, moment(), lambda _stands: [look])
    except JournalUnavailable:
        return False
    return True
