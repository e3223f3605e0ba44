"""Small releases for the tests, and what stands for a machine's slots and units."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from firmware.clock import ManualClock
from server_sync.errors import UpdateRefused
from server_sync.protocol.keys import PrivateKey
from server_sync.update import archive
from server_sync.update.manifest import Installed, Manifest
from server_sync.update.slots import CURRENT, TRUSTED, Slots
from server_sync.update.trial import Ready

KEY = PrivateKey.from_private_bytes(b"r" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()
ANOTHER = PrivateKey.from_private_bytes(b"x" * 32)
LAID = "laid"
MODULE = """
def run():
    print({version!r})
"""
METADATA = "Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
WHEEL = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def make_wheel(folder: Path, name: str = "moedt", version: str = "0.2.0") -> Path:
    """Make a wheel that pip installs, with one command that says the version."""
    about = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": MODULE.format(version=version),
        f"{about}/METADATA": METADATA.format(name=name, version=version),
        f"{about}/WHEEL": WHEEL,
        f"{about}/entry_points.txt": f"[console_scripts]\n{name} = {name}:run\n",
    }
    files[f"{about}/RECORD"] = "".join(f"{one},,\n" for one in (*files, "RECORD"))
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for one, text in files.items():
            wheel.writestr(one, text)
    return path


def make_manifest(folder: Path, version: str = "0.2.0", **said: object) -> Manifest:
    """Say of the wheels in a folder what a release says."""
    wheels = tuple(archive.wheel_of(path) for path in sorted(folder.glob("*.whl")))
    made = Manifest(version=version, layout=1, layout_read=1, wheels=wheels)
    return msgspec.structs.replace(made, **said)


def make_release(folder: Path, version: str = "0.2.0", **said: object) -> bytes:
    """Make a release of two small wheels, signed with the release key."""
    wheels = folder / f"wheels-{version}"
    wheels.mkdir(exist_ok=True)
    make_wheel(wheels, version=version)
    make_wheel(wheels, name="beside", version="1.0")
    return packed(make_manifest(wheels, version, **said), wheels)


def packed(manifest: Manifest, wheels: Path, key: PrivateKey = KEY) -> bytes:
    """Pack a release."""
    file = io.BytesIO()
    archive.pack(manifest, wheels, key, file)
    return file.getvalue()


def make_slots(root: Path, version: str = "0.1.0") -> Slots:
    """Lay out what the installer leaves: one slot, and both links on it."""
    slots = Slots(root=root)
    fake_build(make_installed(version), root, root / "a")
    slots.seal(root / "a", make_installed(version))
    slots.swing(TRUSTED, root / "a")
    slots.swing(CURRENT, root / "a")
    return slots


def make_installed(version: str, layout: int = 1, layout_read: int = 1) -> Installed:
    """Say what stands in a slot."""
    return Installed(version=version, layout=layout, layout_read=layout_read)


def fake_build(release: Installed, wheels: Path, slot: Path) -> None:
    """Make what a test takes for an environment: it knows its version."""
    assert wheels.is_dir()
    (slot / "bin").mkdir(parents=True)
    (slot / "bin" / "moedt").write_text(release.version)


def waiting(clock: ManualClock) -> Callable[[float], bool]:
    """Wait by moving the clock; nobody asks us to stop."""

    def wait(seconds: float) -> bool:
        clock.advance(seconds)
        return False

    return wait


def laid(slots: Slots) -> str:
    """Say whose units lie where systemd reads them."""
    file = slots.root / LAID
    return file.read_text() if file.exists() else "0.1.0"


def runs(slots: Slots) -> str:
    """Say what the units would start now."""
    return (slots.root / CURRENT / "bin" / "moedt").read_text()


@dataclass
class FakeUnits:
    """Processes that are ready some seconds after a start, or never.

    Attributes:
        seconds: how long a version takes; None is never, and so is one not named.
        deaf: versions whose reader cannot read.
        unlayable: versions whose units cannot be laid out.
        pid: moves each time that the processes are started.
    """

    slots: Slots
    clock: ManualClock
    seconds: dict[str, float | None] = field(default_factory=dict)
    deaf: tuple[str, ...] = ()
    pid: int = 0
    started: list[str] = field(default_factory=list)
    unlayable: tuple[str, ...] = ()
    tampered: Callable[[], None] = lambda: None
    _since: int = 0

    def lay(self) -> bool:
        """Lay out the units of what is linked now; they outlast a cut."""
        now, before = runs(self.slots), laid(self.slots)
        if now in self.unlayable:
            raise UpdateRefused("units were not laid out")
        if now != before:
            (self.slots.root / LAID).write_text(now)
        return now != before

    def restart(self) -> None:
        """Start what is linked now."""
        self.pid += 1
        self.started.append(runs(self.slots))
        self._since = self.clock.now().boot_ns

    def ready(self) -> Ready | None:
        """Say whether enough time has passed."""
        self.tampered()
        takes = self.seconds.get(self.started[-1])
        passed = (self.clock.now().boot_ns - self._since) / 1e9
        if takes is None or passed < takes:
            return None
        return (("moedt-terminal.service", str(self.pid)),)

    def listening(self) -> bool | None:
        """Say whether the version that was started last can read cards."""
        return (self.started or ["0.1.0"])[-1] not in self.deaf
