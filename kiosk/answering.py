"""The desk asked about one card, with all that was written before it.

The terminal asks before it writes; the citizen's screen asks again afterwards, with
the same words, and so says the same.
"""

from dataclasses import dataclass
from datetime import datetime

from firmware.card import CardUid
from kiosk.desk import Answer, decide, holder_of
from kiosk.earlier import Earlier
from kiosk.local import NS_PER_SECOND
from kiosk.receipts import KeptReceipt
from kiosk.roster import Roster

EARLIER_NS = 36 * 3600 * NS_PER_SECOND
"""How far back the desk remembers after a restart."""
OFFLINE_AFTER_NS = 15 * 60 * NS_PER_SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A card at the door. `sure` says that the clock could be trusted then."""

    uid: CardUid
    at: datetime
    sure: bool


def answer_to(
    asked: Asked, *, roster: Roster, earlier: Earlier, goodbye_taps: bool
) -> Answer:
    """Let the desk decide; `earlier` holds what was written before this card."""
    at, sure = asked.at, asked.sure
    roster = earlier.settled.over(roster, at)
    person = holder_of(asked.uid, at, clock_sure=sure, roster=roster)
    return decide(
        uid=asked.uid,
        at=at,
        clock_sure=sure,
        roster=roster,
        earlier=earlier.of(person, roster, sure=sure) if person else (),
        goodbye_taps=goodbye_taps,
    )


def is_offline(receipt: KeptReceipt | None, wall_ns: int) -> bool:
    """Say whether central has been out of reach for a while."""
    return receipt is None or wall_ns - receipt.wall_ns > OFFLINE_AFTER_NS
