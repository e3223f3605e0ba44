"""Two slots for the program, and two links that name one of them.

```
/opt/moedt/a, b        each a complete virtual environment, or nothing
/opt/moedt/current     the slot that the units start
/opt/moedt/trusted     the slot that last proved to work
```

While both links name the same slot, no update is in progress. Where they differ, the
slot of `current` is on trial. Each link is replaced atomically, so that after a power
cut both name a complete slot.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from kiosk.host.files import atomic_write, sync
from server_sync.errors import UpdateRefused
from server_sync.update.manifest import Installed

PLACES = ("a", "b")
CURRENT, TRUSTED = "current", "trusted"
SEAL = "release.json"
INCOMING = "incoming"
TAKEN_BACK = "taken-back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """The folder with both slots; /opt/moedt on a terminal."""

    root: Path

    @property
    def running(self) -> Path:
        """The slot that the units start."""
        return self._named(CURRENT)

    @property
    def trusted(self) -> Path:
        """The slot that last proved to work."""
        return self._named(TRUSTED)

    @property
    def spare(self) -> Path:
        """The slot that is not running."""
        (other,) = (name for name in PLACES if name != self.running.name)
        return self.root / other

    @property
    def on_trial(self) -> bool:
        """Whether the running slot has not proved to work yet."""
        return self.running != self.trusted

    @property
    def incoming(self) -> Path:
        """Where a release is unpacked before it is installed."""
        return self.root / INCOMING

    def installed(self, slot: Path) -> Installed | None:
        """Return what is installed in a slot; None unless it is complete."""
        try:
            raw = (slot / SEAL).read_bytes()
            return msgspec.json.decode(raw, type=Installed)
        except (OSError, msgspec.DecodeError):
            return None

    def unseal(self, slot: Path) -> None:
        """Mark a slot as incomplete, so that it is not used."""
        if slot.exists():
            (slot / SEAL).unlink(missing_ok=True)
            sync(slot)

    def clear(self, slot: Path) -> None:
        """Empty a slot; it is marked as incomplete before anything is deleted."""
        self.unseal(slot)
        if slot.exists():
            shutil.rmtree(slot)

    def seal(self, slot: Path, installed: Installed) -> None:
        """Mark a slot as complete, after everything else is on disk."""
        os.sync()
        atomic_write(slot / SEAL, msgspec.json.encode(installed))

    @property
    def taken_back(self) -> str:
        """The version that last failed its trial here; empty for none."""
        try:
            return (self.root / TAKEN_BACK).read_text()
        except OSError:
            return ""

    def take_back(self) -> None:
        """Return to the trusted slot, and remember the version that failed."""
        failed = self.running
        installed = self.installed(failed)
        if installed is not None:
            atomic_write(self.root / TAKEN_BACK, installed.version.encode())
        self.swing(CURRENT, self.trusted)
        self.unseal(failed)

    def swing(self, link: str, slot: Path) -> None:
        """Point a link to this slot, atomically."""
        half = self.root / f"{link}.half"
        half.unlink(missing_ok=True)
        half.symlink_to(slot.name)
        half.replace(self.root / link)
        sync(self.root)

    @contextmanager
    def alone(self, *, wait: bool = False) -> Iterator[None]:
        """Hold the lock that excludes other updates.

        Raises:
            UpdateRefused: another update holds it, and `wait` is False.
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
