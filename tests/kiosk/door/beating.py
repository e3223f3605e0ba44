"""Beat or exchange so many times on a journal: a process of its own, to be traced.

`python -m tests.kiosk.door.beating PATH COUNT` writes heartbeats with their heads, as
the terminal does; with `exchange` behind it, also what an upload of each writes here.
"""

import sys
from pathlib import Path

from kiosk.journal.chain import Journal
from kiosk.journal.contents import Heartbeat, Stretch
from tests.builders import make_moment

DEVICE = "door-1"
SECONDS = 420


def main(path: Path, count: int, *, exchanging: bool) -> None:
    """Beat so many times."""
    journal = Journal.open(path, device=DEVICE)
    for number in range(count):
        moment = make_moment(boot_seconds=SECONDS * number)
        listened = Stretch(
            from_boot_ns=moment.boot_ns, to_boot_ns=moment.boot_ns + SECONDS * 10**9
        )
        beat = journal.append(
            Heartbeat(listened=(listened,)), moment, sign=lambda _: bytes(64)
        )
        if exchanging:
            head = journal.add_head(
                seq=beat.seq, hash=beat.hash, moment=moment, sign=lambda _: bytes(64)
            )
            journal.forget_heads([head.head_no])
            journal.store_receipt(
                through_seq=beat.seq,
                hash=beat.hash,
                incarnation=bytes(16),
                raw=bytes(300),
                moment_ns=moment.wall_ns,
            )
    journal.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), exchanging="exchange" in sys.argv)
