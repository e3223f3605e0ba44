"""From when an unknown card is somebody's: not at all, from its tap, or dated back.

Pure. Earlier taps of a card that is dated back are theirs too, and ask no more.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum

from kiosk.errors import BadInput
from kiosk.host.local_time import day_of
from kiosk.journal import contents
from kiosk.look.danish import (
    at,
    near,
    read_date,
)
from kiosk.roster.roster import Person
from kiosk.web.day.cards import StrangeCard, uid_of
from kiosk.web.day.next_card import refusal
from kiosk.web.forms import BACK_DAYS_MAX, Asked
from kiosk.web.repository import Refusal


class Theirs(StrEnum):
    """What is to become of the card; the form's words for it."""

    THAT_DAY_ONLY = "dag"
    FROM_THEN = "da"
    DATED_BACK = "dato"


def kept_card(
    card: StrangeCard, person: Person, given: Mapping[str, str], asked: Asked
) -> contents.Card | Refusal | None:
    """Give the card that is handed out with the answer; None is none."""
    chosen = given.get("kortet", Theirs.THAT_DAY_ONLY)
    if chosen not in {Theirs.FROM_THEN, Theirs.DATED_BACK}:
        return None
    uid = uid_of(card.taps[0])
    why = refusal(uid, person, roster=asked.roster, now=asked.now)
    if why is not None:
        return Refusal(why)
    start = (
        _from_then(card) if chosen == Theirs.FROM_THEN else _back(card, given, asked)
    )
    if isinstance(start, Refusal):
        return start
    return _after_others(uid, start, asked) or contents.Card(
        uid=uid, person=person.id, start=start, end=None, by=asked.by, at=asked.now
    )


def _from_then(card: StrangeCard) -> datetime | Refusal:
    if card.taps[0].certain:
        return card.taps[0].at
    return Refusal("Uret var ikke bekræftet den gang. Skriv i stedet fra hvilken dag.")


def _back(
    card: StrangeCard, given: Mapping[str, str], asked: Asked
) -> datetime | Refusal:
    try:
        a_date = read_date(given.get("fra", ""), asked.today)
        start = at(a_date, time())
    except BadInput as error:
        return Refusal(str(error))
    if a_date > day_of(card.taps[0].at):
        return Refusal("Den dag ligger efter den, hvor kortet blev holdt til læseren.")
    if a_date < asked.today - timedelta(days=BACK_DAYS_MAX):
        return Refusal(f"Det er over {BACK_DAYS_MAX} dage siden. Vælg en senere dag.")
    return start


def _after_others(uid: str, start: datetime, asked: Asked) -> Refusal | None:
    """Let nobody's earlier days become another person's."""
    ends = [one.end for one in asked.roster.cards_with(uid) if one.end is not None]
    last = max(ends, default=start)
    if last <= start:
        return None
    until = near(last, asked.today)
    return Refusal(f"Kortet var en andens indtil {until}. Vælg en senere dag.")
