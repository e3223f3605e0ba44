"""central.toml is read strictly, and what is missing has a default."""

from pathlib import Path

import pytest

from kiosk.errors import BadSettings
from server_sync.central.settings import CentralSettings


def test_without_a_file_everything_has_a_default(tmp_path: Path) -> None:
    """A central of its own on this machine needs no file."""
    settings = CentralSettings.read(tmp_path / "central.toml")

    assert settings.database_url == f"sqlite:///{tmp_path / 'central' / 'central.db'}"
    assert settings.address == "http://127.0.0.1:8500"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("prot = 8500", "did you mean port?"),
        ("colour = 1", "known:"),
        ('port = "8500"', "port"),
        ("port = 0", "port"),
        ("port =", "not TOML"),
        ('database = "mysql://x"', "database"),
    ],
)
def test_a_bad_setting_is_named(tmp_path: Path, written: str, said: str) -> None:
    """The message says which key, and what it may have meant."""
    path = tmp_path / "central.toml"
    path.write_text(written)

    with pytest.raises(BadSettings, match=said.replace("?", r"\?")):
        CentralSettings.read(path)
