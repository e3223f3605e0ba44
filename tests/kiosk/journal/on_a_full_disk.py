"""Append while the file may not grow, and again when it may: one process, one limit.

`python -m tests.kiosk.journal.on_a_full_disk PATH` prints what happened, as JSON.
"""

import json
import resource
import sys
from pathlib import Path

from kiosk.errors import JournalUnavailable
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Tap
from tests.builders import A_UID, make_moment

TRIES = 400


def main(path: Path) -> None:
    """Write until the kernel refuses (EFBIG), lift the limit, and write again."""
    journal = Journal.open(path, device="door-1")
    written = [journal.append(Tap(uid=A_UID), make_moment()).seq]
    room = path.with_name(path.name + "-wal").stat().st_size + 40_000
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    refused = 0
    for _ in range(TRIES):
        try:
            written.append(journal.append(Tap(uid=A_UID), make_moment()).seq)
        except JournalUnavailable:
            refused += 1
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    after = journal.append(Tap(uid=A_UID), make_moment()).seq
    kept = [entry.seq for entry in journal.after(0, TRIES)]
    said = {"written": written, "refused": refused, "after": after, "kept": kept}
    sys.stdout.write(json.dumps(said | {"broken": journal.first_broken()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
