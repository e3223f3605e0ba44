"""Who is in the building, and who is out with a team: on one page, to print."""

from collections.abc import Mapping

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.look.danish import in_alphabet
from kiosk.web.day.morning import ArrivedPerson, Morning, morning
from kiosk.web.day.teams_out import TeamOut
from kiosk.web.page_context import form_context, moment, page, show_message

evacuation = Blueprint("evacuation", __name__)


@evacuation.get("/evakuering")
def show() -> str:
    """Show who is in the building and who is out, as far as the terminal knows."""
    today = _morning()
    arrivals = _first_of_each(today)
    gone = page().teams_out.items_of(today.date)
    teams = {arrived.person.team for arrived in arrivals if arrived.person.team} | set(
        gone
    )
    return render_template(
        "evacuation.html",
        inside=[
            *(arrived for arrived in arrivals if not _is_out(arrived, gone)),
            *today.newcomers,
        ],
        outside=[arrived for arrived in arrivals if _is_out(arrived, gone)],
        teams=sorted(teams, key=in_alphabet),
        gone=gone,
        cards=today.unknown_cards,
        now=form_context().now,
        today=today.date,
    )


@evacuation.post("/evakuering")
def team() -> ResponseReturnValue:
    """Note that a team left the building, or came back."""
    context, named = form_context(), request.values.get("hold", "")
    if named not in {person.team for person in context.roster.people}:
        abort(404)
    teams, today = page().teams_out, context.today
    if request.args.get("er") == "ude":
        out = TeamOut(team=named, since=context.now, by=context.by)
        teams.add(named, out, today=today)
        show_message(
            f"{named} er ude. De, der kommer efter nu, regnes som i bygningen."
        )
    else:
        teams.remove(named, today=today)
        show_message(f"{named} er i bygningen igen.")
    return redirect(url_for("evacuation.show"), 303)


def _morning() -> Morning:
    context = form_context()
    active = page().repository.active_entries(moment())
    return morning(context.today, context.roster, active, context.now)


def _first_of_each(today: Morning) -> list[ArrivedPerson]:
    first: dict[str, ArrivedPerson] = {}
    for arrivals in sorted(today.arrived, key=lambda arrived: arrived.sighting.at):
        first.setdefault(arrivals.person.id, arrivals)
    return sorted(first.values(), key=lambda arrived: in_alphabet(arrived.person.name))


def _is_out(arrivals: ArrivedPerson, gone: Mapping[str, TeamOut]) -> bool:
    """Return True if the person came before the team left."""
    out = gone.get(arrivals.person.team or "")
    return out is not None and arrivals.sighting.at <= out.since
