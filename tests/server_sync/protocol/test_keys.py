"""A key is its owner's alone, and is made once."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed448

from server_sync.errors import BadKey
from server_sync.protocol.keys import fingerprint, load_key, new_key, public_bytes


def test_a_key_is_its_owners_alone(tmp_path: Path) -> None:
    """The file appears with mode 0600, and nothing else is left in the folder."""
    path = tmp_path / "device.key"

    key = new_key(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert public_bytes(load_key(path)) == public_bytes(key)
    assert list(tmp_path.iterdir()) == [path]


def test_a_key_is_never_replaced(tmp_path: Path) -> None:
    """A second key in the same place is refused, and the first one stays."""
    path = tmp_path / "device.key"
    new_key(path)
    before = path.read_bytes()

    with pytest.raises(BadKey, match="never replaced"):
        new_key(path)

    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_key_that_others_can_reach_is_refused(tmp_path: Path) -> None:
    """A key that others could have copied does not sign."""
    path = tmp_path / "device.key"
    new_key(path)
    path.chmod(0o644)

    with pytest.raises(BadKey, match="chmod 600"):
        load_key(path)


@pytest.mark.parametrize("raw", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\n"])
def test_a_file_that_is_no_key_is_refused(tmp_path: Path, raw: bytes) -> None:
    """What cannot be read as a key is said to be none."""
    path = tmp_path / "device.key"
    path.touch(mode=0o600)
    path.write_bytes(raw)

    with pytest.raises(BadKey):
        load_key(path)
    with pytest.raises(BadKey):
        load_key(tmp_path / "missing.key")


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    """Ed25519 and nothing else."""
    path = tmp_path / "device.key"
    path.touch(mode=0o600)
    path.write_bytes(
        ed448.Ed448PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )

    with pytest.raises(BadKey, match="not an Ed25519 key"):
        load_key(path)


def test_a_fingerprint_can_be_read_aloud() -> None:
    """Eight groups of four, different for different keys."""
    assert [len(group) for group in fingerprint(bytes(32)).split(" ")] == [4] * 8
    assert fingerprint(bytes(32)) != fingerprint(bytes([1]) * 32)
