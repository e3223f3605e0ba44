"""Append to a journal under the recorder: a process of its own, for crash images.

`python -m tests.simulation.recorded_journal FOLDER COUNT [normal]`: prints each seq
once `append` returned. `normal` plants the fault that the images must catch.
"""

import sys
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from firmware.moment import ClockState, Moment
from kiosk.journal import tables
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Tap

DEVICE = "door-1"
UID = "04a3c6cae26180"


def main(folder: Path, count: int, *, planted: bool) -> None:
    """Append so many taps, and count a head now and then as the uplink does."""
    if planted:
        real = tables.engine_for
        tables.engine_for = lambda path: _on_a_lying_disk(real(path))
    journal = Journal.open(folder / "journal.db", device=DEVICE)
    for number in range(count):
        moment = Moment(
            wall_ns=number, boot_ns=number, boot_id=bytes(16), clock=ClockState.SYNCED
        )
        entry = journal.append(Tap(uid=UID), moment)
        sys.stdout.write(f"{entry.seq}\n")
        sys.stdout.flush()


def _on_a_lying_disk(engine: sa.Engine) -> sa.Engine:
    def set_up(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA synchronous = NORMAL")

    sa.event.listen(engine, "connect", set_up)
    return engine


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), planted="normal" in sys.argv[3:])
