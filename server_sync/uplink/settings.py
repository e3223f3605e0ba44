"""The uplink's part of the terminal's settings, checked before anything is sent."""

from pathlib import Path
from urllib.parse import urlsplit

from kiosk.errors import BadSettings
from kiosk.settings import KioskSettings
from server_sync.protocol.keys import PrivateKey, load_key, new_key
from server_sync.uplink.transport import Central

HOSTS_OF_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


def central_of(settings: KioskSettings, key: PrivateKey) -> Central:
    """Return central's address and key, and the terminal's own name and key.

    Raises:
        BadSettings: central's address or key is missing, or the address is not
            encrypted and not on this machine.
    """
    if not settings.central_url:
        raise BadSettings("central_url is not set: there is nobody to send to")
    if not settings.central_key:
        raise BadSettings(
            "central_key is not set: no receipt could be told from a forged one"
        )
    refuse_open_network(settings.central_url)
    return Central(
        url=settings.central_url.rstrip("/"),
        public=bytes.fromhex(settings.central_key),
        device=settings.device,
        key=key,
    )


def refuse_open_network(url: str) -> None:
    """Refuse an address to which data would be sent unencrypted over a network.

    Raises:
        BadSettings: the address is not https, and not on this machine.
    """
    there = urlsplit(url)
    if there.scheme != "https" and there.hostname not in HOSTS_OF_THIS_MACHINE:
        raise BadSettings("central_url must begin with https:// on another machine")


def own_key(path: Path) -> PrivateKey:
    """Load the terminal's key; create it at the first start.

    Raises:
        BadKey: the key file cannot be used. An existing key is never replaced.
    """
    if path.exists():
        return load_key(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    return new_key(path)
