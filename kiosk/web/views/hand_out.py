"""Staff hand out, end and replace cards, with the reader at the door."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import JournalUnavailable
from kiosk.journal import contents
from kiosk.journal.contents import Content
from kiosk.look.danish import in_alphabet
from kiosk.look.door_words import ALREADY, NOT_WRITTEN
from kiosk.roster.roster import Person, TemporaryCard
from kiosk.web.active_entries import ActiveEntries
from kiosk.web.day.cards import uid_of
from kiosk.web.day.morning import morning
from kiosk.web.day.next_card import (
    WAIT,
    current_cards,
    ended_holding,
    entries_for_card,
    offered_card,
    refusal,
)
from kiosk.web.forms import ArrivedWhen, FormContext
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

WHY_BEFORE_CARD = "Har ikke fået kort endnu"

handing = Blueprint("handing", __name__)

DecideEntries = Callable[[ActiveEntries], Sequence[Content] | Refusal]


@handing.get("/kort")
def people() -> str:
    """Show everybody with their cards."""
    context = form_context()
    cards = {
        person.id: current_cards(person.id, context.roster, context.now)
        for person in context.roster.people
    }
    everybody = sorted(
        context.roster.people, key=lambda person: in_alphabet(person.name)
    )
    return render_template(
        "cards.html",
        people=everybody,
        held=cards,
        lent=_lent_cards(context),
        today=context.today,
    )


@handing.get("/kort/ny/<person>")
def wait(person: str) -> ResponseReturnValue:
    """Wait for a card at the reader, for a minute."""
    who = _person(person)
    if "efter" not in request.args:
        last = _last_seq_before(restored_input().get("tap", ""))
        until = int((form_context().now + WAIT).timestamp())
        location = url_for("handing.wait", person=who.id, efter=last, til=until)
        return redirect(location, 303)
    after, until = _waiting_since()
    return render_template("hand_out.html", **_waiting_context(who, after, until))


@handing.get("/kort/ny/<person>/nu")
def waiting(person: str) -> str:
    """Return the part of the page that changes."""
    after, until = _waiting_since()
    return render_template(
        "_hand_out.html", **_waiting_context(_person(person), after, until)
    )


@handing.post("/kort/ny/<person>")
def hand_out(person: str) -> ResponseReturnValue:
    """Hand out the card that was held to the reader."""
    who = _person(person)
    form = form_values()
    seq, keep = form.get("tap", ""), form.get("gamle") == "behold"
    came, start = form.get("kom", ""), _begun_session(who)
    problems = _unanswered(who, form)
    if problems and seq.isdecimal():
        until = int((form_context().now + WAIT).timestamp())
        context = _waiting_context(who, int(seq) - 1, until)
        return render_template(
            "hand_out.html", **context, problems=problems, given=form
        ), 422

    def decide(active: ActiveEntries) -> Sequence[Content] | Refusal:
        context = form_context()
        taps = (candidate for candidate in active.taps if str(candidate.seq) == seq)
        tap = next(taps, None)
        if tap is None:
            return Refusal("Hold kortet på læseren en gang til.")
        why = refusal(uid_of(tap), who, roster=context.roster, now=context.now)
        if why is not None:
            return Refusal(why)
        old = current_cards(who.id, context.roster, context.now)
        endings = (
            [] if keep else [ended_holding(o, by=g.staff, now=context.now) for o in old]
        )
        new = entries_for_card(
            tap, who, context, came=came == ArrivedWhen.NOW, active=active
        )
        if came == ArrivedWhen.AT_START and start is not None:
            new = [*new, _arrival_at(start, who, context)]
        return [*endings, *new]

    return _write(f"{who.name} har fået kortet. Det virker fra nu af.", decide)


@handing.post("/kort/spaer/<person>/<uid>")
def end(person: str, uid: str) -> ResponseReturnValue:
    """End somebody's card now, so that a finder is not taken for that person."""
    who = _person(person)

    def decide(_stands: ActiveEntries) -> Sequence[Content] | Refusal:
        context = form_context()
        cards = current_cards(who.id, context.roster, context.now)
        matching = [card for card in cards if card.uid == uid]
        if not matching:
            return Refusal(ALREADY)
        return [ended_holding(card, by=g.staff, now=context.now) for card in matching]

    return _write(f"Kortet er spærret. {who.name} har det ikke længere.", decide)


def _lent_cards(context: FormContext) -> list[tuple[int | None, TemporaryCard]]:
    """Return the temporary cards in use, each with the seq of its entry."""
    seqs = {
        (entry.content.uid, entry.content.start): entry.seq
        for entry in page().repository.active_entries(moment()).not_voided()
        if isinstance(entry.content, contents.Newcomer)
    }
    roster = context.roster
    return [
        (seqs.get((newcomer.uid, newcomer.start)), newcomer)
        for newcomer in roster.newcomers
        if roster.newcomer_with(newcomer.uid, context.now) == newcomer
    ]


def _write(sentence: str, decide: DecideEntries) -> ResponseReturnValue:
    try:
        done = page().repository.write(submission(), moment(), decide)
    except JournalUnavailable:
        show_message(NOT_WRITTEN)
        return redirect(url_for("handing.people"), 303)
    show_message(done.sentence if isinstance(done, Refusal) else sentence)
    return redirect(url_for("handing.people"), 303)


def _last_seq_before(tap: str) -> int:
    """Return after which entry to look, so that a tap before a login still counts."""
    last = page().repository.journal_tail(moment()).last_seq
    return min(last, int(tap) - 1) if tap.isdecimal() and int(tap) else last


def _waiting_since() -> tuple[int, int]:
    """Read after which entry to look, and until when (seconds since 1970)."""
    after, until = (request.args.get(name, "0") for name in ("efter", "til"))
    if not (after.isdecimal() and until.isdecimal()):
        abort(404)
    return int(after), int(until)


def _waiting_context(who: Person, after: int, until: int) -> dict[str, object]:
    context, active = form_context(), page().repository.active_entries(moment())
    now = context.now
    return {
        "who": who,
        "held": offered_card(after, who, active=active, roster=context.roster, now=now),
        "old": current_cards(who.id, context.roster, now),
        "left": max(timedelta(seconds=until - now.timestamp()), timedelta()),
        "after": after,
        "until": until,
        "start": _begun_session(who),
        "now": now,
    }


def _begun_session(who: Person) -> datetime | None:
    """Return when the session began in which the person is not registered yet."""
    context, active = form_context(), page().repository.active_entries(moment())
    today = morning(context.today, context.roster, active, context.now)
    begun = [
        row.session.start
        for row in today.not_registered
        if row.person == who and row.session.start < context.now
    ]
    return begun[-1] if begun else None


def _arrival_at(start: datetime, who: Person, context: FormContext) -> contents.Arrival:
    return contents.Arrival(person=who.id, at=start, by=context.by, why=WHY_BEFORE_CARD)


def _unanswered(who: Person, form: Mapping[str, str]) -> dict[str, str]:
    """Say what must be chosen first: nothing that hurts is taken for granted."""
    context, problems = form_context(), {}
    if form.get("kom") not in {ArrivedWhen.AT_START, ArrivedWhen.NOW, "nej"}:
        problems["kom"] = f"Vælg, om {who.name} er mødt, og hvornår."
    active = page().repository.active_entries(moment())
    held_out = {uid_of(tap) for tap in active.taps if str(tap.seq) == form.get("tap")}
    cards = current_cards(who.id, context.roster, context.now)
    old = [card for card in cards if card.uid not in held_out]
    if old and form.get("gamle") not in {"spær", "behold"}:
        problems["gamle"] = "Vælg, hvad der skal ske med det gamle kort."
    return problems


def _person(person: str) -> Person:
    who = form_context().roster.person(person)
    if who is None:
        abort(404)
    return who
