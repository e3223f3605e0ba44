"""Cut the power before each single change that an update makes to the disk.

`python -m tests.server_sync.update.cutting FOLDER RELEASE SECONDS` forks a process
for each of them, ends it there as a cut would, looks at what is left, boots, and looks
again. It prints a line of JSON for each. SECONDS is how long the new release takes to
be ready, or `never`.
"""

import json
import os
import shutil
import sys
from pathlib import Path

from firmware.clock import ManualClock
from server_sync.update.slots import Slots
from server_sync.update.trial import watch
from server_sync.update.unpack import take
from tests.server_sync.update.releases import (
    PUBLIC,
    FakeUnits,
    fake_build,
    laid,
    make_slots,
    runs,
    waiting,
)

CHANGES = {"os.rename", "os.remove", "os.symlink", "os.mkdir", "os.rmdir", "open"}
CUT, DONE = 9, 0


def update(slots: Slots, release: Path, seconds: float | None) -> None:
    """Take a release and try it."""
    with release.open("rb") as file:
        take(file, slots=slots, public=PUBLIC, build=fake_build)
    boot(slots, seconds)


def boot(slots: Slots, seconds: float | None) -> None:
    """Do what the trial's unit does at every start."""
    clock = ManualClock(wall_ns=10**18)
    units = FakeUnits(slots, clock, {"0.1.0": 1, "0.2.0": seconds})
    watch(slots, units, clock=clock, wait=waiting(clock))


def cut_at(number: int, slots: Slots, release: Path, seconds: float | None) -> int:
    """Run an update in a process of its own and end it before that change."""
    child = os.fork()
    if child == 0:
        left = number

        def look(event: str, about: tuple[object, ...]) -> None:
            nonlocal left
            changing = event in CHANGES and (event != "open" or about[1] != "r")
            left -= changing
            if left < 0:
                os._exit(CUT)

        sys.addaudithook(look)
        update(slots, release, seconds)
        os._exit(DONE)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(folder: Path, release: Path, seconds: float | None) -> None:
    """Cut before the first change, the second, and so on, until nothing is left."""
    status, number = CUT, 0
    while status == CUT:
        root = folder / str(number)
        root.mkdir()
        slots = make_slots(root)
        status = cut_at(number, slots, release, seconds)
        found = {"status": status, "runs": runs(slots)}
        found["says"] = getattr(slots.installed(slots.running), "version", None)
        boot(slots, seconds)
        found |= {"booted": runs(slots), "on_trial": slots.on_trial}
        found |= {"laid": laid(slots)}
        if not slots.on_trial and runs(slots) == "0.1.0":
            update(slots, release, seconds)
            found |= {"again": runs(slots)}
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()  # or each child says it once more
        shutil.rmtree(root)
        number += 1


if __name__ == "__main__":
    _, place, file, takes = sys.argv
    main(Path(place), Path(file), None if takes == "never" else float(takes))
