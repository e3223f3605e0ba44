"""Append while the disk answers EIO to every sync, and again when it does not.

`python -m tests.kiosk.journal.on_a_failing_disk PATH FLAG` prints what happened, as
JSON; the disk fails as long as the file FLAG is there (see `failing_disk.c`).
"""

import json
import sys
from pathlib import Path

from kiosk.errors import JournalUnavailable
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Tap
from tests.builders import A_UID, make_moment

TRIES, ROUNDS = 5, 4


def main(path: Path, flag: Path) -> None:
    """Write, fail, and write again, several times over."""
    journal = Journal.open(path, device="door-1")
    written, refused = list[int](), list[str]()
    for _ in range(ROUNDS):
        written += _appended(journal, refused)
        flag.touch()
        written += _appended(journal, refused)
        flag.unlink()
    written += _appended(journal, refused)
    said = {
        "written": written,
        "refused": refused,
        "kept": [entry.seq for entry in journal.after(0, 100)],
        "broken": journal.first_broken(),
        "set_aside": journal.damaged_file is not None,
    }
    sys.stdout.write(json.dumps(said))


def _appended(journal: Journal, refused: list[str]) -> list[int]:
    written = []
    for _ in range(TRIES):
        try:
            written.append(journal.append(Tap(uid=A_UID), make_moment()).seq)
        except JournalUnavailable as error:
            refused.append(str(error))
    return written


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
