"""One person's day: what is registered, what was said, and what one may add."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from kiosk.look.form import Form
from kiosk.look.no_show import LOOKED_INTO, NOT_REACHED, read_looked_into
from kiosk.look.words import REASON
from server_sync.central.facts import access_log, statements
from server_sync.central.facts.access_log import What
from server_sync.central.facts.provenance import Provenance
from server_sync.central.request_context import now
from server_sync.central.web.auth.guard import viewer
from server_sync.central.web.days import notice_form, queries
from server_sync.central.web.days.queries import Day
from server_sync.central.web.lookups import person_or_404
from server_sync.central.web.render import as_of, show
from server_sync.central.web.transactions import (
    log_view,
    snapshot,
    snapshot_or_transaction,
)

SECTION = "pages.people"
FIRST_DAY_RUNS = (
    "Det er borgerens første dag. Så kan det først noteres, når mødetiden er slut."
)
Page = Response | str | tuple[str, int]


def day(person_id: str, day: str) -> str:
    """Show what is known of one day, and who said it."""
    with snapshot() as connection:
        found = queries.day_of(connection, person_id, day)
    log_view(What.SAW_DAY, person=found.person.id, detail=found.date.isoformat())
    begun = found.begun(now=now()) and not found.first_day_runs(now=now())
    return show("days/day.html", section=SECTION, day=found, begun=begun)


def notice(person_id: str) -> Page:
    """Write down that somebody written they would not come."""
    posted = request.method == "POST"
    form = Form(request.form if posted else _suggested())
    with snapshot_or_transaction() as connection:
        who = person_or_404(connection, person_id)
        if posted and (written := notice_form.read(form, now=now())):
            notice_form.demand_course(
                connection, viewer(), form, person=person_id, notice=written
            )
            if not form.wrong:
                _keep_notice(connection, person_id, written)
                flash(f"Afbuddet er skrevet: {written.days}.")
                return redirect(_day_url(person_id, written.first.isoformat()))
    page = show(
        "days/notice.html",
        section=SECTION,
        person=who,
        form=form,
        reasons=REASON.items(),
    )
    return page, 422 if form.wrong else 200


def no_show(person_id: str, day: str) -> Page:
    """Ask once more, then note by name that somebody stayed away."""
    form = Form(request.form if request.method == "POST" else {})
    with snapshot_or_transaction() as connection:
        found = queries.day_of(connection, person_id, day)
        if not found.begun(now=now()):
            flash("Mødetiden er ikke begyndt, så det kan ikke noteres endnu.")
            return redirect(_day_url(person_id, day))
        if not found.was_told:
            flash("Mødetiden var ikke oplyst i tide, så der kan ikke noteres noget.")
            return redirect(_day_url(person_id, day))
        if found.first_day_runs(now=now()):
            flash(FIRST_DAY_RUNS)
            return redirect(_day_url(person_id, day))
        if found.no_show is not None:
            flash("Det er allerede noteret, så der blev ikke skrevet noget nyt.")
            return redirect(_day_url(person_id, day))
        if request.method == "POST" and _keep_no_show(connection, found, form):
            flash("Noteringen er gemt med dit navn.")
            return redirect(_day_url(person_id, day))
    page = show(
        "days/no_show.html",
        section=SECTION,
        day=found,
        form=form,
        looked_into=LOOKED_INTO,
        not_reached=NOT_REACHED,
    )
    return page, 422 if form.wrong else 200


def take_back(person_id: str, day: str) -> Page:
    """Take back a fact that a person made; both stay to be seen."""
    form = Form(request.form if request.method == "POST" else {})
    with snapshot_or_transaction() as connection:
        found = queries.day_of(connection, person_id, day)
        about = next(
            (
                fact
                for fact in found.statements
                if fact.key == request.args.get("about")
            ),
            None,
        )
        if about is None:
            abort(404)
        if about.taken_back is not None:
            flash("Det er allerede taget tilbage.")
            return redirect(_day_url(person_id, day))
        if request.method == "POST" and _keep_void(connection, found, about.key, form):
            flash("Noteringen er taget tilbage. Begge dele kan stadig ses.")
            return redirect(_day_url(person_id, day))
    page = show(
        "days/take_back.html", section=SECTION, day=found, about=about, form=form
    )
    return page, 422 if form.wrong else 200


def _suggested() -> dict[str, str]:
    asked = Form({"day": request.args.get("day", "")})
    wanted = f"{asked.day('day') or as_of():%d-%m-%Y}"
    return {
        "first": wanted,
        "last": wanted,
        "told_day": f"{as_of():%d-%m-%Y}",
    }


def _keep_notice(
    connection: Connection, person_id: str, written: notice_form.Notice
) -> None:
    statements.add_notice(
        connection,
        person=person_id,
        first=written.first,
        last=written.last,
        reason=written.reason,
        reported_at=written.reported_at,
        provenance=_provenance(),
    )
    detail = f"{written.first} til {written.last}"
    access_log.write(
        connection,
        viewer(),
        What.WROTE_NOTICE,
        now=now(),
        person=person_id,
        detail=detail,
    )


def _keep_no_show(connection: Connection, found: Day, form: Form) -> bool:
    why = read_looked_into(form)
    if found.speaks_against():
        form.ticked("read", needed="Sæt kryds, når du har læst det, der står ovenfor.")
    if form.wrong:
        return False
    statements.add_no_show(
        connection, person=found.person.id, date=found.date, provenance=_provenance(why)
    )
    _log(connection, found, What.WROTE_NO_SHOW)
    return True


def _keep_void(connection: Connection, found: Day, about: str, form: Form) -> bool:
    why = form.text("why", needed="Skriv kort, hvorfor det tages tilbage.")
    if form.wrong:
        return False
    statements.add_void(
        connection,
        municipality=viewer().municipality_id,
        about=about,
        provenance=_provenance(why),
    )
    _log(connection, found, What.TOOK_BACK)
    return True


def _provenance(why: str = "") -> Provenance:
    return Provenance(by=viewer().name, at=now(), why=why)


def _log(connection: Connection, found: Day, what: What) -> None:
    access_log.write(
        connection,
        viewer(),
        what,
        now=now(),
        person=found.person.id,
        detail=found.date.isoformat(),
    )


def _day_url(person_id: str, day: Any) -> str:
    return url_for("pages.day", person_id=person_id, day=day)
