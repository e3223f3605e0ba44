"""From when an unknown card belongs to a person: never, from its tap, or earlier.

Pure. If it is dated back, earlier taps of the card become the person's, too.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum

from kiosk.errors import BadInput
from kiosk.host.local_time import day_of
from kiosk.journal import contents
from kiosk.look.danish import at, near, read_date
from kiosk.roster.roster import Person
from kiosk.web.day.cards import UnknownCard, uid_of
from kiosk.web.day.next_card import refusal
from kiosk.web.forms import BACK_DAYS_MAX, FormContext
from kiosk.web.repository import Refusal


class CardStart(StrEnum):
    """What happens to the card; the values of the form."""

    THAT_DAY_ONLY = "dag"
    FROM_THEN = "da"
    DATED_BACK = "dato"


def card_from_answer(
    card: UnknownCard, person: Person, form: Mapping[str, str], context: FormContext
) -> contents.Card | Refusal | None:
    """Return the card entry that the form asks for; None if it asks for none."""
    chosen = form.get("kortet", CardStart.THAT_DAY_ONLY)
    if chosen not in {CardStart.FROM_THEN, CardStart.DATED_BACK}:
        return None
    uid = uid_of(card.taps[0])
    why = refusal(uid, person, roster=context.roster, now=context.now)
    if why is not None:
        return Refusal(why)
    start = (
        _from_then(card)
        if chosen == CardStart.FROM_THEN
        else _dated_back(card, form, context)
    )
    if isinstance(start, Refusal):
        return start
    return _refuse_overlap(uid, start, context) or contents.Card(
        uid=uid, person=person.id, start=start, end=None, by=context.by, at=context.now
    )


def _from_then(card: UnknownCard) -> datetime | Refusal:
    if card.taps[0].time_known:
        return card.taps[0].at
    return Refusal("Uret var ikke bekræftet den gang. Skriv i stedet fra hvilken dag.")


def _dated_back(
    card: UnknownCard, form: Mapping[str, str], context: FormContext
) -> datetime | Refusal:
    try:
        a_date = read_date(form.get("fra", ""), context.today)
        start = at(a_date, time())
    except BadInput as error:
        return Refusal(str(error))
    if a_date > day_of(card.taps[0].at):
        return Refusal("Den dag ligger efter den, hvor kortet blev holdt til læseren.")
    if a_date < context.today - timedelta(days=BACK_DAYS_MAX):
        return Refusal(f"Det er over {BACK_DAYS_MAX} dage siden. Vælg en senere dag.")
    return start


def _refuse_overlap(uid: str, start: datetime, context: FormContext) -> Refusal | None:
    """Refuse a start before another person's holding of the card ended."""
    ends = [card.end for card in context.roster.cards_with(uid) if card.end is not None]
    last = max(ends, default=start)
    if last <= start:
        return None
    until = near(last, context.today)
    return Refusal(f"Kortet var en andens indtil {until}. Vælg en senere dag.")
