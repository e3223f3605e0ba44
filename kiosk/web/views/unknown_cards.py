"""Whose card was it? Staff say so of a tap that nobody could be found for."""

from collections.abc import Mapping, Sequence
from datetime import time, timedelta

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import JournalUnavailable
from kiosk.host.local_time import day_of
from kiosk.journal.contents import Content, Resolution
from kiosk.look.danish import (
    at,
    in_alphabet,
    near,
    numeric,
)
from kiosk.look.door_words import ALREADY, NOT_WRITTEN
from kiosk.web.active_entries import Standing
from kiosk.web.auth.rights import Right
from kiosk.web.day.card_start import kept_card
from kiosk.web.day.cards import StrangeCard, strange_cards
from kiosk.web.day.morning import CARDS_BACK, morning
from kiosk.web.page_context import (
    act,
    allowed,
    asked,
    kept_typed,
    moment,
    page,
    refused,
    say,
    typed,
)
from kiosk.web.repository import Refusal

NOBODY = "-"

unknown = Blueprint("unknown", __name__)


@unknown.get("/kort/<int:seq>")
def show(seq: int) -> ResponseReturnValue:
    """Ask whose card it was."""
    card = _find(seq, page().books.stands(moment()))
    if card is None:
        say("Det kort er der allerede svaret på.")
        return redirect(url_for("board.show"), 303)
    return _form(card, kept_typed())


@unknown.post("/kort/<int:seq>")
def resolve(seq: int) -> ResponseReturnValue:
    """Write whose card it was, for each of its taps of that date."""
    card, given = _find(seq, page().books.stands(moment())), typed()
    chosen, question = given.get("person", ""), asked()
    known = question.roster.person(chosen)
    if card is not None and known is None and chosen != NOBODY:
        return _form(card, given, "Vælg, hvem det var, eller »Ikke en af vores«."), 422
    kept = kept_card(card, known, given, question) if card and known else None
    if kept is not None and not allowed(Right.CARDS):
        return refused(Right.CARDS)
    if isinstance(kept, Refusal):
        return _form(card, given, wrong=kept.sentence), 422

    def once(stands: Standing) -> Sequence[Content] | Refusal:
        still = _find(seq, stands)
        if still is None:
            return Refusal(ALREADY)
        answers = [
            Resolution(
                about=stands.log.entry(tap.seq),
                person=known.id if known else None,
                by=g.staff,
                at=question.now,
            )
            for tap in still.taps
        ]
        return [*answers, kept] if kept else answers

    try:
        done = page().books.write(act(), moment(), once)
    except JournalUnavailable:
        return _form(card, given, trouble=NOT_WRITTEN), 503
    whose = "er ikke et af vores" if known is None else f"hører til {known.name}"
    if kept is not None:
        whose += f" og er deres fra {near(kept.start, question.today)}"
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
    given: Mapping[str, str],
    problem: str | None = None,
    trouble: str | None = None,
    wrong: str | None = None,
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
        given={"fra": numeric(a_date), **given},
        problems={"fra": wrong} if wrong else {},
        problem=problem,
        trouble=trouble,
        likely=sorted(likely, key=lambda one: in_alphabet(one.name)),
        rest=sorted(rest, key=lambda one: in_alphabet(one.name)),
        today=question.today,
        nobody=NOBODY,
    )
