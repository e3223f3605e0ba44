"""Whom a terminal talks to, and as whom."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.errors import BadSettings
from kiosk.settings import KioskSettings
from server_sync.protocol.keys import PrivateKey, public_bytes
from server_sync.uplink.settings import central_of, own_key
from server_sync.uplink.transport import Central


def kiosk_settings(**other: Any) -> KioskSettings:
    """Make settings that can send."""
    found = {
        "device": "terminal-1",
        "central_url": "https://central.example.dk/",
        "central_key": "ab" * 32,
    }
    return msgspec.convert(found | other, KioskSettings)


def test_settings_say_whom_to_send_to() -> None:
    """Address, key and name come from the settings; the slash at the end goes."""
    key = PrivateKey.generate()

    assert central_of(kiosk_settings(), key) == Central(
        url="https://central.example.dk",
        public=bytes.fromhex("ab" * 32),
        device="terminal-1",
        key=key,
    )


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"central_url": ""}, "central_url is not set"),
        ({"central_key": ""}, "central_key is not set"),
        ({"central_url": "http://central.example.dk"}, "https://"),
    ],
)
def test_settings_that_cannot_send_say_why(other: dict[str, str], says: str) -> None:
    """Nothing is sent to nobody, unproved, or readable over a network."""
    with pytest.raises(BadSettings, match=says):
        central_of(kiosk_settings(**other), PrivateKey.generate())


def test_this_machine_may_be_spoken_to_in_the_clear() -> None:
    """The demo's central is on the same machine, and needs no certificate."""
    settings = kiosk_settings(central_url="http://127.0.0.1:8500")

    assert central_of(settings, PrivateKey.generate()).url == "http://127.0.0.1:8500"


def test_the_key_is_made_once(tmp_path: Path) -> None:
    """The first start makes the key, and every other start finds it."""
    path = tmp_path / "kiosk" / "device.key"

    first, second = own_key(path), own_key(path)

    assert public_bytes(first) == public_bytes(second)
