"""Reviewing an entry in quarantine, or a gap, and writing what was found out."""

from flask import abort, flash, redirect, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from kiosk.look.form import Form
from server_sync.central.errors import NotKnown
from server_sync.central.facts.access_log import What
from server_sync.central.facts.provenance import Provenance
from server_sync.central.ingest import quarantine
from server_sync.central.ingest.gaps import Gap
from server_sync.central.request_context import now
from server_sync.central.terminals.status import Terminal
from server_sync.central.web.auth.guard import viewer
from server_sync.central.web.lookups import terminal_or_404
from server_sync.central.web.quarantine import queries
from server_sync.central.web.quarantine.queries import QuarantinedEntry
from server_sync.central.web.render import show
from server_sync.central.web.transactions import log_view, snapshot_or_transaction

SECTION = "pages.terminals"
Page = Response | str | tuple[str, int]
ALREADY = "Det er allerede gjort, så der blev ikke skrevet noget nyt."


def quarantined_entry(device: str, chain: str, seq: int) -> Page:
    """Show one entry with its bytes; a POST writes what a person found out about it."""
    form = Form(request.form if request.method == "POST" else {})
    digest = request.args.get("event", "")
    with snapshot_or_transaction() as connection:
        terminal = terminal_or_404(connection, device)
        found = _find(connection, terminal, chain, seq, digest)
        if request.method == "POST" and (
            done := _wrote_finding(connection, device, found, form)
        ):
            flash(done)
            return redirect(url_for("pages.terminal", device=device))
        statements = queries.history(
            connection,
            device=device,
            chain=bytes.fromhex(chain),
            entry=found,
            zone=terminal.row.zone,
        )
    log_view(What.SAW_QUARANTINED, detail=f"{device} {seq}")
    page = show(
        "quarantine/quarantined_entry.html",
        section=SECTION,
        terminal=terminal,
        entry=found,
        history=statements,
        form=form,
        json=queries.as_json(found.raw) if found.raw else "",
        hex=queries.as_hex(found.raw) if found.raw else (),
    )
    return page, 422 if form.wrong else 200


def gap(device: str, chain: str, first: int, last: int) -> Page:
    """Ask once more, then say that the entries of a gap will never come."""
    form = Form(request.form if request.method == "POST" else {})
    missing = Gap(first=first, last=last)
    with snapshot_or_transaction() as connection:
        terminal = terminal_or_404(connection, device)
        known = next((found for found in terminal.chains if found.name == chain), None)
        if known is None:
            abort(404)
        if missing not in known.gaps:
            flash("Hullet er der ikke længere. Måske er det kommet, eller erklæret.")
            return redirect(url_for("pages.terminal", device=device))
        if request.method == "POST" and _declared_lost(
            connection, device, chain, missing, form
        ):
            flash("Gemt. Det, der ligger efter hullet, bliver nu læst.")
            return redirect(url_for("pages.terminal", device=device))
    page = show(
        "quarantine/gap.html",
        section=SECTION,
        terminal=terminal,
        gap=missing,
        form=form,
    )
    return page, 422 if form.wrong else 200


def _find(
    connection: Connection, terminal: Terminal, chain: str, seq: int, digest: str
) -> QuarantinedEntry:
    """Find the event; who sees no citizens sees no bytes, which could name one."""
    if not viewer().sees_people:
        abort(404)
    try:
        name, which = bytes.fromhex(chain), bytes.fromhex(digest) or None
    except ValueError:
        abort(404)
    found = queries.find(
        connection,
        device=terminal.device,
        chain=name,
        seq=seq,
        digest=which,
        zone=terminal.row.zone,
    )
    if found is None:
        abort(404)
    return found


def _wrote_finding(
    connection: Connection, device: str, found: QuarantinedEntry, form: Form
) -> str | None:
    note = form.text("note", needed="Skriv kort, hvordan du fandt ud af det.")
    take_up = form.given.get("do") == "look again"
    if not take_up:
        form.ticked("sure", needed="Sæt kryds, hvis du er sikker. Ellers vent.")
    if form.wrong:
        return None
    turn = quarantine.look_again if take_up else quarantine.resolve
    new = turn(
        connection,
        terminal=device,
        chain=bytes.fromhex(found.chain),
        seq=found.seq,
        digest=bytes.fromhex(found.digest) or None,
        provenance=_provenance(note),
    )
    if not new:
        return ALREADY
    return (
        "Gemt. Hændelsen tæller igen, indtil nogen har set på den."
        if take_up
        else "Gemt med dit navn. Dagene bliver nu gjort op uden hændelsen."
    )


def _declared_lost(
    connection: Connection, device: str, chain: str, gap: Gap, form: Form
) -> bool:
    note = form.text("note", needed="Skriv kort, hvorfor hændelserne aldrig kommer.")
    form.ticked("sure", needed="Sæt kryds, hvis du er sikker. Ellers vent.")
    if form.wrong:
        return False
    try:
        quarantine.declare_lost(
            connection,
            terminal=device,
            chain=bytes.fromhex(chain),
            first=gap.first,
            last=gap.last,
            provenance=_provenance(note),
        )
    except NotKnown:
        form.wrong["note"] = "Hullet er for stort til at blive erklæret tabt herfra."
        return False
    return True


def _provenance(why: str) -> Provenance:
    return Provenance(by=viewer().name, at=now(), why=why)
