"""Append to a journal until killed: a process of its own, for the tests.

`python -m tests.kiosk.appending PATH COUNT` prints each seq once `append` returned.
"""

import sys
from pathlib import Path

from kiosk.entry import Tap
from kiosk.journal import Journal
from tests.builders import A_UID, make_moment

DEVICE = "door-1"


def main(path: Path, count: int) -> None:
    """Append so many taps."""
    journal = Journal.open(path, device=DEVICE)
    for number in range(count):
        entry = journal.append(Tap(uid=A_UID), make_moment(boot_seconds=number))
        sys.stdout.write(f"{entry.seq}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
