"""Staff write who came without a card, and of whom it was told they would not come."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import JournalUnavailable
from kiosk.host.local_time import day_of, time_said
from kiosk.journal.contents import (
    Arrival,
    Content,
    NoShow,
    Notice,
)
from kiosk.look.danish import (
    day,
    in_alphabet,
    near,
    numeric,
)
from kiosk.look.door_words import (
    ALREADY,
    NOT_WRITTEN,
    READ_IT,
    WHY_BY_HAND,
)
from kiosk.look.words import REASON
from kiosk.roster.roster import Expected
from kiosk.web.active_entries import Standing
from kiosk.web.day.doubts import doubt
from kiosk.web.day.morning import morning
from kiosk.web.forms import (
    Problems,
    read_arrival,
    read_no_show,
    read_notice,
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

clarify = Blueprint("clarify", __name__)

Wanted = Callable[[Standing], Sequence[Content] | Refusal]


@clarify.get("/kom")
def came() -> str:
    """Show the form for somebody who came without a card."""
    return _form("came.html", {**typed(), **kept_typed()})


@clarify.post("/kom")
def write_came() -> ResponseReturnValue:
    """Write that somebody came."""
    question = asked()
    arrival = read_arrival(typed(), question)
    if isinstance(arrival, Problems):
        return _form("came.html", typed(), arrival), 422
    why_unsure = late_and_unsure(arrival)
    if why_unsure and "alligevel" not in request.form:
        problems = Problems({"alligevel": READ_IT})
        return _form("came.html", typed(), problems, unsure=why_unsure), 422
    at = near(arrival.at, question.today)
    sentence = f"{_name(arrival.person)} er registreret {at}."
    return _write("came.html", sentence, lambda stands: _unless_said(arrival, stands))


@clarify.get("/meldt")
def told() -> str:
    """Show the form for somebody who told that they would not come."""
    return _form("told.html", {**typed(), **kept_typed()})


@clarify.post("/meldt")
def write_told() -> ResponseReturnValue:
    """Write that somebody told it; one click is enough, and is about today."""
    notice = read_notice(typed(), asked())
    if isinstance(notice, Problems):
        return _form("told.html", typed(), notice), 422
    one_click = "fra" not in request.form

    def once(stands: Standing) -> Sequence[Content] | Refusal:
        overtaken = _overtaken(notice.person, stands) if one_click else None
        return overtaken or _unless_said(notice, stands)

    days = "" if notice.first == notice.last else f" til og med {day(notice.last)}"
    return _write("told.html", f"{_name(notice.person)} er meldt fravær{days}.", once)


@clarify.get("/ikke-moedt")
def no_show() -> str:
    """Ask once more whether somebody stayed away without a word."""
    given = {**typed(), **kept_typed()}
    return _form("no_show.html", given, unsure=_unsure(given))


@clarify.post("/ikke-moedt")
def write_no_show() -> ResponseReturnValue:
    """Write it, in the name of who is logged in."""
    said = read_no_show(typed(), asked())
    if isinstance(said, Problems):
        return _form("no_show.html", typed(), said), 422
    why_unsure = _unsure(typed())
    if why_unsure and "alligevel" not in request.form:
        problems = Problems({"alligevel": READ_IT})
        return _form("no_show.html", typed(), problems, unsure=why_unsure), 422

    def once(stands: Standing) -> Sequence[Content] | Refusal:
        today = said.date == asked().today
        overtaken = _overtaken(said.person, stands) if today else None
        return overtaken or _unless_said(said, stands)

    return _write("no_show.html", f"{_name(said.person)}: skrevet som ikke mødt.", once)


def _unsure(given: Mapping[str, str]) -> str | None:
    read = read_no_show(given, asked())
    if isinstance(read, Problems):
        return None
    sessions = sessions_on(read.person, read.date, asked().roster)
    return next(filter(None, map(_doubt, sessions)), None)


def late_and_unsure(arrival: Arrival) -> str | None:
    """Say why the lateness of an arrival may be ours; None where nothing says so."""
    roster = asked().roster
    tolerance = timedelta(minutes=roster.tolerance_min)
    for session in sessions_on(arrival.person, day_of(arrival.at), roster):
        if session.start + tolerance < arrival.at <= session.end:
            return _doubt(session)
    return None


def _doubt(session: Expected) -> str | None:
    books = page().books
    return doubt(
        session,
        roster=books.roster(),
        tail=books.tail(moment()),
        stands=books.stands(moment()),
        moment=moment(),
    )


def _write(template: str, sentence: str, once: Wanted) -> ResponseReturnValue:
    try:
        done = page().books.write(act(), moment(), once)
    except JournalUnavailable:
        return _form(template, typed(), trouble=NOT_WRITTEN), 503
    if isinstance(done, Refusal):
        say(done.sentence)
    else:
        say(sentence, undo=done[-1].seq)
    return redirect(url_for("board.show"), 303)


def _unless_said(
    said: Arrival | Notice | NoShow, stands: Standing
) -> list[Content] | Refusal:
    for line in stands.in_force():
        if _says_the_same(line.content, said):
            by = getattr(line.content, "by", "")
            return Refusal(f"{ALREADY} Det skrev {by} kl. {time_said(line.at)}.")
    return [said]


def _says_the_same(one: Content, other: Content) -> bool:
    if isinstance(one, Arrival) and isinstance(other, Arrival):
        return (one.person, one.at) == (other.person, other.at)
    if isinstance(one, Notice) and isinstance(other, Notice):
        same = (one.person, one.first, one.last, one.reason)
        return same == (other.person, other.first, other.last, other.reason)
    if isinstance(one, NoShow) and isinstance(other, NoShow):
        return (one.person, one.date) == (other.person, other.date)
    return False


def _overtaken(person: str, stands: Standing) -> Refusal | None:
    """Say so where the page that was clicked no longer told how things stood."""
    question = asked()
    now = morning(question.today, question.roster, stands, question.now)
    for came in now.came:
        if came.person.id == person:
            return Refusal(
                f"{came.person.name} blev registreret kl. {time_said(came.mark.at)}"
                " i mellemtiden, så der blev ikke skrevet noget."
            )
    if any(told.person.id == person for told in now.told):
        return Refusal(f"{_name(person)} var allerede meldt fravær. {ALREADY}")
    return None


def _name(person: str) -> str:
    found = page().books.roster().person(person)
    return found.name if found else person


def _form(
    template: str,
    given: Mapping[str, str],
    problems: Problems | None = None,
    trouble: str | None = None,
    unsure: str | None = None,
) -> str:
    question = asked()
    today, now = numeric(question.today), time_said(question.now)
    shown = {
        "came.html": {"dato": today, "tid": now, "hvorfor": WHY_BY_HAND[0]},
        "told.html": {"fra": today, "til": today, "ringet_dato": today, "ringet": now},
        "no_show.html": {"dato": today},
    }[template]
    return render_template(
        template,
        given={**shown, **given},
        problems=problems.of if problems else {},
        trouble=trouble,
        unsure=unsure,
        person=question.roster.person(given.get("person", "")),
        people=sorted(question.roster.people, key=lambda one: in_alphabet(one.name)),
        reasons=REASON,
        whys=WHY_BY_HAND,
        clock_known=question.clock_known,
    )
