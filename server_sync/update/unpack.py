"""Install a release file into the spare slot; it is started afterwards."""

import errno
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import IO

from server_sync.errors import NothingNewer, UpdateRefused
from server_sync.update import archive
from server_sync.update.manifest import (
    Installed,
    Manifest,
    refuse_unfit,
    refuse_unreadable,
)
from server_sync.update.slots import CURRENT, Slots

TIMES_ITS_SIZE = 5
"""A release lies there once as wheels, and takes three to four times that installed."""

Build = Callable[[Manifest, Path, Path], None]


def running(slots: Slots) -> Installed:
    """Return what is installed in the running slot, if it may be replaced now.

    Raises:
        UpdateRefused: it is on trial itself, or is not a complete slot.
    """
    if slots.on_trial:
        raise UpdateRefused(
            "the last update is still on trial: wait, or reboot, which tries it again"
        )
    found = slots.installed(slots.running)
    if found is None:
        raise UpdateRefused(
            "what runs does not say what it is: run `sudo make install-kiosk` once"
        )
    return found


def take(
    file: IO[bytes], *, slots: Slots, public: bytes, build: Build, again: bool = True
) -> Manifest:
    """Verify a release, install it into the spare slot, and put it on trial.

    Args:
        file: the release, read once.
        slots: the two slots.
        public: the release key.
        build: makes the virtual environment.
        again: accept also the version that last failed its trial.

    Raises:
        BadRelease: the file is incomplete, or not signed with this key.
        UpdateRefused: this terminal must not or cannot install it.
    """
    before = running(slots)

    def accept(release: Manifest) -> None:
        refuse_unfit(release, before)
        if not again and release.version == slots.taken_back:
            raise NothingNewer(
                f"{release.version} was tried and taken back: `moedt update"
                " --from-central` tries it once more"
            )
        _refuse_without_room(release, slots)

    try:
        return _take(file, slots, public, build, accept)
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        raise UpdateRefused("the disk is full; what runs was not touched") from error
    finally:
        shutil.rmtree(slots.incoming, ignore_errors=True)


def go_back(slots: Slots) -> Installed:
    """Put the previous release on trial again.

    Raises:
        UpdateRefused: there is none, or it cannot read the journal any more.
    """
    now = running(slots)
    before = slots.installed(slots.spare)
    if before is None:
        raise UpdateRefused("there is no release before this one to go back to")
    refuse_unreadable(before, journal_layout=now.layout)
    slots.swing(CURRENT, slots.spare)
    return before


def _take(
    file: IO[bytes],
    slots: Slots,
    public: bytes,
    build: Build,
    accept: Callable[[Manifest], None],
) -> Manifest:
    spare = slots.spare
    shutil.rmtree(slots.incoming, ignore_errors=True)
    slots.incoming.mkdir()
    manifest = archive.unpack(file, public, slots.incoming, accept=accept)
    slots.clear(spare)  # only now: the previous release is deleted with it
    build(manifest, slots.incoming, spare)
    slots.seal(
        spare,
        Installed(
            version=manifest.version,
            layout=manifest.layout,
            layout_read=manifest.layout_read,
        ),
    )
    slots.swing(CURRENT, spare)
    return manifest


def _refuse_without_room(release: Manifest, slots: Slots) -> None:
    wanted = TIMES_ITS_SIZE * sum(wheel.size for wheel in release.wheels)
    free = shutil.disk_usage(slots.root).free + _size_of(slots.spare)
    if free < wanted:
        raise UpdateRefused(
            f"the update wants {wanted // 2**20} MiB of room and {free // 2**20} are"
            " free; what runs was not touched"
        )


def _size_of(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*"))
