"""Staff write whose card an unknown card is."""

from collections.abc import Mapping, Sequence
from datetime import time, timedelta

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import JournalUnavailable
from kiosk.host.local_time import day_of
from kiosk.journal.contents import Content, Resolution
from kiosk.look.danish import at, in_alphabet, near, numeric
from kiosk.look.door_words import ALREADY, NOT_WRITTEN
from kiosk.web.active_entries import ActiveEntries
from kiosk.web.auth.rights import Right
from kiosk.web.day.card_start import card_from_answer
from kiosk.web.day.cards import UnknownCard, unknown_cards
from kiosk.web.day.morning import CARDS_SHOWN_FOR, morning
from kiosk.web.page_context import (
    allowed,
    form_context,
    form_values,
    moment,
    no_right_page,
    page,
    restored_input,
    show_message,
    submission,
)
from kiosk.web.repository import Refusal

NOBODY = "-"

unknown = Blueprint("unknown", __name__)


@unknown.get("/kort/<int:seq>")
def show(seq: int) -> ResponseReturnValue:
    """Ask whose card it is."""
    card = _find(seq, page().repository.active_entries(moment()))
    if card is None:
        show_message("Det kort er der allerede svaret på.")
        return redirect(url_for("board.show"), 303)
    return _form(card, restored_input())


@unknown.post("/kort/<int:seq>")
def resolve(seq: int) -> ResponseReturnValue:
    """Write whose card it is, for each of its taps on that date."""
    card, form = _find(seq, page().repository.active_entries(moment())), form_values()
    chosen, context = form.get("person", ""), form_context()
    known = context.roster.person(chosen)
    if card is not None and known is None and chosen != NOBODY:
        return _form(card, form, "Vælg, hvem det var, eller »Ikke en af vores«."), 422
    card_entry = (
        card_from_answer(card, known, form, context) if card and known else None
    )
    if card_entry is not None and not allowed(Right.CARDS):
        return no_right_page(Right.CARDS)
    if isinstance(card_entry, Refusal):
        return _form(card, form, wrong=card_entry.sentence), 422

    def decide(active: ActiveEntries) -> Sequence[Content] | Refusal:
        still = _find(seq, active)
        if still is None:
            return Refusal(ALREADY)
        answers = [
            Resolution(
                about=active.journal.entry_id(tap.seq),
                person=known.id if known else None,
                by=g.staff,
                at=context.now,
            )
            for tap in still.taps
        ]
        return [*answers, card_entry] if card_entry else answers

    try:
        done = page().repository.write(submission(), moment(), decide)
    except JournalUnavailable:
        return _form(card, form, trouble=NOT_WRITTEN), 503
    whose = "er ikke et af vores" if known is None else f"hører til {known.name}"
    if card_entry is not None:
        whose += f" og er deres fra {near(card_entry.start, context.today)}"
    if isinstance(done, Refusal):
        show_message(done.sentence)
    else:
        show_message(f"Kortet {whose}.", undo=done[0].seq if len(done) == 1 else None)
    return redirect(url_for("board.show"), 303)


def _find(seq: int, active: ActiveEntries) -> UnknownCard | None:
    context = form_context()
    begin = at(context.today, time())
    cards = unknown_cards(
        context.roster,
        active,
        begin - CARDS_SHOWN_FOR,
        begin + timedelta(days=1, hours=1),
    )
    unheld = (card for card in cards if card.reported_lost is None)
    return next((card for card in unheld if card.seq == seq), None)


def _form(
    card: UnknownCard | None,
    form: Mapping[str, str],
    problem: str | None = None,
    trouble: str | None = None,
    wrong: str | None = None,
) -> str:
    context = form_context()
    active = page().repository.active_entries(moment())
    a_date = day_of(card.taps[0].at) if card else context.today
    then = morning(a_date, context.roster, active, context.now)
    likely = list(dict.fromkeys(row.person for row in then.not_registered))
    rest = [person for person in context.roster.people if person not in likely]
    return render_template(
        "card.html",
        card=card,
        given={"fra": numeric(a_date), **form},
        problems={"fra": wrong} if wrong else {},
        problem=problem,
        trouble=trouble,
        likely=sorted(likely, key=lambda person: in_alphabet(person.name)),
        rest=sorted(rest, key=lambda person: in_alphabet(person.name)),
        today=context.today,
        nobody=NOBODY,
    )
