"""What the tests of the journal share."""

from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from kiosk.journal.chain import Journal
from kiosk.journal.contents import Entry, Tap
from tests.builders import A_UID, make_moment

A_TAP = Tap(uid=A_UID, atqa=0x44, sak=0)
ONE_LIFE, ANOTHER_LIFE = b"1" * 16, b"2" * 16


def append_some(journal: Journal, count: int) -> list[Entry]:
    """Append so many taps."""
    return [
        journal.append(A_TAP, make_moment(boot_seconds=number))
        for number in range(count)
    ]


def receive(journal: Journal, entry: Entry, **changes: Any) -> None:
    """Keep a receipt for everything through that entry."""
    receipt: dict[str, Any] = {
        "through_seq": entry.seq,
        "hash": entry.hash,
        "incarnation": ONE_LIFE,
        "raw": b"as it came",
        "moment_ns": 7,
    }
    journal.store_receipt(**receipt | changes)


def raw(path: Path) -> dbapi2.Connection:
    """Open the file beside the journal, as somebody with other plans would."""
    return dbapi2.connect(str(path), isolation_level=None)
