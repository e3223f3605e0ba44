"""The terminals: how each is, letting one in, and shutting one out."""

from flask import flash, redirect, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from kiosk.look.form import Form
from server_sync.central.errors import NotKnown, NotTheSame
from server_sync.central.facts import access_log
from server_sync.central.facts.access_log import What
from server_sync.central.facts.provenance import Provenance
from server_sync.central.request_context import now
from server_sync.central.terminals import enrolment, revocation, status
from server_sync.central.terminals.enrolment import Invitation, Pending
from server_sync.central.terminals.status import Terminal
from server_sync.central.web.auth.guard import viewer
from server_sync.central.web.forms import instant
from server_sync.central.web.lookups import demand_who_runs_terminals, terminal_or_404
from server_sync.central.web.quarantine import queries
from server_sync.central.web.render import of_zone, show
from server_sync.central.web.transactions import (
    log_view,
    snapshot,
    snapshot_or_transaction,
)

SECTION = "pages.terminals"
NAME_CHARACTERS_MAX = 60
Page = Response | str | tuple[str, int]


def terminals() -> str:
    """List the terminals, and what waits for a person."""
    demand_who_runs_terminals()
    with snapshot() as connection:
        found = status.listed(connection, viewer(), now=now())
        waiting = _waiting(connection)
    log_view(What.SAW_TERMINALS, detail=f"{len(found)} kortlæsere")
    return show(
        "terminals/terminals.html", section=SECTION, terminals=found, waiting=waiting
    )


def terminal(device: str) -> str:
    """Show one terminal with all that is known of it."""
    with snapshot() as connection:
        found = terminal_or_404(connection, device)
        quarantined = queries.of_terminal(
            connection, device=device, zone=found.row.zone
        )
        waiting = _waiting(connection, device)
    log_view(What.SAW_TERMINAL, detail=device)
    return show(
        "terminals/terminal.html",
        section=SECTION,
        terminal=found,
        quarantined=quarantined,
        waiting=waiting,
        zoned=of_zone(found.row.zone),
    )


def add_terminal() -> Page:
    """Make a one-time code for a terminal that is new."""
    demand_who_runs_terminals()
    form = Form(request.form if request.method == "POST" else {})
    code = None
    with snapshot_or_transaction() as connection:
        sites = status.sites(connection, viewer())
        if request.method == "POST":
            device = form.text("device", needed="Skriv, hvad læseren skal hedde.")
            site = form.choice("site", sites)
            _demand_name(form, device)
            if not form.wrong:
                code = _invite(connection, form, device=device, site=site)
    if code is not None:
        return _show_code(code, form.given["device"].strip())
    page = show(
        "terminals/terminal_new.html", section=SECTION, form=form, sites=sites.items()
    )
    return page, 422 if form.wrong else 200


def new_code(device: str) -> Page:
    """Make a new one-time code for a terminal that gets another key."""
    form = Form({})
    code = None
    with snapshot_or_transaction() as connection:
        found = terminal_or_404(connection, device)
        if found.row.revoked_at is not None:
            flash("Læseren er spærret. Giv den nye læser et navn for sig selv.")
            return redirect(url_for("pages.terminal", device=device))
        if request.method == "POST":
            code = _invite(connection, form, device=device, site=found.row.site)
    if code is not None:
        return _show_code(code, device)
    return show("terminals/terminal_code.html", section=SECTION, terminal=found)


def approve(device: str) -> Page:
    """Let a person compare a key's fingerprint, and then approve it or turn it down."""
    form = Form(request.form if request.method == "POST" else {})
    with snapshot_or_transaction() as connection:
        found = terminal_or_404(connection, device)
        waiting = _waiting(connection, device)
        if not waiting:
            flash("Der er ingen nøgle, der venter. Måske har en anden godkendt den.")
            return redirect(url_for("pages.terminal", device=device))
        if request.method == "POST" and (done := _decided(connection, device, form)):
            flash(done)
            return redirect(url_for("pages.terminal", device=device))
    page = show(
        "terminals/terminal_approve.html",
        section=SECTION,
        terminal=found,
        waiting=waiting[0],
        form=form,
        asked_at=of_zone(found.row.zone)(waiting[0].asked_at),
    )
    return page, 422 if form.wrong else 200


def revoke(device: str) -> Page:
    """Ask once more, then believe nothing more of what a terminal's key signs."""
    form = Form(request.form if request.method == "POST" else {})
    with snapshot_or_transaction() as connection:
        found = terminal_or_404(connection, device)
        if found.row.revoked_at is not None:
            flash("Læseren er allerede spærret.")
            return redirect(url_for("pages.terminal", device=device))
        if request.method == "POST" and _revoked(connection, found, form):
            flash("Nøglen er spærret med dit navn. Det, der kom før, gælder stadig.")
            return redirect(url_for("pages.terminal", device=device))
    page = show(
        "terminals/terminal_revoke.html", section=SECTION, terminal=found, form=form
    )
    return page, 422 if form.wrong else 200


def _waiting(connection: Connection, device: str | None = None) -> list[Pending]:
    sites = status.sites(connection, viewer())
    return [
        pending
        for pending in enrolment.pending(connection)
        if pending.site in sites and device in {None, pending.device}
    ]


def _demand_name(form: Form, device: str) -> None:
    plain = device.replace("-", "").replace("_", "").replace(".", "")
    if "device" in form.wrong:
        return
    if len(device) > NAME_CHARACTERS_MAX or not (plain.isalnum() and plain.isascii()):
        form.wrong["device"] = (
            "Brug kun bogstaver fra a til z, tal og bindestreg, fx vestbyen-doer-1."
        )


def _invite(
    connection: Connection, form: Form, *, device: str, site: str
) -> Invitation | None:
    try:
        made = enrolment.invite(
            connection, terminal=device, site=site, provenance=_provenance()
        )
    except NotKnown:
        form.wrong["device"] = "Navnet er brugt til en anden læser. Vælg et andet."
        return None
    _log(connection, What.MADE_CODE, device)
    return made


def _show_code(made: Invitation, device: str) -> str:
    return show(
        "terminals/terminal_made.html", section=SECTION, code=made, device=device
    )


def _decided(connection: Connection, device: str, form: Form) -> str | None:
    """Approve or decline the very key that was shown; say what was done."""
    decline = form.given.get("do") == "decline"
    if decline:
        why = form.text("why", needed="Skriv kort, hvad der ikke passede.")
    else:
        why = ""
        form.ticked("same", needed="Sammenlign først, og sæt kryds, hvis de er ens.")
    if form.wrong:
        return None
    turn = enrolment.decline if decline else enrolment.approve
    try:
        turn(
            connection,
            terminal=device,
            compared=form.given.get("fingerprint", ""),
            provenance=_provenance(why),
        )
    except (NotKnown, NotTheSame):
        form.wrong["same"] = (
            "Der er kommet en anden nøgle, siden du åbnede siden. Sammenlign igen."
        )
        return None
    _log(connection, What.DECLINED_KEY if decline else What.APPROVED_KEY, device)
    return (
        "Nøglen er afvist og bliver ikke brugt. Lav en ny kode, når I er klar."
        if decline
        else "Nøglen er godkendt med dit navn. Læseren må nu sende."
    )


def _revoked(connection: Connection, found: Terminal, form: Form) -> bool:
    why = form.text("why", needed="Skriv kort, hvad der er sket.")
    from_time = None
    if form.given.get("day", "").strip() or form.given.get("time", "").strip():
        day, at = form.day("day"), form.time("time")
        if day is not None and at is not None:
            from_time = instant(day, at, found.row.zone)
            if from_time > now():
                form.wrong["time"] = "Tidspunktet ligger ude i fremtiden."
    form.ticked("sure", needed="Sæt kryds, hvis læseren skal spærres. Ellers vent.")
    if form.wrong:
        return False
    revocation.revoke(
        connection,
        terminal=found.device,
        provenance=_provenance(why),
        from_time=from_time,
    )
    _log(connection, What.REVOKED_KEY, found.device)
    return True


def _provenance(why: str = "") -> Provenance:
    return Provenance(by=viewer().name, at=now(), why=why)


def _log(connection: Connection, what: What, device: str) -> None:
    access_log.write(connection, viewer(), what, now=now(), detail=device)
