"""A person's cards: handing one out, also dated back, and ending it."""

from flask import abort, flash, redirect, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from kiosk.look.form import Form
from server_sync.central.facts import access_log, statements
from server_sync.central.facts.access_log import What
from server_sync.central.facts.people import COPENHAGEN
from server_sync.central.facts.provenance import Provenance
from server_sync.central.request_context import now
from server_sync.central.web.auth.guard import viewer
from server_sync.central.web.cards import queries
from server_sync.central.web.cards.queries import Holding
from server_sync.central.web.forms import instant
from server_sync.central.web.lookups import person_or_404
from server_sync.central.web.render import as_of, demand_writer, show
from server_sync.central.web.transactions import log_view, snapshot_or_transaction

SECTION = "pages.people"
Page = Response | str | tuple[str, int]


def cards(person_id: str) -> Page:
    """Show the cards; a POST hands one out, from a time that may have passed."""
    posted = request.method == "POST"
    form = Form(request.form if posted else _now())
    demand_writer()
    with snapshot_or_transaction() as connection:
        who = person_or_404(connection, person_id)
        holdings = queries.of_person(connection, person=person_id, zone=COPENHAGEN)
        if posted and _handed_out(connection, person_id, form):
            flash("Kortet er knyttet til borgeren.")
            return redirect(url_for("pages.cards", person_id=person_id))
    log_view(What.SAW_PERSON, person=person_id, detail="kort")
    page = show(
        "cards/cards.html", section=SECTION, person=who, cards=holdings, form=form
    )
    return page, 422 if form.wrong else 200


def end_card(person_id: str) -> Page:
    """Ask from when a card is no longer the person's, and why."""
    posted = request.method == "POST"
    form = Form(request.form if posted else _now())
    demand_writer()
    back = url_for("pages.cards", person_id=person_id)
    with snapshot_or_transaction() as connection:
        who = person_or_404(connection, person_id)
        holdings = queries.of_person(connection, person=person_id, zone=COPENHAGEN)
        about = request.args.get("about")
        found = next((holding for holding in holdings if holding.key == about), None)
        if found is None and not posted:
            abort(404)
        if found is None or found.until is not None:
            flash("Kortet er allerede afsluttet.")
            return redirect(back)
        if posted and _ended(connection, person_id, found, form):
            flash("Kortet er afsluttet. Det, det har vist før, gælder stadig.")
            return redirect(back)
    page = show(
        "cards/card_end.html", section=SECTION, person=who, card=found, form=form
    )
    return page, 422 if form.wrong else 200


def _now() -> dict[str, str]:
    return {"day": f"{as_of():%d-%m-%Y}", "time": f"{as_of():%H.%M}"}


def _instant(form: Form) -> int | None:
    day, at = form.day("day"), form.time("time")
    if day is None or at is None:
        return None
    found = instant(day, at, COPENHAGEN)
    if found > now():
        form.wrong["time"] = "Tidspunktet ligger ude i fremtiden."
    return found


def _handed_out(connection: Connection, person_id: str, form: Form) -> bool:
    number, start = queries.read_number(form), _instant(form)
    why = form.text("why", needed="Skriv kort, hvorfor, fx »Nyt kort«.")
    if number and start is not None and not form.wrong:
        holders = queries.holders_from(connection, number=number, start=start)
        if person_id in holders:
            form.wrong["card"] = "Borgeren har allerede det kort i den tid."
        elif holders:
            form.wrong["card"] = (
                "Kortet er en andens i den tid. Afslut det der først, eller tag et "
                "andet kort."
            )
    if form.wrong or start is None:
        return False
    statements.assign_card(
        connection,
        card=number,
        person=person_id,
        start=start,
        provenance=_provenance(why),
    )
    _log(connection, What.GAVE_CARD, person_id)
    return True


def _ended(
    connection: Connection, person_id: str, holding: Holding, form: Form
) -> bool:
    """End an assignment: it is taken back, and one that ends stands in its place."""
    until = _instant(form)
    why = form.text("why", needed="Skriv kort, hvorfor, fx »Tabt«.")
    if until is not None and until <= holding.start:
        form.wrong["day"] = "Det er, før borgeren fik kortet."
    if form.wrong or until is None:
        return False
    statements.add_void(
        connection,
        municipality=viewer().municipality_id,
        about=holding.key,
        provenance=_provenance(why),
    )
    statements.assign_card(
        connection,
        card=holding.card,
        person=person_id,
        start=holding.start,
        until=until,
        provenance=_provenance(why),
    )
    _log(connection, What.ENDED_CARD, person_id)
    return True


def _provenance(why: str) -> Provenance:
    return Provenance(by=viewer().name, at=now(), why=why)


def _log(connection: Connection, what: What, person_id: str) -> None:
    access_log.write(connection, viewer(), what, now=now(), person=person_id)
