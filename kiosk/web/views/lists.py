"""A list on paper for when the reader is down, and its times typed in afterwards."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import BadInput, JournalUnavailable
from kiosk.host.local_time import time_said
from kiosk.journal.contents import Arrival, Content
from kiosk.look.danish import (
    day,
    in_alphabet,
    numeric,
    read_date,
)
from kiosk.look.door_words import ALREADY, NOT_WRITTEN, READ_IT
from kiosk.roster.roster import Person
from kiosk.web.active_entries import Standing
from kiosk.web.day.morning import Morning, morning
from kiosk.web.forms import (
    Problems,
    read_arrival,
    sessions_on,
)
from kiosk.web.page_context import (
    act,
    asked,
    kept_typed,
    moment,
    page,
    say,
    typed,
)
from kiosk.web.repository import Refusal
from kiosk.web.views.clarify import late_and_unsure

ON_PAPER = "papirliste"
FIELD = "tid-"
BLANK_ROWS = 6

lists = Blueprint("lists", __name__)


@lists.get("/papirliste")
def paper() -> str:
    """Show today's names to print, with room for what is written by hand."""
    a_date, _ = _date(request.args)
    return render_template(
        "paper.html",
        rows=_expected(a_date),
        blanks=range(BLANK_ROWS),
        a_date=a_date,
        today=asked().today,
    )


@lists.get("/papirliste/skriv")
def from_paper() -> str:
    """Show a row for everybody who was expected and is not registered."""
    return _form({**typed(), **kept_typed()})


@lists.post("/papirliste/skriv")
def write_from_paper() -> ResponseReturnValue:
    """Write an arrival for each time that was typed: all of them, or none."""
    given = typed()
    _, problem = _date(given)
    arrivals, problems = _read(given)
    if problem:
        problems = {"dato": problem}
    elif not arrivals and not problems:
        problems = {"dato": "Skriv mindst ét klokkeslæt."}
    unsure = next(filter(None, map(late_and_unsure, arrivals)), None)
    if unsure and "alligevel" not in given:
        problems = {**problems, "alligevel": READ_IT}
    if problems:
        return _form(given, problems, unsure=unsure), 422

    def once(stands: Standing) -> Sequence[Content] | Refusal:
        said = {
            (line.content.person, line.content.at)
            for line in stands.in_force()
            if isinstance(line.content, Arrival)
        }
        new = [one for one in arrivals if (one.person, one.at) not in said]
        return new or Refusal(ALREADY)

    try:
        done = page().books.write(act(), moment(), once)
    except JournalUnavailable:
        return _form(given, trouble=NOT_WRITTEN), 503
    if isinstance(done, Refusal):
        say(done.sentence)
    else:
        noun = "person" if len(done) == 1 else "personer"
        say(f"{len(done)} {noun} er skrevet ind fra papirlisten.")
    return redirect(url_for("board.show"), 303)


def _read(given: Mapping[str, str]) -> tuple[list[Arrival], dict[str, str]]:
    arrivals: list[Arrival] = []
    problems: dict[str, str] = {}
    for field, time in given.items():
        if not (field.startswith(FIELD) and time.strip()):
            continue
        row = {
            "person": field.removeprefix(FIELD),
            "dato": given.get("dato", ""),
            "tid": time,
            "hvorfor": ON_PAPER,
        }
        read = read_arrival(row, asked())
        if isinstance(read, Problems):
            problems[field] = next(iter(read.of.values()))
        else:
            arrivals.append(read)
    return arrivals, problems


def _form(
    given: Mapping[str, str],
    problems: Mapping[str, str] | None = None,
    trouble: str | None = None,
    unsure: str | None = None,
) -> str:
    a_date, _ = _date(given)
    rows = _expected(a_date, waiting=True)
    listed = {person.id for person, _ in rows}
    others = [one for one in asked().roster.people if one.id not in listed]
    return render_template(
        "from_paper.html",
        given={"dato": numeric(a_date), **given},
        problems=problems or {},
        trouble=trouble,
        unsure=unsure,
        rows=rows,
        others=sorted(others, key=lambda one: in_alphabet(one.name)),
        title=day(a_date),
    )


def _expected(a_date: date, *, waiting: bool = False) -> list[tuple[Person, str]]:
    """Give everybody expected that day, and their hours; or those not registered."""
    seen = _morning(a_date)
    found_people = [one.person for one in seen.awaited]
    if not waiting:
        found_people += [one.person for one in seen.came]
        found_people += [one.person for one in seen.told]
    people = {person.id: person for person in found_people}
    roster = asked().roster
    found = []
    for person in sorted(people.values(), key=lambda one: in_alphabet(one.name)):
        hours = " og ".join(
            f"{time_said(one.start)}–{time_said(one.end)}"
            for one in sessions_on(person.id, a_date, roster)
        )
        found.append((person, hours))
    return found


def _morning(a_date: date) -> Morning:
    question = asked()
    stands = page().books.stands(moment())
    return morning(a_date, question.roster, stands, question.now)


def _date(given: Mapping[str, str]) -> tuple[date, str | None]:
    today = asked().today
    try:
        return read_date(given.get("dato", "").strip() or numeric(today), today), None
    except BadInput as error:
        return today, str(error)
