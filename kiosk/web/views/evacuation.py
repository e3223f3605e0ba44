"""Who is in the building, and who is out with a team: one click, and paper."""

from collections.abc import Mapping

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.look.danish import in_alphabet
from kiosk.web.day.morning import (
    Came,
    Morning,
    morning,
)
from kiosk.web.day.teams_out import Out
from kiosk.web.page_context import (
    asked,
    moment,
    page,
    say,
)

evacuation = Blueprint("evacuation", __name__)


@evacuation.get("/evakuering")
def show() -> str:
    """Show who is in the building and who is out, as far as the terminal knows."""
    seen = _morning()
    came = _first_of_each(seen)
    gone = page().out.on(seen.date)
    teams = {one.person.team for one in came if one.person.team} | set(gone)
    return render_template(
        "evacuation.html",
        inside=[*(one for one in came if not _is_out(one, gone)), *seen.lent],
        outside=[one for one in came if _is_out(one, gone)],
        teams=sorted(teams, key=in_alphabet),
        gone=gone,
        cards=seen.cards,
        now=asked().now,
        today=seen.date,
    )


@evacuation.post("/evakuering")
def team() -> ResponseReturnValue:
    """Take down that a team left the building, or came back."""
    question, named = asked(), request.values.get("hold", "")
    if named not in {one.team for one in question.roster.people}:
        abort(404)
    teams, today = page().out, question.today
    if request.args.get("er") == "ude":
        out = Out(team=named, since=question.now, by=question.by)
        teams.say(named, out, today=today)
        say(f"{named} er ude. De, der kommer efter nu, regnes som i bygningen.")
    else:
        teams.take_back(named, today=today)
        say(f"{named} er i bygningen igen.")
    return redirect(url_for("evacuation.show"), 303)


def _morning() -> Morning:
    question = asked()
    stands = page().books.stands(moment())
    return morning(question.today, question.roster, stands, question.now)


def _first_of_each(seen: Morning) -> list[Came]:
    first: dict[str, Came] = {}
    for came in sorted(seen.came, key=lambda one: one.mark.at):
        first.setdefault(came.person.id, came)
    return sorted(first.values(), key=lambda one: in_alphabet(one.person.name))


def _is_out(came: Came, gone: Mapping[str, Out]) -> bool:
    """Say whether somebody went with the team: whoever came later did not."""
    out = gone.get(came.person.team or "")
    return out is not None and came.mark.at <= out.since
