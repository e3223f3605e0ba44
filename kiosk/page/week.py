"""A team's week: who came on which of their days, as far as this terminal knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from flask import Blueprint, render_template

from kiosk.page.danish import order
from kiosk.page.morning import Morning, morning
from kiosk.page.shared import asked, moment, own_team, page
from kiosk.roster import Person, Roster

DAYS = 7
ONE_DAY = timedelta(days=1)


class Mark(StrEnum):
    """What one day says of one person: never by colour alone, and never "absent"."""

    HERE = "here"
    TOLD = "told"
    AWAY = "away"
    OPEN = "open"
    AHEAD = "ahead"
    NONE = "none"
    NOT_KNOWN = "not_known"


LETTERS = {
    Mark.HERE: ("M", "mødt"),
    Mark.TOLD: ("F", "meldt fravær"),
    Mark.AWAY: ("U", "udeblevet"),
    Mark.OPEN: ("?", "ikke afklaret"),
    Mark.AHEAD: ("", "ikke endnu"),
    Mark.NONE: ("–", "ingen mødedag"),
    Mark.NOT_KNOWN: ("·", "vides ikke her"),
}
COUNTED = {Mark.HERE, Mark.AWAY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person's week. A day counts once it is known whether the person came."""

    person: Person
    marks: tuple[Mark, ...]

    @property
    def came(self) -> int:
        """On how many days the person came."""
        return self.marks.count(Mark.HERE)

    @property
    def of(self) -> int:
        """Of how many, up to now."""
        return sum(mark in COUNTED for mark in self.marks)

    @property
    def open(self) -> int:
        """How many more nobody has clarified."""
        return self.marks.count(Mark.OPEN)


week = Blueprint("week", __name__)


@week.get("/uge")
def show() -> str:
    """Show this week, one's own team first."""
    question = asked()
    stands = page().books.stands(moment())
    monday = question.today - question.today.weekday() * ONE_DAY
    dates = [monday + number * ONE_DAY for number in range(DAYS)]
    mornings = [
        morning(a_date, question.roster, stands, question.now) for a_date in dates
    ]
    mine = own_team()
    rows = rows_of(mornings, question.roster, question.today)
    teams = sorted(
        {row.person.team for row in rows},
        key=lambda team: (
            team is None or team != mine,
            team is None,
            order(team or ""),
        ),
    )
    return render_template(
        "week.html",
        dates=dates,
        today=question.today,
        teams=[(team, [r for r in rows if r.person.team == team]) for team in teams],
        letters=LETTERS,
    )


def rows_of(mornings: Sequence[Morning], roster: Roster, today: date) -> list[Row]:
    """Work out everybody's week, by name."""
    return [
        Row(
            person=person,
            marks=tuple(_mark(person, seen, roster, today) for seen in mornings),
        )
        for person in sorted(roster.people, key=lambda one: order(one.name))
    ]


def _mark(person: Person, seen: Morning, roster: Roster, today: date) -> Mark:
    if any(one.person == person for one in seen.came):
        return Mark.HERE
    if any(one.person == person for one in seen.told):
        return Mark.TOLD
    if any(one.person == person for one in seen.stayed):
        return Mark.AWAY
    if any(one.person == person for one in seen.awaited):
        return Mark.OPEN if seen.date < today else Mark.AHEAD
    known = roster.first <= seen.date <= roster.last
    return Mark.NONE if known else Mark.NOT_KNOWN
