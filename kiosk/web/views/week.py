"""A team's week: who came on which of their days, as far as this terminal knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.look.danish import in_alphabet
from kiosk.look.marks import Mark
from kiosk.roster.roster import Person, Roster
from kiosk.web.auth.rights import Right
from kiosk.web.day.course_figures import SoFar, so_far
from kiosk.web.day.hours import hours_of
from kiosk.web.day.morning import Morning, morning
from kiosk.web.day.substitutes import Substitute, could_stand_in
from kiosk.web.page_context import (
    asked,
    moment,
    own_team,
    page,
    refused,
    say,
    sees_week_of,
)

DAYS = 7
ALL = "*"
ONE_DAY = timedelta(days=1)
COUNTED = {Mark.CAME, Mark.NO_SHOW}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person's week. A day counts once it is known whether the person came."""

    person: Person
    marks: tuple[Mark, ...]

    @property
    def came(self) -> int:
        """On how many days the person came."""
        return self.marks.count(Mark.CAME)

    @property
    def of(self) -> int:
        """Of how many, up to now."""
        return sum(mark in COUNTED for mark in self.marks)

    @property
    def open(self) -> int:
        """How many more nobody has clarified."""
        return self.marks.count(Mark.UNCLARIFIED)


week = Blueprint("week", __name__)


@week.get("/uge")
def show() -> str:
    """Show this week of one's own team; with `hold`, of another team or of all."""
    question = asked()
    stands = page().books.stands(moment())
    monday = question.today - question.today.weekday() * ONE_DAY
    dates = [monday + number * ONE_DAY for number in range(DAYS)]
    mornings = [
        morning(a_date, question.roster, stands, question.now) for a_date in dates
    ]
    everybody = rows_of(mornings, question.roster, question.today)
    rows = [row for row in everybody if sees_week_of(row.person.team)]
    teams = _teams(rows)
    chosen = request.args.get("hold", own_team() or ALL)
    if chosen not in teams:
        chosen = ALL if len(teams) > 1 else next(iter(teams), ALL)
    return render_template(
        "week.html",
        dates=dates,
        today=question.today,
        teams={team: rows for team, rows in teams.items() if chosen in {team, ALL}},
        all_teams={team: len(rows) for team, rows in teams.items()},
        chosen=chosen,
        so_far={} if chosen == ALL else _so_far(question.roster),
        stand_ins=could_stand_in(chosen, question.roster),
        lent=_lent(chosen),
        hours=hours_of(dates, question.roster, stands, question.now)
        if page().goodbye_taps
        else None,
    )


@week.post("/uge/vikar")
def substitute() -> ResponseReturnValue:
    """Let a team leader see another team's week today, or no longer."""
    question, given = asked(), request.form
    team, leader = given.get("hold", ""), given.get("vikar", "")
    known = {one.name for one in could_stand_in(team, question.roster)}
    if team not in {one.team for one in question.roster.people} or leader not in known:
        abort(404)
    said = Substitute(leader=leader, team=team, by=question.by)
    if request.args.get("er") == "nej":
        page().substitutes.take_back(said.about, today=question.today)
        say(f"{leader} er ikke længere vikar for {team}.")
    else:
        page().substitutes.say(said.about, said, today=question.today)
        say(f"{leader} kan se ugen for {team} resten af dagen.")
    return redirect(url_for("week.show", hold=team), 303)


@week.get("/uge/<person>")
def one(person: str) -> ResponseReturnValue:
    """Show how it has gone for one person."""
    found = asked().roster.person(person)
    if found is None:
        abort(404)
    if not sees_week_of(found.team):
        return refused(Right.EVERY_WEEK)
    return render_template(
        "person.html",
        who=found,
        so_far=_so_far(asked().roster).get(found.id),
    )


def _teams(rows: Sequence[Row]) -> Mapping[str, Sequence[Row]]:
    """Group by team; those without one are under the empty name, and come last."""
    names = {row.person.team or "" for row in rows}
    return {
        team: [row for row in rows if (row.person.team or "") == team]
        for team in sorted(names, key=lambda name: (not name, in_alphabet(name)))
    }


def _lent(team: str) -> list[Substitute]:
    said = page().substitutes.on(asked().today).values()
    return [one for one in said if one.team == team]


def _so_far(roster: Roster) -> Mapping[str, SoFar]:
    return {figures.person: so_far(figures) for figures in roster.figures}


def rows_of(mornings: Sequence[Morning], roster: Roster, today: date) -> list[Row]:
    """Work out everybody's week, by name."""
    return [
        Row(
            person=person,
            marks=tuple(_mark(person, seen, roster, today) for seen in mornings),
        )
        for person in sorted(roster.people, key=lambda one: in_alphabet(one.name))
    ]


def _mark(person: Person, seen: Morning, roster: Roster, today: date) -> Mark:
    if any(one.person == person for one in seen.came):
        return Mark.CAME
    if any(one.person == person for one in seen.told):
        return Mark.NOTIFIED
    if any(one.person == person for one in seen.stayed):
        return Mark.NO_SHOW
    if any(one.person == person for one in seen.awaited):
        return Mark.UNCLARIFIED if seen.date < today else Mark.PENDING
    known = roster.first <= seen.date <= roster.last
    return Mark.NO_SESSION if known else Mark.NOT_KNOWN
