"""Staff hand cards out, end them and replace them, with the reader at the door."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import JournalUnavailable
from kiosk.journal import contents
from kiosk.journal.contents import Content
from kiosk.look.danish import in_alphabet
from kiosk.look.door_words import ALREADY, NOT_WRITTEN
from kiosk.roster.roster import Newcomer, Person
from kiosk.web.active_entries import Standing
from kiosk.web.day.cards import uid_of
from kiosk.web.day.morning import morning
from kiosk.web.day.next_card import (
    WAIT,
    cards_held,
    ended,
    handed_out,
    held_since,
    refusal,
)
from kiosk.web.forms import Asked
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

handing = Blueprint("handing", __name__)

Wanted = Callable[[Standing], Sequence[Content] | Refusal]


@handing.get("/kort")
def people() -> str:
    """Show everybody with their cards."""
    question = asked()
    held = {
        one.id: cards_held(one.id, question.roster, question.now)
        for one in question.roster.people
    }
    everybody = sorted(question.roster.people, key=lambda one: in_alphabet(one.name))
    return render_template(
        "cards.html",
        people=everybody,
        held=held,
        lent=_lent(question),
        today=question.today,
    )


@handing.get("/kort/ny/<person>")
def wait(person: str) -> ResponseReturnValue:
    """Wait for a card at the reader, for a minute."""
    who = _person(person)
    if "efter" not in request.args:
        last = _behind(kept_typed().get("tap", ""))
        until = int((asked().now + WAIT).timestamp())
        there = url_for("handing.wait", person=who.id, efter=last, til=until)
        return redirect(there, 303)
    return render_template("hand_out.html", **_waiting(who))


@handing.get("/kort/ny/<person>/nu")
def waiting(person: str) -> str:
    """Give the part of it that changes."""
    return render_template("_hand_out.html", **_waiting(_person(person)))


@handing.post("/kort/ny/<person>")
def hand_out(person: str) -> ResponseReturnValue:
    """Give the card that was held to the reader to the person."""
    who = _person(person)
    seq, keep = typed().get("tap", ""), typed().get("gamle") == "behold"
    came = typed().get("kom") == "ja"

    def once(stands: Standing) -> Sequence[Content] | Refusal:
        question = asked()
        taps = (one for one in stands.taps if str(one.seq) == seq)
        tap = next(taps, None)
        if tap is None:
            return Refusal("Hold kortet på læseren en gang til.")
        why = refusal(uid_of(tap), who, roster=question.roster, now=question.now)
        if why is not None:
            return Refusal(why)
        old = cards_held(who.id, question.roster, question.now)
        endings = [] if keep else [ended(o, by=g.staff, now=question.now) for o in old]
        new = handed_out(tap, who, question, came=came, stands=stands)
        return [*endings, *new]

    return _write(f"{who.name} har fået kortet. Det virker fra nu af.", once)


@handing.post("/kort/spaer/<person>/<uid>")
def end(person: str, uid: str) -> ResponseReturnValue:
    """End somebody's card now: whoever finds it is not taken for them."""
    who = _person(person)

    def once(_stands: Standing) -> Sequence[Content] | Refusal:
        question = asked()
        held = cards_held(who.id, question.roster, question.now)
        mine = [card for card in held if card.uid == uid]
        if not mine:
            return Refusal(ALREADY)
        return [ended(card, by=g.staff, now=question.now) for card in mine]

    return _write(f"Kortet er spærret. {who.name} har det ikke længere.", once)


def _lent(question: Asked) -> list[tuple[int | None, Newcomer]]:
    """Give the temporary cards in use, each with the entry that can be taken back."""
    written = {
        (line.content.uid, line.content.start): line.seq
        for line in page().books.stands(moment()).in_force()
        if isinstance(line.content, contents.Newcomer)
    }
    roster = question.roster
    return [
        (written.get((one.uid, one.start)), one)
        for one in roster.newcomers
        if roster.newcomer_with(one.uid, question.now) == one
    ]


def _write(sentence: str, once: Wanted) -> ResponseReturnValue:
    try:
        done = page().books.write(act(), moment(), once)
    except JournalUnavailable:
        say(NOT_WRITTEN)
        return redirect(url_for("handing.people"), 303)
    say(done.sentence if isinstance(done, Refusal) else sentence)
    return redirect(url_for("handing.people"), 303)


def _behind(tap: str) -> int:
    """Say after which entry to look: a card held before a login ended is seen again."""
    last = page().books.tail(moment()).last_seq
    return min(last, int(tap) - 1) if tap.isdecimal() and int(tap) else last


def _waiting(who: Person) -> dict[str, object]:
    question, stands = asked(), page().books.stands(moment())
    after, until = (request.args.get(name, "0") for name in ("efter", "til"))
    if not (after.isdecimal() and until.isdecimal()):
        abort(404)
    now = question.now
    seen = morning(question.today, question.roster, stands, now)
    awaited = any(one.person == who for one in seen.awaited)
    return {
        "who": who,
        "held": held_since(
            int(after), who, stands=stands, roster=question.roster, now=now
        ),
        "old": cards_held(who.id, question.roster, now),
        "left": max(timedelta(seconds=int(until) - now.timestamp()), timedelta()),
        "expected": awaited,
        "now": now,
    }


def _person(person: str) -> Person:
    who = asked().roster.person(person)
    if who is None:
        abort(404)
    return who
