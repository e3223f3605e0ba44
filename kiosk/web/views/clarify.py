"""Staff write who came without a card, and who gave notice or stayed away."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import JournalUnavailable
from kiosk.host.local_time import clock_time, day_of
from kiosk.journal.contents import Arrival, Content, NoShow, Notice
from kiosk.look.danish import dated, in_alphabet, numeric
from kiosk.look.door_words import ALREADY, NOT_WRITTEN, READ_IT, WHY_BY_HAND
from kiosk.look.no_show import LOOKED_INTO, NOT_REACHED
from kiosk.look.words import REASON
from kiosk.roster.roster import ExpectedSession
from kiosk.web.active_entries import ActiveEntries, author_of
from kiosk.web.day.doubts import doubt
from kiosk.web.day.morning import morning
from kiosk.web.forms import (
    ArrivedWhen,
    Problems,
    read_arrival,
    read_no_show,
    read_no_show_day,
    read_notice,
    sessions_on,
)
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

clarify = Blueprint("clarify", __name__)

DecideEntries = Callable[[ActiveEntries], Sequence[Content] | Refusal]


@clarify.get("/kom")
def came() -> str:
    """Show the form for somebody who came without a card."""
    form = {**form_values(), **restored_input()}
    if form.get("naar") == ArrivedWhen.NOW:
        del form["naar"]  # it was chosen before a login, and "now" is over
    return _form("came.html", form)


@clarify.post("/kom")
def write_came() -> ResponseReturnValue:
    """Write that somebody came."""
    context = form_context()
    arrival = read_arrival(form_values(), context)
    if isinstance(arrival, Problems):
        return _form("came.html", form_values(), arrival), 422
    why_unsure = late_but_doubtful(arrival)
    if why_unsure and "alligevel" not in request.form:
        problems = Problems({"alligevel": READ_IT})
        form = {**form_values(), "naar": "", "tid": clock_time(arrival.at)}
        return _form("came.html", form, problems, unsure=why_unsure), 422
    on = _dates_in_full(day_of(arrival.at), day_of(arrival.at))
    time = clock_time(arrival.at)
    sentence = f"{_name(arrival.person)} er registreret{on} kl. {time}."
    return _write(
        "came.html", sentence, lambda active: _unless_written(arrival, active)
    )


@clarify.get("/meldt", endpoint="told")
def notice_form() -> str:
    """Show the form for a notice."""
    return _form("told.html", {**form_values(), **restored_input()})


@clarify.post("/meldt")
def write_told() -> ResponseReturnValue:
    """Write a notice; one click without dates is about today."""
    notice = read_notice(form_values(), form_context())
    if isinstance(notice, Problems):
        return _form("told.html", form_values(), notice), 422
    one_click = "fra" not in request.form

    def decide(active: ActiveEntries) -> Sequence[Content] | Refusal:
        overtaken = _refuse_outdated(notice.person, active) if one_click else None
        return overtaken or _unless_written(notice, active)

    days = _dates_in_full(notice.first, notice.last)
    return _write("told.html", f"{_name(notice.person)} er meldt fravær{days}.", decide)


@clarify.get("/ikke-moedt")
def no_show() -> str:
    """Ask once more whether somebody stayed away without notice."""
    form = {**form_values(), **restored_input()}
    read = read_no_show_day(form, form_context())
    known = form_context().roster.person(form.get("person", ""))
    problems = read if known and isinstance(read, Problems) else None
    return _form("no_show.html", form, problems, unsure=_no_show_doubt(form))


@clarify.post("/ikke-moedt")
def write_no_show() -> ResponseReturnValue:
    """Write a no-show in the name of the logged-in person."""
    no_show_content = read_no_show(form_values(), form_context())
    if isinstance(no_show_content, Problems):
        return _form("no_show.html", form_values(), no_show_content), 422
    why_unsure = _no_show_doubt(form_values())
    if why_unsure and "alligevel" not in request.form:
        problems = Problems({"alligevel": READ_IT})
        return _form("no_show.html", form_values(), problems, unsure=why_unsure), 422

    def decide(active: ActiveEntries) -> Sequence[Content] | Refusal:
        today = no_show_content.date == form_context().today
        overtaken = _refuse_outdated(no_show_content.person, active) if today else None
        return overtaken or _unless_written(no_show_content, active)

    return _write(
        "no_show.html",
        f"{_name(no_show_content.person)}: skrevet som ikke mødt"
        f"{_dates_in_full(no_show_content.date, no_show_content.date)}.",
        decide,
    )


def _no_show_doubt(form: Mapping[str, str]) -> str | None:
    read = read_no_show_day(form, form_context())
    if isinstance(read, Problems):
        return None
    sessions = sessions_on(read.person, read.date, form_context().roster)
    return next(filter(None, map(_doubt, sessions)), None)


def late_but_doubtful(arrival: Arrival) -> str | None:
    """Return why a late arrival may be our fault; None if nothing says so."""
    roster = form_context().roster
    tolerance = timedelta(minutes=roster.tolerance_min)
    for session in sessions_on(arrival.person, day_of(arrival.at), roster):
        late = session.start + tolerance < arrival.at <= session.end
        if (
            late and session.told_in_time
        ):  # of hours that nobody told in time, nobody is late
            return _doubt(session)
    return None


def _doubt(session: ExpectedSession) -> str | None:
    repository = page().repository
    return doubt(
        session,
        roster=repository.roster(),
        tail=repository.journal_tail(moment()),
        active=repository.active_entries(moment()),
        moment=moment(),
    )


def _write(template: str, sentence: str, decide: DecideEntries) -> ResponseReturnValue:
    try:
        done = page().repository.write(submission(), moment(), decide)
    except JournalUnavailable:
        return _form(template, form_values(), trouble=NOT_WRITTEN), 503
    if isinstance(done, Refusal):
        show_message(done.sentence)
    else:
        about = form_values().get("person")
        show_message(sentence, undo=done[-1].seq, person=about)
    return redirect(url_for("board.show"), 303)


def _unless_written(
    content: Arrival | Notice | NoShow, active: ActiveEntries
) -> list[Content] | Refusal:
    for entry in active.not_voided():
        if _same_statement(entry.content, content):
            by = author_of(entry.content)
            return Refusal(f"{ALREADY} Det skrev {by} kl. {clock_time(entry.at)}.")
    return [content]


def _same_statement(written: Content, wanted: Content) -> bool:
    if isinstance(written, Arrival) and isinstance(wanted, Arrival):
        return (written.person, written.at) == (wanted.person, wanted.at)
    if isinstance(written, Notice) and isinstance(wanted, Notice):
        same = (written.person, written.first, written.last, written.reason)
        return same == (wanted.person, wanted.first, wanted.last, wanted.reason)
    if isinstance(written, NoShow) and isinstance(wanted, NoShow):
        return (written.person, written.date) == (wanted.person, wanted.date)
    return False


def _refuse_outdated(person: str, active: ActiveEntries) -> Refusal | None:
    """Refuse if the page that was clicked is out of date for this person."""
    context = form_context()
    now = morning(context.today, context.roster, active, context.now)
    for came in now.arrived:
        if came.person.id == person:
            time = clock_time(came.sighting.at)
            return Refusal(
                f"{came.person.name} blev registreret kl. {time} i mellemtiden, så"
                " der blev ikke skrevet noget."
            )
    if any(absent.person.id == person for absent in now.on_notice):
        return Refusal(f"{_name(person)} var allerede meldt fravær. {ALREADY}")
    return None


def _dates_in_full(first: date, last: date) -> str:
    """Say which days, with their years; nothing where it is only today."""
    if first == last == form_context().today:
        return ""
    until = "" if first == last else f" til og med {dated(last)}"
    return f" {dated(first)}{until}"


def _name(person: str) -> str:
    found = page().repository.roster().person(person)
    return found.name if found else person


def _starts_today(person: str) -> list[datetime]:
    context = form_context()
    return [
        session.start for session in sessions_on(person, context.today, context.roster)
    ]


def _form(
    template: str,
    form: Mapping[str, str],
    problems: Problems | None = None,
    trouble: str | None = None,
    unsure: str | None = None,
) -> str:
    context = form_context()
    today = numeric(context.today)
    defaults = {
        "came.html": {"dato": today, "hvorfor": WHY_BY_HAND[0]},
        "told.html": {"fra": today, "til": today, "ringet_dato": today},
        "no_show.html": {"dato": today},
    }[template]
    return render_template(
        template,
        given={**defaults, **form},
        problems=problems.by_field if problems else {},
        trouble=trouble,
        unsure=unsure,
        person=context.roster.person(form.get("person", "")),
        people=sorted(
            context.roster.people, key=lambda person: in_alphabet(person.name)
        ),
        reasons=REASON,
        whys=WHY_BY_HAND,
        looked_into=LOOKED_INTO,
        not_reached=NOT_REACHED,
        starts=_starts_today(form.get("person", "")),
        now=context.now,
        clock_known=context.clock_known,
    )
