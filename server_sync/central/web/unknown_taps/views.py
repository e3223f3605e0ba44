"""Who was it? Saying whose an unknown card was, once or from then on."""

from flask import abort, flash, redirect, request, url_for
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response

from firmware.card import CardUid
from firmware.errors import BadCardUid
from kiosk.look.danish import in_alphabet
from kiosk.look.form import Form
from server_sync.central.db.tables import course, person
from server_sync.central.facts import access_log, statements
from server_sync.central.facts.access_log import What
from server_sync.central.facts.not_voided import not_voided
from server_sync.central.facts.provenance import Provenance
from server_sync.central.request_context import now
from server_sync.central.web.auth.guard import viewer
from server_sync.central.web.newcomers import queries as newcomer_queries
from server_sync.central.web.render import demand_writer, show
from server_sync.central.web.transactions import snapshot_or_transaction
from server_sync.central.web.unknown_taps import queries
from server_sync.central.web.unknown_taps.queries import UnknownTap

SECTION = "pages.prompt_list"
NOT_OURS = "-"
RANDOM = (
    "Det er en telefon eller et pas, som viser et nyt nummer hver gang. Giv borgeren "
    "et rigtigt kort, og fjern krydset her."
)
SHARED = (
    "Det nummer har mange kort og telefoner i verden. Giv borgeren et kort med sit "
    "eget nummer, og fjern krydset her."
)


def unknown_tap(device: str, chain: str, seq: int) -> Response | str | tuple[str, int]:
    """Show a tap with an unknown card; a POST says whose it was, or takes it back."""
    form = Form(request.form if request.method == "POST" else {})
    with snapshot_or_transaction() as connection:
        found = _tap_or_404(connection, device, chain, seq)
        lent = newcomer_queries.lent(
            connection, viewer(), card=found.card, at=int(found.at.timestamp())
        )
        people = _people(connection, found)
        if request.method == "POST":
            take_back = form.given.get("do") == "take back"
            turn = _taken_back if take_back else _answered
            done = turn(connection, found, people, form)
            if done:
                flash(done)
                return redirect(url_for("pages.prompt_list"))
    page = show(
        "unknown_taps/unknown_tap.html",
        section=SECTION,
        tap=found,
        lent=lent,
        people=people.items(),
        form=form,
    )
    return page, 422 if form.wrong else 200


def _tap_or_404(
    connection: Connection, device: str, chain: str, seq: int
) -> UnknownTap:
    demand_writer()
    try:
        name = bytes.fromhex(chain)
    except ValueError:
        abort(404)
    found = queries.find(connection, viewer(), device=device, chain_name=name, seq=seq)
    if found is None:
        abort(404)
    return found


def _people(connection: Connection, found: UnknownTap) -> dict[str, str]:
    """List who had a course there that day, by name, and nobody of ours at last."""
    day = found.at.date()
    offered = not_voided(course).subquery("offered")
    asked = (
        select(person.c.id, person.c.name)
        .join(offered, offered.c.person == person.c.id)
        .where(offered.c.site == found.site, viewer().may_see_person())
        .where(offered.c.first <= day, offered.c.last >= day)
        .distinct()
    )
    rows = [(row.id, row.name) for row in connection.execute(asked)]
    named = dict(sorted(rows, key=lambda row: (in_alphabet(row[1]), row[0])))
    return named | {NOT_OURS: "Ikke en af vores"}


def _answered(
    connection: Connection, found: UnknownTap, people: dict[str, str], form: Form
) -> str | None:
    who = form.choice("person", people)
    why = form.text("why", needed="Skriv kort, hvordan du ved det.")
    keeps = form.given.get("keeps") == "yes"
    if keeps and who == NOT_OURS:
        form.wrong["keeps"] = "Kortet kan kun knyttes til en borger."
    unfit = _why_unfit(found.card) if keeps else None
    if unfit is not None:
        form.wrong["keeps"] = unfit
    if form.wrong:
        return None
    if found.answers or found.assigned:
        return "Det er allerede afklaret, så der blev ikke skrevet noget nyt."
    provenance = Provenance(by=viewer().name, at=now(), why=why)
    of_whom = None if who == NOT_OURS else who
    if keeps and of_whom:
        statements.assign_card(
            connection,
            card=found.card,
            person=of_whom,
            start=int(found.at.timestamp()),
            provenance=provenance,
        )
    else:
        statements.add_resolution(
            connection,
            municipality=viewer().municipality_id,
            about=found.key,
            person=of_whom,
            provenance=provenance,
        )
    _log(connection, What.GAVE_CARD if keeps else What.RESOLVED_CARD, of_whom, found)
    return "Gemt med dit navn. Dagen er gjort op igen."


def _taken_back(
    connection: Connection, found: UnknownTap, _people: dict[str, str], form: Form
) -> str | None:
    why = form.text("why_back", needed="Skriv kort, hvorfor det tages tilbage.")
    if form.wrong:
        return None
    if not found.answers:
        return "Det er allerede taget tilbage."
    for answer in found.answers:
        statements.add_void(
            connection,
            municipality=viewer().municipality_id,
            about=answer.key,
            provenance=Provenance(by=viewer().name, at=now(), why=why),
        )
    _log(connection, What.TOOK_BACK, None, found)
    return "Taget tilbage. Begge dele er gemt, og kortet er ukendt igen."


def _why_unfit(card: str) -> str | None:
    """Return why the number can be nobody's card; None if it can."""
    try:
        uid = CardUid.from_hex(card)
    except BadCardUid:
        return None
    if uid.is_random:
        return RANDOM
    return SHARED if uid.is_shared else None


def _log(
    connection: Connection, what: What, who: str | None, found: UnknownTap
) -> None:
    access_log.write(
        connection,
        viewer(),
        what,
        now=now(),
        person=who,
        detail=found.at.date().isoformat(),
    )
