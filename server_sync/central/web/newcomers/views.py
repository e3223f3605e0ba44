"""Whose is the temporary card? A named person says it, of somebody known or new."""

from collections.abc import Mapping

from flask import abort, flash, redirect, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from kiosk.look.form import Form
from server_sync.central.facts import access_log
from server_sync.central.facts import newcomers as facts
from server_sync.central.facts.access_log import What
from server_sync.central.facts.people import add_person
from server_sync.central.facts.planning import add_course
from server_sync.central.facts.provenance import Provenance
from server_sync.central.request_context import now
from server_sync.central.web.auth.guard import viewer
from server_sync.central.web.newcomers import queries
from server_sync.central.web.newcomers.queries import Newcomer
from server_sync.central.web.render import demand_writer, show
from server_sync.central.web.transactions import (
    log_view,
    snapshot,
    snapshot_or_transaction,
)

SECTION = "pages.newcomers"
NEW, NOT_OURS = "+", "-"
OTHERS = {NEW: "En ny borger, som skrives herunder", NOT_OURS: "Ikke en af vores"}
NAME_CHARACTERS_MAX = 200


def newcomers() -> str:
    """Show the temporary cards that wait for a name."""
    demand_writer()
    with snapshot() as connection:
        found = queries.unnamed(connection, viewer())
    log_view(What.SAW_NEWCOMERS, detail=f"{len(found)} kort")
    return show("newcomers/newcomers.html", section=SECTION, newcomers=found)


def newcomer(device: str, chain: str, seq: int) -> Response | str | tuple[str, int]:
    """Ask whose the card is; a POST says it, once."""
    demand_writer()
    posted = request.method == "POST"
    with snapshot_or_transaction() as connection:
        found = queries.find(connection, viewer(), key=f"{device}/{chain}/{seq}")
        if found is None:
            abort(404)
        given = request.form if posted else _proposed(found)
        form, people = Form(given), queries.could_be(connection, viewer(), found)
        if posted and (done := _answered(connection, found, people | OTHERS, form)):
            flash(done)
            return redirect(url_for("pages.newcomers"))
    page = show(
        "newcomers/newcomer.html",
        section=SECTION,
        newcomer=found,
        people=(people | OTHERS).items(),
        form=form,
    )
    return page, 422 if form.wrong else 200


def _proposed(found: Newcomer) -> dict[str, str]:
    return {"name": found.row.name, "first": f"{queries.day_of(found):%d-%m-%Y}"}


def _answered(
    connection: Connection, found: Newcomer, people: Mapping[str, str], form: Form
) -> str | None:
    """Write whose it is; give what was done, None where something is missing."""
    who = form.choice("person", people)
    why = form.text("why", needed="Skriv kort, hvordan du ved det.")
    provenance = Provenance(by=viewer().name, at=now(), why=why)
    if who == NEW and not form.wrong and not found.named:
        who = _added(connection, found, provenance, form)
    if form.wrong:
        return None
    if found.named:
        return "Det er allerede sagt, så der blev ikke skrevet noget nyt."
    if who == NOT_OURS:
        count = facts.not_ours(connection, found.row, provenance=provenance)
        _log(connection, What.RESOLVED_CARD, None, f"{count} tryk")
    else:
        facts.name_as(connection, found.row, person=who, provenance=provenance)
        _log(connection, What.GAVE_CARD, who, queries.day_of(found).isoformat())
    return "Gemt med dit navn. Dagene er gjort op igen."


def _added(
    connection: Connection, found: Newcomer, provenance: Provenance, form: Form
) -> str:
    """Add somebody new with a course at that workshop; nobody where words are wrong."""
    name = form.text("name", needed="Skriv borgerens navn.")
    first, last = form.day("first"), form.day("last")
    if len(name) > NAME_CHARACTERS_MAX:
        form.wrong["name"] = f"Skriv det kortere: højst {NAME_CHARACTERS_MAX} tegn."
    if first and last and last < first:
        form.wrong["last"] = "Sidste dag ligger før den første."
    if form.wrong or first is None or last is None:
        return NEW
    person = add_person(
        connection,
        municipality=viewer().municipality_id,
        name=name,
        provenance=provenance,
        team=viewer().team,
        first_name_shown=False,
    )
    add_course(
        connection,
        person=person,
        site=found.row.site,
        first=first,
        last=last,
        provenance=provenance,
    )
    _log(connection, What.ADDED_PERSON, person, f"{first} – {last}")
    return person


def _log(connection: Connection, what: What, person: str | None, detail: str) -> None:
    access_log.write(
        connection, viewer(), what, now=now(), person=person, detail=detail
    )
