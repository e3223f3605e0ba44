"""Staff lend a card to somebody who is on no list yet: a tap, then a name."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import JournalUnavailable
from kiosk.journal.contents import NEWCOMER_CHARACTERS_MAX, Content
from kiosk.look.door_words import NOT_WRITTEN
from kiosk.web.active_entries import ActiveEntries
from kiosk.web.day.cards import uid_of
from kiosk.web.day.morning import CARDS_SHOWN_FOR
from kiosk.web.day.next_card import (
    WAIT,
    OfferedCard,
    entries_for_loan,
    offered_card,
    read_newcomer,
    refusal,
)
from kiosk.web.journal_tail import ReadEntry
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

newcomers = Blueprint("newcomers", __name__)


@newcomers.get("/kort/midlertidigt")
def wait() -> ResponseReturnValue:
    """Wait for a card at the reader, for a minute."""
    if "efter" not in request.args:
        last = page().repository.journal_tail(moment()).last_seq
        until = int((form_context().now + WAIT).timestamp())
        return redirect(url_for("newcomers.wait", efter=last, til=until), 303)
    return render_template("lend_wait.html", **_waiting_context())


@newcomers.get("/kort/midlertidigt/nu")
def waiting() -> str:
    """Return the part of the page that changes."""
    return render_template("_lend_wait.html", **_waiting_context())


@newcomers.get("/kort/midlertidigt/<int:seq>")
def name(seq: int) -> str:
    """Ask for the name of the person who gets the card at the reader."""
    return _form(
        _tap(seq, page().repository.active_entries(moment())), restored_input()
    )


@newcomers.post("/kort/midlertidigt/<int:seq>")
def lend(seq: int) -> ResponseReturnValue:
    """Lend the card under that name; it works from then on."""
    tap, form = _tap(seq, page().repository.active_entries(moment())), form_values()
    called, problem = read_newcomer(form.get("navn", ""))
    problems = {"navn": problem} if problem else {}
    if form.get("kom") not in {"ja", "nej"}:
        problems["kom"] = "Vælg, om personen er her nu."
    if problems:
        return _form(tap, form, problems), 422
    came = form.get("kom") == "ja"

    def decide(active: ActiveEntries) -> Sequence[Content] | Refusal:
        context = form_context()
        why = refusal(uid_of(tap), None, roster=context.roster, now=context.now)
        if why is not None:
            return Refusal(why)
        return entries_for_loan(tap, called, context, came=came, active=active)

    try:
        done = page().repository.write(submission(), moment(), decide)
    except JournalUnavailable:
        return _form(tap, form, trouble=NOT_WRITTEN), 503
    if isinstance(done, Refusal):
        show_message(done.sentence)
    else:
        show_message(
            f"{called} har lånt kortet. Det virker fra nu af.", undo=done[-1].seq
        )
    return redirect(url_for("board.show"), 303)


def _waiting_context() -> dict[str, object]:
    context, active = form_context(), page().repository.active_entries(moment())
    after, until = (request.args.get(name, "0") for name in ("efter", "til"))
    if not (after.isdecimal() and until.isdecimal()):
        abort(404)
    now = context.now
    return {
        "held": offered_card(
            int(after), None, active=active, roster=context.roster, now=now
        ),
        "left": max(timedelta(seconds=int(until) - now.timestamp()), timedelta()),
    }


def _tap(seq: int, active: ActiveEntries) -> ReadEntry:
    found = next((tap for tap in active.taps if tap.seq == seq), None)
    if found is None or form_context().now - found.at > CARDS_SHOWN_FOR:
        abort(404)
    return found


def _form(
    tap: ReadEntry,
    form: object,
    problems: Mapping[str, str] | None = None,
    trouble: str | None = None,
) -> str:
    context = form_context()
    why = refusal(uid_of(tap), None, roster=context.roster, now=context.now)
    return render_template(
        "lend.html",
        held=OfferedCard(tap=tap, refused=why),
        given=form,
        problems=problems or {},
        trouble=trouble,
        characters=NEWCOMER_CHARACTERS_MAX,
        today=context.today,
    )
