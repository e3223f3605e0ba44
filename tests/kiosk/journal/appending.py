"""Append to a journal until killed: a process of its own, for the tests.

`python -m tests.kiosk.journal.appending PATH COUNT` prints each seq once `append`
returned. `hasty` behind it plants a fault: each seq is printed twenty taps before it is
written.
"""

import sys
from pathlib import Path

from kiosk.journal.chain import Journal
from kiosk.journal.contents import Tap
from tests.builders import A_UID, make_moment

DEVICE = "door-1"
AHEAD = 20


def main(path: Path, count: int, *, ahead: int) -> None:
    """Append so many taps."""
    journal = Journal.open(path, device=DEVICE)
    last = journal.last()
    first = last.seq + 1 if last else 1
    for number in range(count):
        if number >= ahead:
            journal.append(Tap(uid=A_UID), make_moment(boot_seconds=number))
        sys.stdout.write(f"{first + number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), ahead=AHEAD * ("hasty" in sys.argv))
