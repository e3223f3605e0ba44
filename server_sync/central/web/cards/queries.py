"""The cards of a person: which, from when to when, and who gave them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, or_

from firmware.card import CardUid
from firmware.errors import BadCardUid
from kiosk.look.form import Form
from server_sync.central.db.tables import card
from server_sync.central.facts.not_voided import not_voided
from server_sync.central.rules.calendar import zone_of

RANDOM = (
    "Det nummer skifter, hver gang kortet læses: Det er en telefon eller et pas. Brug "
    "et rigtigt kort."
)
SHARED = (
    "Det nummer har mange kort og telefoner i verden, så en andens kort kan ligne det."
    " Brug et kort med sit eget nummer."
)
NO_NUMBER = (
    "Skriv kortets nummer, som læseren viser det: 8, 14 eller 20 tegn, tal og bogstaver"
    " fra a til f, fx 04 a3 c6 ca e2 61 80."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A card that somebody has or had."""

    key: str
    card: str
    start: int
    since: datetime
    until: datetime | None
    by: str
    why: str

    @property
    def number(self) -> str:
        """The card's number in pairs, as it is read out."""
        pairs = (self.card[at : at + 2] for at in range(0, len(self.card), 2))
        return " ".join(pairs)


def of_person(connection: Connection, *, person: str, zone: str) -> list[Holding]:
    """Read the assignments that stand, the latest first."""
    place = zone_of(zone)
    asked = not_voided(card).where(card.c.person == person)
    rows = connection.execute(asked.order_by(card.c.start.desc(), card.c.key)).all()
    return [
        Holding(
            key=row.key,
            card=row.card,
            start=row.start,
            since=datetime.fromtimestamp(row.start, place),
            until=(
                None if row.until is None else datetime.fromtimestamp(row.until, place)
            ),
            by=row.by,
            why=row.why,
        )
        for row in rows
    ]


def read_number(form: Form) -> str:
    """Read a card's number; words beside the field where it cannot be one."""
    typed = form.text("card", needed=NO_NUMBER)
    if "card" in form.wrong:
        return ""
    try:
        uid = CardUid.from_hex(typed.replace("-", ""))
    except BadCardUid:
        form.wrong["card"] = NO_NUMBER
        return ""
    if uid.is_random:
        form.wrong["card"] = RANDOM
    elif uid.is_shared:
        form.wrong["card"] = SHARED
    return str(uid)


def holders_from(connection: Connection, *, number: str, start: int) -> set[str]:
    """Give who has the card at that instant or later."""
    asked = not_voided(card).where(card.c.card == number)
    later = asked.where(or_(card.c.until.is_(None), card.c.until > start))
    return {row.person for row in connection.execute(later)}
