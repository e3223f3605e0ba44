"""Writing that somebody came, and what held somebody up."""

from collections.abc import Mapping

from flask import flash, redirect, request, url_for
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response

from kiosk.look.danish import dated
from kiosk.look.form import Form
from server_sync.central.db.tables import arrival as arrivals
from server_sync.central.db.tables import course
from server_sync.central.facts import access_log, statements
from server_sync.central.facts.access_log import What
from server_sync.central.facts.not_voided import not_voided
from server_sync.central.facts.people import COPENHAGEN
from server_sync.central.facts.provenance import Provenance
from server_sync.central.request_context import now
from server_sync.central.web.auth.guard import viewer
from server_sync.central.web.days import own_taps, queries
from server_sync.central.web.days.queries import Day
from server_sync.central.web.forms import instant, seconds_of_day
from server_sync.central.web.lookups import person_or_404
from server_sync.central.web.people import queries as people_queries
from server_sync.central.web.render import as_of, demand_writer, show
from server_sync.central.web.transactions import snapshot_or_transaction

SECTION = "pages.people"
Page = Response | str | tuple[str, int]


def arrival(person_id: str) -> Page:
    """Write that somebody came, when, and how they know."""
    posted = request.method == "POST"
    form = Form(request.form if posted else _suggested())
    demand_writer()
    sites: Mapping[str, str] = {}
    with snapshot_or_transaction() as connection:
        who = person_or_404(connection, person_id)
        if posted:
            sites = _sites(connection, person_id, form)
            if _came(connection, person_id, sites, form):
                day = form.day("day", today=as_of().date())
                return redirect(url_for("pages.day", person_id=person_id, day=day))
    page = show(
        "days/arrival.html",
        section=SECTION,
        person=who,
        form=form,
        sites=sites.items() if len(sites) > 1 else (),
    )
    return page, 422 if form.wrong else 200


def delay(person_id: str, day: str) -> Page:
    """Write what held somebody up who came."""
    form = Form(request.form if request.method == "POST" else {})
    demand_writer()
    with snapshot_or_transaction() as connection:
        found = queries.day_of(connection, person_id, day)
        back = url_for("pages.day", person_id=person_id, day=day)
        about = _what_came(connection, found)
        if about is None:
            flash(
                "Der er ikke registreret nogen ankomst, som der mangler en forklaring "
                "til. Kom borgeren, så skriv fremmødet ind."
            )
            return redirect(back)
        if request.method == "POST" and _delayed(connection, found, about, form):
            flash("Forsinkelsen er noteret.")
            return redirect(back)
    page = show("days/delay.html", section=SECTION, day=found, form=form)
    return page, 422 if form.wrong else 200


def _suggested() -> dict[str, str]:
    asked = Form({"day": request.args.get("day", "")})
    return {"day": f"{asked.day('day') or as_of():%d-%m-%Y}"}


def _sites(connection: Connection, person_id: str, form: Form) -> dict[str, str]:
    """Give where the person has a course on that date, that this viewer sees."""
    day = form.day("day", today=as_of().date())
    if day is None:
        return {}
    offered = [
        run
        for run in people_queries.courses_of(connection, viewer(), person_id)
        if run.course.first <= day <= run.course.last
    ]
    if not offered:
        form.wrong["day"] = "Borgeren har intet forløb den dag."
    rows = connection.execute(
        select(course.c.key, course.c.site).where(
            course.c.key.in_([run.key for run in offered])
        )
    )
    places = {row.key: row.site for row in rows}
    return {places[run.key]: run.site.name for run in offered}


def _came(
    connection: Connection, person_id: str, sites: Mapping[str, str], form: Form
) -> bool:
    today = as_of().date()
    day = form.day("day", today=today) if "day" not in form.wrong else None
    at = form.time("time")
    why = form.text("why", needed="Skriv kort, hvordan du ved det.")
    site = next(iter(sites), "")
    if len(sites) > 1:
        site = form.choice("site", sites)
    came = None if day is None or at is None else instant(day, at, COPENHAGEN)
    if came is not None and came > now():
        form.wrong["time"] = "Tidspunktet ligger ude i fremtiden."
    if form.wrong or came is None or day is None:
        return False
    if _is_written(connection, person_id, came):
        flash("Det står der allerede, så der blev ikke skrevet noget nyt.")
        return True
    statements.add_arrival(
        connection,
        person=person_id,
        site=site,
        arrived=came,
        delay=form.given.get("delay", "").strip() or None,
        provenance=_provenance(why),
    )
    _log(connection, What.WROTE_ARRIVAL, person_id, str(day))
    flash(f"Fremmødet er skrevet ind: {dated(day)} kl. {at:%H.%M}.")
    return True


def _is_written(connection: Connection, person_id: str, came: int) -> bool:
    asked = not_voided(arrivals).where(
        arrivals.c.person == person_id, arrivals.c.arrived == came
    )
    return connection.execute(asked).first() is not None


def _what_came(connection: Connection, found: Day) -> str | None:
    """Name the tap or the arrival of the first session that has no delay noted."""
    wanted = [
        int(line.registered_at.timestamp())
        for line in found.lines
        if line.registered_at is not None and not line.noted_delay
    ]
    if not wanted:
        return None
    begins, ends = seconds_of_day(found.date, COPENHAGEN)
    written = not_voided(arrivals).where(
        arrivals.c.person == found.person.id, arrivals.c.arrived.between(begins, ends)
    )
    known = {
        row.lo: row.key
        for row in own_taps.of_day(
            connection, person=found.person.id, day=found.date, zone=COPENHAGEN
        )
    }
    for row in connection.execute(written):
        known.setdefault(row.arrived, row.key)
    return next((known[second] for second in wanted if second in known), None)


def _delayed(connection: Connection, found: Day, about: str, form: Form) -> bool:
    why = form.text("why", needed="Skriv kort, hvad der blev sagt.")
    if form.wrong:
        return False
    statements.add_delay(
        connection,
        municipality=viewer().municipality_id,
        about=about,
        provenance=_provenance(why),
    )
    _log(connection, What.WROTE_DELAY, found.person.id, found.date.isoformat())
    return True


def _provenance(why: str) -> Provenance:
    return Provenance(by=viewer().name, at=now(), why=why)


def _log(connection: Connection, what: What, person_id: str, detail: str) -> None:
    access_log.write(
        connection, viewer(), what, now=now(), person=person_id, detail=detail
    )
