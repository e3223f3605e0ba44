"""Ask the desk about one card, with everything that was written before it.

The terminal asks before it writes the tap. The citizen's screen asks again afterwards
with the same input, and so shows the same answer.
"""

from dataclasses import dataclass
from datetime import datetime

from firmware.card import CardUid
from kiosk.door.decide import Decision, decide, holder_of
from kiosk.door.recent_taps import RecentTaps
from kiosk.host.local_time import NS_PER_SECOND, instant
from kiosk.journal.receipts import StoredReceipt
from kiosk.roster.overlay import covers_entries_until
from kiosk.roster.roster import Roster

LOOK_BACK_NS = 36 * 3600 * NS_PER_SECOND
LOOK_BACK_NS_MAX = 30 * 24 * 3600 * NS_PER_SECOND
OFFLINE_AFTER_NS = 15 * 60 * NS_PER_SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRead:
    """A card that was read at the door, and whether the clock was right then."""

    uid: CardUid
    at: datetime
    clock_trusted: bool


def decide_for_card(
    card: CardRead, *, roster: Roster, recent_taps: RecentTaps, goodbye_taps: bool
) -> Decision:
    """Decide the answer; `recent_taps` holds the entries written before this card."""
    at, clock_trusted = card.at, card.clock_trusted
    roster = recent_taps.overlay.applied_to(roster, at)
    person = holder_of(card.uid, at, clock_trusted=clock_trusted, roster=roster)
    before: list[datetime] = []
    if person is not None:
        before = recent_taps.registered_at(
            person, roster, clock_trusted_only=clock_trusted
        )
    elif (newcomer := roster.newcomer_with(str(card.uid), at)) is not None:
        before = recent_taps.tapped_with(newcomer.uid, newcomer.start)
    return decide(
        uid=card.uid,
        at=at,
        clock_trusted=clock_trusted,
        roster=roster,
        earlier_taps=before,
        goodbye_taps=goodbye_taps,
    )


def look_back_from_ns(roster: Roster, wall_ns: int) -> int:
    """Return the wall clock from which the journal is read after a restart.

    That is 36 hours ago, or earlier: as far back as an old roster lacks local changes.
    """
    covered_until_ns = (
        int(covers_entries_until(roster, instant(wall_ns)).timestamp()) * NS_PER_SECOND
    )
    return max(
        min(wall_ns - LOOK_BACK_NS, covered_until_ns), wall_ns - LOOK_BACK_NS_MAX
    )


def is_offline(receipt: StoredReceipt | None, wall_ns: int) -> bool:
    """Return True if central has sent no receipt for 15 minutes."""
    return receipt is None or wall_ns - receipt.wall_ns > OFFLINE_AFTER_NS
