"""Read a form into a fact, or into sentences that say what to change."""

from datetime import date, timedelta
from typing import NamedTuple

from kiosk.host.local_time import clock_time, day_of
from kiosk.journal.contents import Arrival, NoShow, Notice, Reason
from kiosk.look.danish import day
from kiosk.look.form import Form
from kiosk.look.no_show import read_looked_into
from kiosk.web.form_reader import (
    BACK_DAYS_MAX,
    EARLIER_DAY,
    TEXT_CHARACTERS_MAX,
    ArrivedWhen,
    FormContext,
    FormReader,
    Problems,
    ToldWhen,
    Typed,
    sessions_on,
)

__all__ = [
    "BACK_DAYS_MAX",
    "EARLIER_DAY",
    "TEXT_CHARACTERS_MAX",
    "ArrivedWhen",
    "FormContext",
    "Problems",
    "ToldWhen",
    "read_arrival",
    "read_no_show",
    "read_no_show_day",
    "read_notice",
    "sessions_on",
]

AHEAD_DAYS_MAX = 366


class NoShowDay(NamedTuple):
    """Of whom and of which day somebody is about to write a no-show."""

    person: str
    date: date


def read_arrival(typed: Typed, context: FormContext) -> Arrival | Problems:
    """Read `person`, `naar`, `dato`, `tid`, `hvorfor` and `forsinkelse`.

    A time without `naar` is that time, as a line of a paper list has it.
    """
    reader = FormReader(typed, context)
    person = reader.person()
    arrived_at = reader.arrived_at(person)
    reader.refuse_earlier("dato", day_of(arrived_at))
    why = reader.text("hvorfor")
    delay = reader.text("forsinkelse")
    if not why:
        reader.problems["hvorfor"] = "Vælg, hvorfor det skrives i hånden."
    if reader.problems:
        return Problems(reader.problems)
    return Arrival(
        person=person, at=arrived_at, by=context.by, why=why, delay=delay or None
    )


def read_notice(typed: Typed, context: FormContext) -> Notice | Problems:
    """Read `person`, `grund`, `fra`, `til`, `meldt`, `ringet_dato`, `ringet`, `note`.

    Without dates it is today. Once the meeting time has passed, somebody must say
    when the notice was given; until then it is now.
    """
    reader = FormReader(typed, context)
    person = reader.person()
    reason = typed.get("grund", "")
    first = reader.day("fra")
    last = reader.day("til") if typed.get("til", "").strip() else first
    reported_at = reader.reported_at(person, first)
    note = reader.text("note")
    if reason not in list(Reason):
        reader.problems["grund"] = "Vælg en grund."
    reader.refuse_earlier("fra", first)
    _refuse_dates(reader.problems, first, last, context.today)
    if reader.problems:
        return Problems(reader.problems)
    return Notice(
        person=person,
        first=first,
        last=last,
        reason=Reason(reason),
        reported_at=reported_at,
        by=context.by,
        note=note,
    )


def read_no_show(typed: Typed, context: FormContext) -> NoShow | Problems:
    """Read `person`, `dato` and what was looked into; the session must have begun."""
    reader = FormReader(typed, context)
    form = Form(typed)
    looked_into = read_looked_into(form)
    found = read_no_show_day(typed, context)
    earlier = found.by_field if isinstance(found, Problems) else {}
    problems = {**earlier, **form.wrong}
    if problems:
        return Problems(problems)
    return NoShow(
        person=reader.person(),
        date=reader.day("dato"),
        by=context.by,
        at=context.now,
        why=looked_into,
    )


def read_no_show_day(typed: Typed, context: FormContext) -> NoShowDay | Problems:
    """Read `person` and `dato`, and refuse a day of which nothing can be written."""
    reader = FormReader(typed, context)
    person, a_date = reader.person(), reader.day("dato")
    reader.refuse_earlier("dato", a_date)
    if not reader.problems:
        why = _why_no_no_show(person, a_date, context)
        if why is not None:
            reader.problems["dato"] = why
    if reader.problems:
        return Problems(reader.problems)
    return NoShowDay(person=person, date=a_date)


def _why_no_no_show(person: str, a_date: date, context: FormContext) -> str | None:
    """Say why no no-show can be written of that day; None if one can."""
    sessions = sessions_on(person, a_date, context.roster)
    if not sessions:
        return f"Den dag er ikke en mødedag på listen ({day(a_date)})."
    if sessions[0].start >= context.now:
        return "Mødetiden er ikke begyndt endnu, så det kan ikke skrives nu."
    if not all(session.told_in_time for session in sessions):
        return (
            "Borgeren fik først at vide, hvornår mødetiden var, efter at den var"
            " begyndt. Så kan ingen skrive, at borgeren ikke er mødt."
        )
    known = context.roster.person(person)
    first_day = known is not None and known.first_day == a_date
    end = max(session.end for session in sessions)
    if first_day and (context.now < end or not context.clock_known):
        return (
            "Det er borgerens første dag. Så kan det først skrives, når mødetiden er"
            f" slut kl. {clock_time(end)}."
        )
    return None


def _refuse_dates(
    problems: dict[str, str], first: date, last: date, today: date
) -> None:
    if "fra" in problems or "til" in problems:
        return
    if last < first:
        problems["til"] = "Sidste dag ligger før første dag."
    if first < today - timedelta(days=BACK_DAYS_MAX):
        problems["fra"] = (
            f"Det er mere end {BACK_DAYS_MAX} dage siden. Så gamle dage rettes af"
            " kommunen."
        )
    if last > today + timedelta(days=AHEAD_DAYS_MAX):
        problems["til"] = "Det er mere end et år frem. Se efter årstallet."
