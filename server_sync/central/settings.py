"""What central is told about itself: `DATA/central.toml`, read once at the start.

Every setting has a default, so that an empty file, or none, is a central of its own
on this machine with an SQLite file:

```toml
port = 8500
database = "postgresql:///moedt"
```
"""

import os
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, Struct

from kiosk.host.strict_toml import convert, read_toml

RENAMED = {"data_dir": "folder"}
"""What settings were called in earlier versions, and what they are called now."""
Count = Annotated[int, Meta(ge=1, le=64)]


class CentralSettings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The settings of the central service.

    Attributes:
        folder: the folder that holds `central/`; empty means that of this file.
        database: `postgresql://...`; empty means SQLite in that folder.
        host: the address to listen on. Keep it local behind a proxy that does TLS.
        port: the port to listen on.
        public_url: central's address as terminals and people know it; empty means
            `http://host:port`. Terminals sign it with every request.
        release_key: the Ed25519 public key in hex that terminals' releases must be
            signed with; empty means that central takes in no release.
        metrics_port: the port on this machine that answers Prometheus; 0 means none.
        workers: how many processes answer requests. With SQLite it is always one,
            because SQLite has one writer at a time.
        threads: how many requests each process answers at the same time.
        timestamp_authority: the address of an RFC 3161 service that stamps each day's
            root; empty means that nothing is stamped.
        timestamp_certificate: the PEM file with the certificate that the stamps must
            be signed under.
        tick_seconds: how often sessions are judged again as time passes.
    """

    folder: str = ""
    database: Annotated[str, Meta(pattern=r"^((postgresql|sqlite):.*)?$")] = ""
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535)] = 8500
    public_url: Annotated[str, Meta(pattern=r"^(https?://[^\s/]+[^\s]*[^\s/])?$")] = ""
    release_key: Annotated[str, Meta(pattern=r"^([0-9a-fA-F]{64})?$")] = ""
    metrics_port: Annotated[int, Meta(ge=0, le=65535)] = 0
    workers: Count = 1
    threads: Count = 8
    timestamp_authority: Annotated[str, Meta(pattern=r"^(https?://\S+)?$")] = ""
    timestamp_certificate: str = ""
    tick_seconds: Annotated[int, Meta(ge=1, le=3600)] = 30

    @classmethod
    def read(cls, path: Path) -> "CentralSettings":
        """Read the file; where there is none, every setting has its default.

        Raises:
            BadSettings: the file cannot be read, or something in it cannot be used.
        """
        found = read_toml(path) if path.exists() else {}
        return cls.parse({"folder": str(path.absolute().parent), **found}, path=path)

    @classmethod
    def parse(cls, found: dict[str, Any], *, path: Path) -> "CentralSettings":
        """Check what was found under each key; `path` is for the messages only."""
        return convert(found, cls, path=path, renamed=RENAMED)

    @property
    def central_folder(self) -> Path:
        """Where central keeps its own files."""
        return Path(self.folder) / "central"

    @property
    def database_url(self) -> str:
        """The database, as SQLAlchemy names it."""
        return self.database or f"sqlite:///{self.central_folder / 'central.db'}"

    @property
    def address(self) -> str:
        """Central's address as terminals and people know it, no slash at the end."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def key_path(self) -> Path:
        """Central's private key, with which it signs receipts and rosters."""
        return self.central_folder / "signing.key"

    @property
    def release_path(self) -> Path:
        """The release that terminals are offered."""
        return self.central_folder / "moedt.release"

    @property
    def sealing_path(self) -> Path:
        """The key that CPR numbers are sealed with."""
        return self.central_folder / "sealing.key"

    @property
    def session_path(self) -> Path:
        """The key that the pages' cookies are signed with."""
        return self.central_folder / "session.key"


def default_settings() -> Path:
    """Find the settings file where no option names it: `$DATA`, or `./demo`."""
    return Path(os.environ.get("DATA") or "demo") / "central.toml"
