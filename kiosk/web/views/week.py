"""A team's week: who came on which day, as far as this terminal knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.look.danish import in_alphabet
from kiosk.look.marks import Mark
from kiosk.roster.roster import Person, Roster
from kiosk.web.auth.rights import Right
from kiosk.web.day.course_figures import CourseSummary, summarise
from kiosk.web.day.hours import hours_of
from kiosk.web.day.morning import Morning, morning
from kiosk.web.day.substitutes import Substitute, possible_substitutes
from kiosk.web.page_context import (
    form_context,
    moment,
    no_right_page,
    own_team,
    page,
    sees_week_of,
    show_message,
)

DAYS = 7
ALL = "*"
ONE_DAY = timedelta(days=1)
COUNTED = {Mark.CAME, Mark.NO_SHOW}


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRow:
    """A person's week. A day counts once it is known whether the person came."""

    person: Person
    marks: tuple[Mark, ...]

    @property
    def came(self) -> int:
        """The number of days on which the person came."""
        return self.marks.count(Mark.CAME)

    @property
    def of(self) -> int:
        """The number of days that count so far."""
        return sum(mark in COUNTED for mark in self.marks)

    @property
    def open(self) -> int:
        """The number of days that nobody has clarified."""
        return self.marks.count(Mark.UNCLARIFIED)


week = Blueprint("week", __name__)


@week.get("/uge")
def show() -> str:
    """Show this week of one's own team; with `hold`, of another team or of all."""
    context = form_context()
    active = page().repository.active_entries(moment())
    monday = context.today - context.today.weekday() * ONE_DAY
    dates = [monday + number * ONE_DAY for number in range(DAYS)]
    mornings = [
        morning(a_date, context.roster, active, context.now) for a_date in dates
    ]
    everybody = week_rows(mornings, context.roster, context.today)
    rows = [row for row in everybody if sees_week_of(row.person.team)]
    teams = _teams(rows)
    chosen = request.args.get("hold", own_team() or ALL)
    if chosen not in teams:
        chosen = ALL if len(teams) > 1 else next(iter(teams), ALL)
    return render_template(
        "week.html",
        dates=dates,
        today=context.today,
        teams={team: rows for team, rows in teams.items() if chosen in {team, ALL}},
        all_teams={team: len(rows) for team, rows in teams.items()},
        chosen=chosen,
        so_far={} if chosen == ALL else _summaries(context.roster),
        stand_ins=possible_substitutes(chosen, context.roster),
        lent=_substitutes_of(chosen),
        hours=hours_of(dates, context.roster, active, context.now)
        if page().goodbye_taps
        else None,
    )


@week.post("/uge/vikar")
def substitute() -> ResponseReturnValue:
    """Let a team leader see another team's week today, or end that."""
    context, form = form_context(), request.form
    team, leader = form.get("hold", ""), form.get("vikar", "")
    known = {leader.name for leader in possible_substitutes(team, context.roster)}
    if (
        team not in {person.team for person in context.roster.people}
        or leader not in known
    ):
        abort(404)
    entry = Substitute(leader=leader, team=team, by=context.by)
    if request.args.get("er") == "nej":
        page().substitutes.remove(entry.key, today=context.today)
        show_message(f"{leader} er ikke længere vikar for {team}.")
    else:
        page().substitutes.add(entry.key, entry, today=context.today)
        show_message(f"{leader} kan se ugen for {team} resten af dagen.")
    return redirect(url_for("week.show", hold=team), 303)


@week.get("/uge/<person>", endpoint="one")
def person_page(person: str) -> ResponseReturnValue:
    """Show the figures of one person."""
    found = form_context().roster.person(person)
    if found is None:
        abort(404)
    if not sees_week_of(found.team):
        return no_right_page(Right.EVERY_WEEK)
    return render_template(
        "person.html",
        who=found,
        so_far=_summaries(form_context().roster).get(found.id),
    )


def _teams(rows: Sequence[WeekRow]) -> Mapping[str, Sequence[WeekRow]]:
    """Group by team; people without a team are under the empty name, last."""
    names = {row.person.team or "" for row in rows}
    return {
        team: [row for row in rows if (row.person.team or "") == team]
        for team in sorted(names, key=lambda name: (not name, in_alphabet(name)))
    }


def _substitutes_of(team: str) -> list[Substitute]:
    substitutes = page().substitutes.items_of(form_context().today).values()
    return [substitute for substitute in substitutes if substitute.team == team]


def _summaries(roster: Roster) -> Mapping[str, CourseSummary]:
    return {figures.person: summarise(figures) for figures in roster.figures}


def week_rows(
    mornings: Sequence[Morning], roster: Roster, today: date
) -> list[WeekRow]:
    """Compute everybody's week, sorted by name."""
    return [
        WeekRow(
            person=person,
            marks=tuple(_mark(person, day, roster, today) for day in mornings),
        )
        for person in sorted(roster.people, key=lambda person: in_alphabet(person.name))
    ]


def _mark(person: Person, day: Morning, roster: Roster, today: date) -> Mark:
    if any(row.person == person for row in day.arrived):
        return Mark.CAME
    if any(row.person == person for row in day.on_notice):
        return Mark.NOTIFIED
    if any(row.person == person for row in day.no_shows):
        return Mark.NO_SHOW
    if any(row.person == person for row in day.not_registered):
        return Mark.UNCLARIFIED if day.date < today else Mark.PENDING
    known = roster.first <= day.date <= roster.last
    return Mark.NO_SESSION if known else Mark.NOT_KNOWN
