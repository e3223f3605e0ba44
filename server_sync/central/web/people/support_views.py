"""What somebody needs support with: seen and written by who leads their team alone.

To everybody else there is no such page. Each look at it is in the log.
"""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from sqlalchemy import Connection, Row
from werkzeug.wrappers import Response

from kiosk.look.form import CHARACTERS_MAX, Form
from server_sync.central.facts import access_log
from server_sync.central.facts import support as notes
from server_sync.central.facts.access_log import What
from server_sync.central.facts.provenance import Provenance
from server_sync.central.request_context import now
from server_sync.central.web.auth.guard import viewer
from server_sync.central.web.lookups import person_or_404
from server_sync.central.web.render import show
from server_sync.central.web.transactions import log_view, snapshot_or_transaction

SECTION = "pages.people"
Page = Response | str | tuple[str, int]


def support(person_id: str) -> Page:
    """Show the note that written; a POST puts another in its place."""
    posted = request.method == "POST"
    with snapshot_or_transaction() as connection:
        who = person_or_404(connection, person_id)
        if not viewer().leads(who.team):
            abort(404)
        written = notes.note_of(connection, person=person_id)
        form = Form(
            request.form if posted else {"text": written.text if written else ""}
        )
        if posted and _written(connection, who, form):
            flash("Noten er gemt. Kun holdets leder kan se den.")
            return redirect(url_for("pages.support", person_id=person_id))
    log_view(What.SAW_SUPPORT, person=person_id)
    page = show(
        "people/support.html", section=SECTION, person=who, note=written, form=form
    )
    return page, 422 if form.wrong else 200


def _written(connection: Connection, who: Row[Any], form: Form) -> bool:
    text = form.given.get("text", "").strip()
    if len(text) > CHARACTERS_MAX:
        form.wrong["text"] = f"Skriv det kortere: højst {CHARACTERS_MAX} tegn."
        return False
    notes.write_note(
        connection,
        person=who.id,
        municipality=who.municipality,
        text=text,
        provenance=Provenance(by=viewer().name, at=now()),
    )
    _log(connection, What.WROTE_SUPPORT, who.id)
    return True


def _log(connection: Connection, what: What, person_id: str) -> None:
    access_log.write(connection, viewer(), what, now=now(), person=person_id)
