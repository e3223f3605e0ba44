"""What a terminal is told about itself."""

from pathlib import Path

import pytest

from kiosk.errors import BadSettings
from kiosk.settings import KioskSettings, PinNumbers, default_settings, notify_socket


def write(tmp_path: Path, text: str) -> Path:
    """Write a settings file."""
    path = tmp_path / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_name_is_enough(tmp_path: Path) -> None:
    """Everything else has a value that is right for most, beside the file."""
    settings = KioskSettings.read(write(tmp_path, 'device = "door-1"'))

    assert settings == KioskSettings(device="door-1", data_dir=str(tmp_path))
    assert settings.journal_path == tmp_path / "kiosk" / "journal.db"
    assert settings.roster_path == tmp_path / "kiosk" / "roster.json"
    assert settings.key_path == tmp_path / "kiosk" / "device.key"
    assert settings.socket_path == tmp_path / "kiosk" / "field.sock"


def test_everything_can_be_said(tmp_path: Path) -> None:
    """What the file says is what the terminal does."""
    path = write(
        tmp_path,
        'device = "door-1"\nreader = "emulated"\nmute = true\ndata_dir = "/srv/moedt"\n'
        "heartbeat_seconds = 300\n[pins]\ngreen = 5\n",
    )

    assert KioskSettings.read(path) == KioskSettings(
        device="door-1",
        reader="emulated",
        mute=True,
        data_dir="/srv/moedt",
        heartbeat_seconds=300,
        pins=PinNumbers(green=5),
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('devise = "door-1"', "no setting 'devise'; did you mean device?"),
        ('device = "d"\n[pins]\ngren = 4', "no setting 'gren'; did you mean green?"),
        ('device = "d"\nxyzzy = 1', "no setting 'xyzzy'; known: device, site"),
        ("", "missing required field `device`"),
        ("device = ", "is not TOML"),
        ('device = "Door 1"', "matching regex"),
        ('device = "d"\nheartbeat_seconds = 60', ">= 300"),
        ('device = "d"\nheartbeat_seconds = "600"', "Expected `int`"),
        ('device = "d"\nmute = 1', "Expected `bool`"),
        ('device = "d"\npins = 4', "Expected `object`"),
        ('device = "d"\nreader = "rc522"', "Invalid enum value"),
        ('device = "d"\ncentral_key = "abc"', "matching regex"),
        ('device = "d"\ncentral_url = "ftp://x"', "matching regex"),
        ('device = "d"\n[pins]\ngreen = 40', "<= 27"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_reason(
    tmp_path: Path, text: str, why: str
) -> None:
    """The message names the file, and what to change in it."""
    path = write(tmp_path, text)

    with pytest.raises(BadSettings) as refusal:
        KioskSettings.read(path)
    assert str(path) in str(refusal.value)
    assert why in str(refusal.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Whoever starts without one is told how to write one."""
    with pytest.raises(BadSettings, match=r"kiosk.toml cannot be read .*--settings"):
        KioskSettings.read(tmp_path / "kiosk.toml")


def test_the_surroundings_say_where_to_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """DATA moves the folder; without it, it is ./demo."""
    monkeypatch.setenv("DATA", "/srv/x")
    monkeypatch.setenv("NOTIFY_SOCKET", "/run/x")
    assert default_settings() == Path("/srv/x/kiosk.toml")
    assert notify_socket() == "/run/x"

    monkeypatch.delenv("DATA")
    monkeypatch.delenv("NOTIFY_SOCKET")
    assert default_settings() == Path("demo/kiosk.toml")
    assert notify_socket() is None


def test_the_key_is_where_systemd_hands_it_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A credential comes first, then the setting, then the data folder."""
    plain = KioskSettings(device="d", data_dir="/srv")
    elsewhere = KioskSettings(device="d", data_dir="/srv", key_file="/etc/k")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert plain.key_path == Path("/srv/kiosk/device.key")
    assert elsewhere.key_path == Path("/etc/k")

    (tmp_path / "device.key").touch()
    assert elsewhere.key_path == tmp_path / "device.key"
