"""The desk asked about one card, with all that was written before it.

The terminal asks before it writes; the citizen's screen asks again afterwards, with
the same words, and so says the same.
"""

from dataclasses import dataclass
from datetime import datetime

from firmware.card import CardUid
from kiosk.door.decide import (
    Answer,
    decide,
    holder_of,
)
from kiosk.door.recent_taps import Earlier
from kiosk.host.local_time import NS_PER_SECOND, instant
from kiosk.journal.receipts import KeptReceipt
from kiosk.roster.overlay import told_until
from kiosk.roster.roster import Roster

EARLIER_NS = 36 * 3600 * NS_PER_SECOND
EARLIER_NS_MAX = 30 * 24 * 3600 * NS_PER_SECOND
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
    before: list[datetime] = []
    if person is not None:
        before = earlier.of(person, roster, sure=sure)
    elif (newcomer := roster.newcomer_with(str(asked.uid), at)) is not None:
        before = earlier.with_card(newcomer.uid, newcomer.start)
    return decide(
        uid=asked.uid,
        at=at,
        clock_sure=sure,
        roster=roster,
        earlier=before,
        goodbye_taps=goodbye_taps,
    )


def remembers_since_ns(roster: Roster, wall_ns: int) -> int:
    """Say from when on the desk reads the journal after a restart.

    That is 36 hours, and where the roster is older, all that it cannot tell yet.
    """
    told = int(told_until(roster, instant(wall_ns)).timestamp()) * NS_PER_SECOND
    return max(min(wall_ns - EARLIER_NS, told), wall_ns - EARLIER_NS_MAX)


def is_offline(receipt: KeptReceipt | None, wall_ns: int) -> bool:
    """Say whether central has been out of reach for a while."""
    return receipt is None or wall_ns - receipt.wall_ns > OFFLINE_AFTER_NS
