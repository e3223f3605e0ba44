"""A paper list for when the reader is down, and typing in its times afterwards."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import BadInput, JournalUnavailable
from kiosk.host.local_time import clock_time, day_of
from kiosk.journal.contents import Arrival, Content
from kiosk.look.danish import dated, day, in_alphabet, numeric, read_date
from kiosk.look.door_words import ALREADY, NOT_WRITTEN, READ_IT
from kiosk.roster.roster import Person
from kiosk.web.active_entries import ActiveEntries
from kiosk.web.day.morning import Morning, morning
from kiosk.web.forms import Problems, read_arrival, sessions_on
from kiosk.web.page_context import (
    form_context,
    form_values,
    moment,
    page,
    restored_input,
    show_message,
    submission,
)
from kiosk.web.repository import Refusal
from kiosk.web.views.clarify import late_but_doubtful

ON_PAPER = "papirliste"
FIELD = "tid-"
BLANK_ROWS = 6

lists = Blueprint("lists", __name__)


@lists.get("/papirliste")
def paper() -> str:
    """Show today's names to print, with room to write by hand."""
    a_date, _ = _date(request.args)
    return render_template(
        "paper.html",
        rows=_expected(a_date),
        blanks=range(BLANK_ROWS),
        a_date=a_date,
        today=form_context().today,
    )


@lists.get("/papirliste/skriv")
def from_paper() -> str:
    """Show a row for everybody who is expected and not registered."""
    return _form({**form_values(), **restored_input()})


@lists.post("/papirliste/skriv")
def write_from_paper() -> ResponseReturnValue:
    """Write an arrival for each time that was typed: all of them, or none."""
    form = form_values()
    _, problem = _date(form)
    arrivals, problems = _read(form)
    if problem:
        problems = {"dato": problem}
    elif not arrivals and not problems:
        problems = {"dato": "Skriv mindst ét klokkeslæt."}
    unsure = next(filter(None, map(late_but_doubtful, arrivals)), None)
    if unsure and "alligevel" not in form:
        problems = {**problems, "alligevel": READ_IT}
    if problems:
        return _form(form, problems, unsure=unsure), 422

    def decide(active: ActiveEntries) -> Sequence[Content] | Refusal:
        written = {
            (entry.content.person, entry.content.at)
            for entry in active.not_voided()
            if isinstance(entry.content, Arrival)
        }
        new = [
            arrival
            for arrival in arrivals
            if (arrival.person, arrival.at) not in written
        ]
        return new or Refusal(ALREADY)

    try:
        done = page().repository.write(submission(), moment(), decide)
    except JournalUnavailable:
        return _form(form, trouble=NOT_WRITTEN), 503
    if isinstance(done, Refusal):
        show_message(done.sentence)
    else:
        noun = "person" if len(done) == 1 else "personer"
        show_message(
            f"{len(done)} {noun} er skrevet ind fra papirlisten"
            f" {dated(day_of(arrivals[0].at))}."
        )
    return redirect(url_for("board.show"), 303)


def _read(form: Mapping[str, str]) -> tuple[list[Arrival], dict[str, str]]:
    arrivals: list[Arrival] = []
    problems: dict[str, str] = {}
    for field, time in form.items():
        if not (field.startswith(FIELD) and time.strip()):
            continue
        row = {
            "person": field.removeprefix(FIELD),
            "dato": form.get("dato", ""),
            "tid": time,
            "hvorfor": ON_PAPER,
        }
        read = read_arrival(row, form_context())
        if isinstance(read, Problems):
            problems[field] = next(iter(read.by_field.values()))
        else:
            arrivals.append(read)
    return arrivals, problems


def _form(
    form: Mapping[str, str],
    problems: Mapping[str, str] | None = None,
    trouble: str | None = None,
    unsure: str | None = None,
) -> str:
    a_date, _ = _date(form)
    rows = _expected(a_date, waiting=True)
    listed = {person.id for person, _ in rows}
    others = [
        person for person in form_context().roster.people if person.id not in listed
    ]
    return render_template(
        "from_paper.html",
        given={"dato": numeric(a_date), **form},
        problems=problems or {},
        trouble=trouble,
        unsure=unsure,
        rows=rows,
        others=sorted(others, key=lambda person: in_alphabet(person.name)),
        title=day(a_date),
    )


def _expected(a_date: date, *, waiting: bool = False) -> list[tuple[Person, str]]:
    """Return everybody expected that day with their hours, or those not registered."""
    shown = _morning(a_date)
    found_people = [row.person for row in shown.not_registered]
    if not waiting:
        found_people += [row.person for row in shown.arrived]
        found_people += [row.person for row in shown.on_notice]
    people = {person.id: person for person in found_people}
    roster = form_context().roster
    found = []
    for person in sorted(people.values(), key=lambda person: in_alphabet(person.name)):
        hours = " og ".join(
            f"{clock_time(session.start)}–{clock_time(session.end)}"
            for session in sessions_on(person.id, a_date, roster)
        )
        found.append((person, hours))
    return found


def _morning(a_date: date) -> Morning:
    context = form_context()
    active = page().repository.active_entries(moment())
    return morning(a_date, context.roster, active, context.now)


def _date(form: Mapping[str, str]) -> tuple[date, str | None]:
    today = form_context().today
    try:
        return read_date(form.get("dato", "").strip() or numeric(today), today), None
    except BadInput as error:
        return today, str(error)
