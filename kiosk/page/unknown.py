"""Whose card was it? Staff say so of a tap that nobody could be found for."""

from collections.abc import Sequence
from datetime import time, timedelta

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from kiosk.entry import Content, Resolution
from kiosk.errors import JournalUnavailable
from kiosk.local import day_of
from kiosk.page.books import Refusal
from kiosk.page.cards import StrangeCard, strange_cards
from kiosk.page.danish import at, order
from kiosk.page.morning import CARDS_BACK, morning
from kiosk.page.shared import act, asked, kept_typed, moment, page, say, typed
from kiosk.page.standing import Standing
from kiosk.page.words import ALREADY, NOT_WRITTEN

NOBODY = "-"

unknown = Blueprint("unknown", __name__)


@unknown.get("/kort/<int:seq>")
def show(seq: int) -> ResponseReturnValue:
    """Ask whose card it was."""
    card = _find(seq, page().books.stands(moment()))
    if card is None:
        say("Det kort er der allerede svaret på.")
        return redirect(url_for("board.show"), 303)
    return _form(card, kept_typed().get("person", ""))


@unknown.post("/kort/<int:seq>")
def resolve(seq: int) -> ResponseReturnValue:
    """Write whose card it was, for each of its taps of that date."""
    card = _find(seq, page().books.stands(moment()))
    chosen = typed().get("person", "")
    known = page().books.roster().person(chosen)
    if card is not None and known is None and chosen != NOBODY:
        return _form(card, chosen, "Vælg, hvem det var, eller »Ikke en af vores«."), 422

    def once(stands: Standing) -> Sequence[Content] | Refusal:
        still = _find(seq, stands)
        if still is None:
            return Refusal(ALREADY)
        return [
            Resolution(
                about=stands.log.entry(tap.seq),
                person=known.id if known else None,
                by=g.staff,
                at=asked().now,
            )
            for tap in still.taps
        ]

    try:
        done = page().books.write(act(), moment(), once)
    except JournalUnavailable:
        return _form(card, chosen, trouble=NOT_WRITTEN), 503
    whose = "er ikke et af vores" if known is None else f"hører til {known.name}"
    if isinstance(done, Refusal):
        say(done.sentence)
    else:
        say(f"Kortet {whose}.", undo=done[0].seq if len(done) == 1 else None)
    return redirect(url_for("board.show"), 303)


def _find(seq: int, stands: Standing) -> StrangeCard | None:
    question = asked()
    begin = at(question.today, time())
    cards = strange_cards(
        question.roster, stands, begin - CARDS_BACK, begin + timedelta(days=1, hours=1)
    )
    unheld = (card for card in cards if card.reported_lost is None)
    return next((card for card in unheld if card.seq == seq), None)


def _form(
    card: StrangeCard | None,
    chosen: str,
    problem: str | None = None,
    trouble: str | None = None,
) -> str:
    question = asked()
    stands = page().books.stands(moment())
    a_date = day_of(card.taps[0].at) if card else question.today
    then = morning(a_date, question.roster, stands, question.now)
    likely = list(dict.fromkeys(one.person for one in then.awaited))
    rest = [one for one in question.roster.people if one not in likely]
    return render_template(
        "card.html",
        card=card,
        chosen=chosen,
        problem=problem,
        trouble=trouble,
        likely=sorted(likely, key=lambda one: order(one.name)),
        rest=sorted(rest, key=lambda one: order(one.name)),
        today=question.today,
        nobody=NOBODY,
    )
