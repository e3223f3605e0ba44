"""Write down what a journal of today's layout looks like, once for each layout.

`python -m tests.kiosk.journal.releasing > tests/kiosk/journal/released/N.sql`, when N
is released; from then on the file is never changed.
"""

import sqlite3
import sys
import tempfile
from pathlib import Path

from kiosk.journal.chain import Journal
from kiosk.journal.contents import Heartbeat, Start, Stretch, Tap
from kiosk.journal.schema_version import LAYOUT
from tests.builders import A_UID, make_moment

DEVICE = "door-1"


def main(folder: Path) -> str:
    """Live through a morning, and give the journal as SQL."""
    path = folder / "journal.db"
    journal = Journal.open(path, device=DEVICE)
    moment = make_moment(boot_seconds=100)
    stretch = Stretch(from_boot_ns=1, to_boot_ns=2)
    for content in (
        Start(version="0.1.0", reader="ok"),
        Tap(uid=A_UID, atqa=0x44, sak=0),
        Heartbeat(listened=(stretch,)),
    ):
        last = journal.append(content, moment)
        journal.add_head(
            seq=last.seq, hash=last.hash, moment=moment, sign=lambda _: bytes(64)
        )
    first = journal.after(0, 1)[0]
    journal.store_receipt(
        through_seq=1,
        hash=first.hash,
        incarnation=bytes(16),
        raw=b"",
        moment_ns=moment.wall_ns,
    )
    journal.close()
    connection = sqlite3.connect(path)  # sqlcipher3 cannot dump
    lines = [*connection.iterdump(), f"PRAGMA user_version = {LAYOUT};"]
    connection.close()
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        sys.stdout.write(main(Path(place)))
