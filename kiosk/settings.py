"""What a terminal is told about itself: `DATA/kiosk.toml`, read once at the start.

A minimal file:

```toml
device = "vaerkstedet-1"
central_url = "https://central.example.dk"
central_key = "hexadecimal digits, as central shows them"
```
"""

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from kiosk.host.strict_toml import convert, read_toml
from kiosk.journal.contents import Language

Pin = Annotated[int, Meta(ge=0, le=27)]
Seconds = Annotated[int, Meta(ge=1, le=86400)]
HINT = ': name another with --settings, or write one with at least device = "a-name"'


class PinNumbers(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which pin (BCM number) each light and the buzzer are wired to.

    Attributes:
        green: the light for a registered citizen.
        blue: the light that asks the citizen to come in and find staff.
        white: the light for a card that could not be read.
        yellow: the small light for staff, for example when central is out of reach.
        buzzer: a passive buzzer; each pulse is one period of the tone.
    """

    green: Pin = 17
    blue: Pin = 27
    white: Pin = 23
    yellow: Pin = 22
    buzzer: Pin = 18


class KioskSettings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The settings of one terminal, its page and its uplink.

    Attributes:
        device: the terminal's name at central, which is also in every entry's hash.
        site: the workshop's name on the page until the first roster has come.
        data_dir: the folder that holds `kiosk/`; empty means that of this file.
        key_file: the file with the terminal's private key; empty means
            `kiosk/device.key`. A credential `device.key` from systemd comes before it.
        central_url: central's address; empty means that nothing is sent anywhere.
        central_key: central's Ed25519 public key in hex; receipts must be signed
            with it.
        release_key: the Ed25519 public key in hex that releases must be signed with;
            empty means that `moedt update` installs nothing.
        nightly_updates: whether `moedt update` installs at night a newer version that
            central offers.
        page_host: the address that the coordinators' page listens on. On another
            address than this machine's own the page is served over TLS.
        page_port: the port of the coordinators' page.
        metrics_port: the port on this machine on which the uplink answers Prometheus;
            0 means none.
        reader: `emulated` replaces the MFRC522 chip by one in software.
        pins: the table `[pins]`, where the lights are wired otherwise.
        mute: whether the buzzer stays silent.
        trust_clock: whether the clock counts as right although the kernel does not
            say that it is synchronised, as on many virtual machines; for the demo.
        language: the language for a card that nobody holds.
        heartbeat_seconds: how often the journal notes that the reader could read.
        roster_seconds: how often the uplink asks central for the roster.
        upload_seconds: how often the uplink sends new entries to central.
        goodbye_taps: whether a tap shortly before the end of the session or after it
            is answered with goodbye.
        display_from: addresses or networks from which the citizens' screen may be
            opened, beside this machine: `["192.168.1.20", "10.8.0.0/24"]`.
    """

    device: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    site: Annotated[str, Meta(max_length=200)] = ""
    data_dir: str = ""
    key_file: str = ""
    central_url: Annotated[str, Meta(pattern=r"^(https?://[^\s/]+.*)?$")] = ""
    central_key: Annotated[str, Meta(pattern=r"^([0-9a-fA-F]{64})?$")] = ""
    release_key: Annotated[str, Meta(pattern=r"^([0-9a-fA-F]{64})?$")] = ""
    nightly_updates: bool = False
    page_host: str = "127.0.0.1"
    page_port: Annotated[int, Meta(ge=1, le=65535)] = 8400
    metrics_port: Annotated[int, Meta(ge=0, le=65535)] = 0
    reader: Literal["mfrc522", "emulated"] = "mfrc522"
    pins: PinNumbers = PinNumbers()
    mute: bool = False
    trust_clock: bool = False
    language: Language = "da"
    heartbeat_seconds: Annotated[int, Meta(ge=300, le=600)] = 420
    roster_seconds: Seconds = 60
    upload_seconds: Seconds = 15
    goodbye_taps: bool = False
    display_from: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for network in self.display_from:
            ip_network(network)

    @classmethod
    def read(cls, path: Path) -> "KioskSettings":
        """Read the file; where it names no `data_dir`, that is the file's own folder.

        Raises:
            BadSettings: the file is missing, or something in it cannot be used.
        """
        found = read_toml(path, hint=HINT)
        return cls.parse({"data_dir": str(path.absolute().parent), **found}, path=path)

    @classmethod
    def parse(cls, values: dict[str, Any], *, path: Path) -> "KioskSettings":
        """Check what was found under each key; `path` is for the messages only."""
        return convert(values, cls, path=path)

    @property
    def folder(self) -> Path:
        """Where the terminal keeps its own files."""
        return Path(self.data_dir) / "kiosk"

    @property
    def journal_path(self) -> Path:
        """The journal."""
        return self.folder / "journal.db"

    @property
    def roster_path(self) -> Path:
        """The roster that was last fetched."""
        return self.folder / "roster.json"

    @property
    def key_path(self) -> Path:
        """The device's private key, which was made here and never leaves."""
        handed_over = os.environ.get("CREDENTIALS_DIRECTORY")
        if handed_over and (key := Path(handed_over) / "device.key").exists():
            return key
        return Path(self.key_file) if self.key_file else self.folder / "device.key"

    @property
    def login_path(self) -> Path:
        """Where the uplink answers the page whether a password is right."""
        return self.folder / "login.sock"

    @property
    def socket_path(self) -> Path:
        """Where the emulated terminal takes cards from `moedt tap`."""
        return self.folder / "field.sock"


def default_data() -> Path:
    """Find the data folder where no option names it: `$DATA`, or `./demo`."""
    return Path(os.environ.get("DATA") or "demo")


def default_settings() -> Path:
    """Find the settings file where no option names it."""
    return default_data() / "kiosk.toml"


def notify_socket() -> str | None:
    """Find where systemd wants to hear that the process is well, if it does."""
    return os.environ.get("NOTIFY_SOCKET")


def handed_sockets(process: int) -> int:
    """Say how many sockets systemd handed to this process, from number 3 on."""
    if os.environ.get("LISTEN_PID") != str(process):
        return 0
    return int(os.environ.get("LISTEN_FDS", "0"))


def counters_path() -> Path | None:
    """Find where the terminal tells its counts: in memory, if anybody named a place."""
    named = os.environ.get("MOEDT_VITALS")
    return Path(named) if named else None
