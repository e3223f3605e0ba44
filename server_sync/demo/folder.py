"""The demo's folder: all that it keeps, and nothing anywhere else."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

MARK = "demo.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where a demo stands: its folder and its two ports on this machine."""

    data: Path
    kiosk_port: int
    central_port: int

    @property
    def mark(self) -> Path:
        """The file by which a folder is known to be a demo's, and others find in."""
        return self.data / MARK

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
        """The coordinators' page."""
        return f"http://127.0.0.1:{self.kiosk_port}"

    @property
    def central_url(self) -> str:
        """Central."""
        return f"http://127.0.0.1:{self.central_port}"

    def clear(self) -> None:
        """Empty the folder; one that is no demo's is left alone.

        Raises:
            click.ClickException: the folder holds something else.
        """
        within = list(self.data.iterdir()) if self.data.exists() else []
        if within and not self.mark.exists():
            raise click.ClickException(
                f"{self.data} is no demo's folder, so nothing in it was deleted:"
                " name another with --data"
            )
        for one in within:
            if one.is_dir():
                shutil.rmtree(one)
            else:
                one.unlink()

    def told(self) -> dict[str, Any]:
        """What demo.json says; empty where there is no demo yet."""
        found: dict[str, Any] = (
            json.loads(self.mark.read_text()) if self.mark.exists() else {}
        )
        return found

    def tell(self, **told: object) -> None:
        """Write demo.json anew, whole or not at all, and only when it changed."""
        whole = self.told() | told
        if whole == self.told():
            return
        half = self.mark.with_name(f".{MARK}")
        half.touch(mode=0o600)
        half.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n")
        half.replace(self.mark)

    def write_settings(self, *, device: str, central_key: bytes) -> None:
        """Write both settings files; only the ports can differ from last time."""
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
