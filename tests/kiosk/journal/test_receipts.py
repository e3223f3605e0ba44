"""What central holds, and what may be forgotten then."""

from typing import Any

import msgspec
import pytest

from kiosk.errors import BadReceipt
from kiosk.journal.chain import Journal, StoredReceipt
from kiosk.journal.contents import GENESIS, Entry
from tests.kiosk.journal.journals import ANOTHER_LIFE, append_some, receive


def test_the_watermark_follows_receipts_and_nothing_else(journal: Journal) -> None:
    """It moves on; a late one moves it nowhere; a restored central moves it back."""
    first, _, third = append_some(journal, 3)
    watermarks = []
    for receipt in (
        {"entry": first},
        {"entry": third},
        {"entry": first},
        {"entry": first, "incarnation": ANOTHER_LIFE},
    ):
        entry = receipt.pop("entry")
        assert isinstance(entry, Entry)
        receive(journal, entry, **receipt)
        watermarks.append(journal.received_through())

    assert watermarks == [1, 3, 3, 1]
    assert journal.latest_receipt() == StoredReceipt(
        through_seq=1,
        hash=first.hash,
        incarnation=ANOTHER_LIFE,
        raw=b"as it came",
        wall_ns=7,
    )


@pytest.mark.parametrize(
    "changes", [{"hash": b"x" * 32}, {"through_seq": 4}, {"through_seq": 0}]
)
def test_a_receipt_for_what_we_do_not_hold_is_refused(
    journal: Journal, changes: dict[str, Any]
) -> None:
    """Central holding another entry under our number means a copied card."""
    first, _, third = append_some(journal, 3)
    receive(journal, first)

    with pytest.raises(BadReceipt, match="memory card copied"):
        receive(journal, third, **changes)
    assert journal.received_through() == 1


def test_a_receipt_for_nothing_yet_is_one(journal: Journal) -> None:
    """A central that lost everything says so: through 0, with a hash of zeros."""
    first, *_ = append_some(journal, 1)
    receive(journal, first)
    receive(journal, first, through_seq=0, hash=GENESIS, incarnation=ANOTHER_LIFE)

    assert journal.received_through() == 0
    assert journal.after(0, 9) == [first]


def test_what_is_erased_leaves_a_chain_that_still_verifies(journal: Journal) -> None:
    """Salt and content go, once central holds them, and nothing of them stays."""
    entries = append_some(journal, 3)
    receive(journal, entries[1])

    assert journal.erase_through(3) == 2
    assert journal.erase_through(3) == 0
    kept = journal.after(0, 9)
    erased = [msgspec.structs.replace(e, salt=None, content=None) for e in entries[:2]]
    assert kept == [*erased, entries[2]]
    assert journal.first_broken() is None
