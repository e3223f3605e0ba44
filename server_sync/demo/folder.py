"""The demo's folder: everything that the demo stores, and nothing anywhere else."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import click
import msgspec
from msgspec import Struct

from kiosk.host.files import OWNER_ONLY, atomic_write

DESCRIPTION = "demo.json"
STATE = ".demo-state.json"


class DemoLogin(Struct, frozen=True, kw_only=True):
    """A member of staff who can log in; the PIN is also the password at central."""

    name: str
    pin: str
    role: str


class DemoDescription(Struct, frozen=True, kw_only=True):
    """What demo.json holds, for programs that use a running demo.

    Attributes:
        kiosk: the address of the coordinators' page.
        central: the address of central.
        token: the bearer token that reads the municipality's attendance.
        logins: who can log in.
        people: the names of those who are expected now and not registered yet, as
            `moedt tap NAME` takes them. Empty on a public holiday, when nobody is
            expected, and after everybody has come.
    """

    kiosk: str
    central: str
    token: str
    logins: tuple[DemoLogin, ...]
    people: tuple[str, ...]


class DemoState(Struct, frozen=True, kw_only=True):
    """What the demo itself remembers from one run to the next.

    Attributes:
        token: as in `DemoDescription`; empty until central has made it.
        ready: whether the four weeks of history are complete. A demo that was
            interrupted before is made anew.
    """

    token: str = ""
    ready: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoFolder:
    """Where a demo's files lie, and its two ports on this machine."""

    data: Path
    kiosk_port: int
    central_port: int

    @property
    def description_path(self) -> Path:
        """demo.json, which is there only while everything that it says is true."""
        return self.data / DESCRIPTION

    @property
    def state_path(self) -> Path:
        """The demo's own notes; a folder that has this file belongs to a demo."""
        return self.data / STATE

    @property
    def kiosk_toml(self) -> Path:
        """The terminal's settings."""
        return self.data / "kiosk.toml"

    @property
    def central_toml(self) -> Path:
        """Central's settings."""
        return self.data / "central.toml"

    @property
    def kiosk_url(self) -> str:
        """The address of the coordinators' page."""
        return f"http://127.0.0.1:{self.kiosk_port}"

    @property
    def central_url(self) -> str:
        """The address of central."""
        return f"http://127.0.0.1:{self.central_port}"

    def clear(self) -> None:
        """Delete everything in the folder.

        Raises:
            click.ClickException: the folder is not a demo's; nothing was deleted.
        """
        found = list(self.data.iterdir()) if self.data.exists() else []
        is_demo = self.state_path.exists() or self.description_path.exists()
        if found and not is_demo:
            raise click.ClickException(
                f"{self.data} is no demo's folder, so nothing in it was deleted:"
                " name another with --data"
            )
        for path in found:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()

    def state(self) -> DemoState:
        """Read what the last run stored.

        An earlier version stored it in demo.json, under the same names.
        """
        for path in (self.state_path, self.description_path):
            if path.exists():
                return msgspec.json.decode(path.read_bytes(), type=DemoState)
        return DemoState()

    def save_state(self, state: DemoState) -> None:
        """Store it for the next run."""
        _replace(self.state_path, state)

    def publish(self, description: DemoDescription) -> None:
        """Write demo.json, whole, and only if it differs from what is there."""
        if not self.description_path.exists() or description != self.published():
            _replace(self.description_path, description)

    def published(self) -> DemoDescription:
        """Read demo.json."""
        raw = self.description_path.read_bytes()
        return msgspec.json.decode(raw, type=DemoDescription)

    def withdraw(self) -> None:
        """Delete demo.json, because what it says is not true, or no longer."""
        self.description_path.unlink(missing_ok=True)

    def write_settings(self, *, device: str, central_key: bytes) -> None:
        """Write both settings files; only the ports can differ from the last run's."""
        self.central_toml.write_text(f"port = {self.central_port}\ntick_seconds = 5\n")
        self.kiosk_toml.write_text(
            f'device = "{device}"\n'
            'site = "Citykorpset"\n'
            'reader = "emulated"\n'
            "trust_clock = true\n"
            f'central_url = "{self.central_url}"\n'
            f'central_key = "{central_key.hex()}"\n'
            f"page_port = {self.kiosk_port}\n"
            "roster_seconds = 5\n"
            "upload_seconds = 2\n"
        )


def _replace(path: Path, content: Struct) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    text = msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"
    atomic_write(path, text, mode=OWNER_ONLY)
