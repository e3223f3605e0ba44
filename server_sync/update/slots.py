"""Two places for the program, and two links that say which one runs.

```
/opt/moedt/a, b        each a whole virtual environment, or none
/opt/moedt/current     the one that the units start
/opt/moedt/trusted     the one that was last seen to work
```

As long as both links name the same slot, nothing is going on. Where they differ, what
`current` names is on trial. Each link is replaced in one step, so that whenever the
power goes, both name a slot that is whole.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from server_sync.errors import UpdateRefused
from server_sync.update.manifest import Installed

PLACES = ("a", "b")
CURRENT, TRUSTED = "current", "trusted"
SEAL = "release.json"
INCOMING = "incoming"
TAKEN_BACK = "taken-back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """The folder that holds both slots; that of the installer is /opt/moedt."""

    root: Path

    @property
    def running(self) -> Path:
        """The slot that the units start."""
        return self._named(CURRENT)

    @property
    def trusted(self) -> Path:
        """The slot that was last seen to work."""
        return self._named(TRUSTED)

    @property
    def spare(self) -> Path:
        """The slot that does not run."""
        (other,) = (name for name in PLACES if name != self.running.name)
        return self.root / other

    @property
    def on_trial(self) -> bool:
        """Whether what runs was not seen to work yet."""
        return self.running != self.trusted

    @property
    def incoming(self) -> Path:
        """Where a release is unpacked before it is installed."""
        return self.root / INCOMING

    def installed(self, slot: Path) -> Installed | None:
        """Say what stands in a slot; None where nothing whole does."""
        try:
            raw = (slot / SEAL).read_bytes()
            return msgspec.json.decode(raw, type=Installed)
        except (OSError, msgspec.DecodeError):
            return None

    def unseal(self, slot: Path) -> None:
        """Say that what stands in a slot is not to be used."""
        if slot.exists():
            (slot / SEAL).unlink(missing_ok=True)
            sync(slot)

    def clear(self, slot: Path) -> None:
        """Empty a slot; from the first moment on it is not taken for a whole one."""
        self.unseal(slot)
        if slot.exists():
            shutil.rmtree(slot)

    def seal(self, slot: Path, installed: Installed) -> None:
        """Say that a slot is whole: all of it is on the disk, and this comes last."""
        os.sync()
        half = slot / f"{SEAL}.half"
        with half.open("wb") as file:
            file.write(msgspec.json.encode(installed))
            file.flush()
            os.fsync(file.fileno())
        half.replace(slot / SEAL)
        sync(slot)

    @property
    def taken_back(self) -> str:
        """The version that was last tried here and taken back; empty for none."""
        try:
            return (self.root / TAKEN_BACK).read_text()
        except OSError:
            return ""

    def take_back(self) -> None:
        """Let the trusted slot run again, and remember what was not to be trusted."""
        failed = self.running
        standing = self.installed(failed)
        if standing is not None:
            (self.root / TAKEN_BACK).write_text(standing.version)
        self.swing(CURRENT, self.trusted)
        self.unseal(failed)

    def swing(self, link: str, slot: Path) -> None:
        """Let a link name this slot: it names the old one or the new, always."""
        half = self.root / f"{link}.half"
        half.unlink(missing_ok=True)
        half.symlink_to(slot.name)
        half.replace(self.root / link)
        sync(self.root)

    @contextmanager
    def alone(self, *, wait: bool = False) -> Iterator[None]:
        """Let nobody else change anything here meanwhile.

        Raises:
            UpdateRefused: somebody does, and we are not to wait.
        """
        with (self.root / "update.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError as error:
                raise UpdateRefused(
                    "another update is going on: wait for it"
                ) from error
            yield

    def _named(self, link: str) -> Path:
        try:
            name = (self.root / link).readlink().name
        except OSError as error:
            raise UpdateRefused(
                f"{self.root / link} is not there: only what `make install-kiosk` has"
                " installed can be brought up to date"
            ) from error
        if name not in PLACES:
            raise UpdateRefused(f"{self.root / link} names {name}, which is no slot")
        return self.root / name


def sync(folder: Path) -> None:
    """Bring a folder's own names to the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
