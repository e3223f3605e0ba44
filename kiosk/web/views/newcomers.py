"""Staff lend a card to somebody who is on no list yet: a tap, a name, and it works."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import JournalUnavailable
from kiosk.journal.contents import (
    NEWCOMER_CHARACTERS_MAX,
    Content,
)
from kiosk.look.door_words import NOT_WRITTEN
from kiosk.web.active_entries import Standing
from kiosk.web.day.cards import uid_of
from kiosk.web.day.morning import CARDS_BACK
from kiosk.web.day.next_card import (
    WAIT,
    Held,
    held_since,
    lent_out,
    read_newcomer,
    refusal,
)
from kiosk.web.journal_tail import Line
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

newcomers = Blueprint("newcomers", __name__)


@newcomers.get("/kort/midlertidigt")
def wait() -> ResponseReturnValue:
    """Wait for a card at the reader, for a minute."""
    if "efter" not in request.args:
        last = page().books.tail(moment()).last_seq
        until = int((asked().now + WAIT).timestamp())
        return redirect(url_for("newcomers.wait", efter=last, til=until), 303)
    return render_template("lend_wait.html", **_waiting())


@newcomers.get("/kort/midlertidigt/nu")
def waiting() -> str:
    """Give the part of it that changes."""
    return render_template("_lend_wait.html", **_waiting())


@newcomers.get("/kort/midlertidigt/<int:seq>")
def name(seq: int) -> str:
    """Ask for the name of whoever gets the card that was held to the reader."""
    return _form(_tap(seq, page().books.stands(moment())), kept_typed())


@newcomers.post("/kort/midlertidigt/<int:seq>")
def lend(seq: int) -> ResponseReturnValue:
    """Lend that card out under a name; it works from then on."""
    tap, given = _tap(seq, page().books.stands(moment())), typed()
    called, problem = read_newcomer(given.get("navn", ""))
    if problem is not None:
        return _form(tap, given, problem), 422
    came = given.get("kom") != "nej"

    def once(stands: Standing) -> Sequence[Content] | Refusal:
        question = asked()
        why = refusal(uid_of(tap), None, roster=question.roster, now=question.now)
        if why is not None:
            return Refusal(why)
        return lent_out(tap, called, question, came=came, stands=stands)

    try:
        done = page().books.write(act(), moment(), once)
    except JournalUnavailable:
        return _form(tap, given, trouble=NOT_WRITTEN), 503
    if isinstance(done, Refusal):
        say(done.sentence)
    else:
        say(f"{called} har lånt kortet. Det virker fra nu af.", undo=done[-1].seq)
    return redirect(url_for("board.show"), 303)


def _waiting() -> dict[str, object]:
    question, stands = asked(), page().books.stands(moment())
    after, until = (request.args.get(name, "0") for name in ("efter", "til"))
    if not (after.isdecimal() and until.isdecimal()):
        abort(404)
    now = question.now
    return {
        "held": held_since(
            int(after), None, stands=stands, roster=question.roster, now=now
        ),
        "left": max(timedelta(seconds=int(until) - now.timestamp()), timedelta()),
    }


def _tap(seq: int, stands: Standing) -> Line:
    found = next((tap for tap in stands.taps if tap.seq == seq), None)
    if found is None or asked().now - found.at > CARDS_BACK:
        abort(404)
    return found


def _form(
    tap: Line, given: object, problem: str | None = None, trouble: str | None = None
) -> str:
    question = asked()
    why = refusal(uid_of(tap), None, roster=question.roster, now=question.now)
    return render_template(
        "lend.html",
        held=Held(tap=tap, refused=why),
        given=given,
        problems={"navn": problem} if problem else {},
        trouble=trouble,
        characters=NEWCOMER_CHARACTERS_MAX,
        today=question.today,
    )
