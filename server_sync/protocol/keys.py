"""A machine's Ed25519 key pair.

Outside this module a public key is always its 32 raw bytes.
"""

import hashlib
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from kiosk.host.files import OWNER_ONLY, atomic_write
from server_sync.errors import BadKey

PrivateKey = Ed25519PrivateKey
PublicKey = Ed25519PublicKey

OPEN_TO_OTHERS = 0o027


def new_key(path: Path) -> PrivateKey:
    """Create a key, and store it in a file that only its owner can read.

    The file appears whole or not at all; an existing file is never replaced.

    Raises:
        BadKey: the file exists already or cannot be created.
    """
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    try:
        atomic_write(path, pem, mode=OWNER_ONLY, replace=False)
    except FileExistsError as error:
        raise BadKey(f"{path} is there already and is never replaced") from error
    except OSError as error:
        raise BadKey(f"{path} cannot be made: {error.strerror}") from error
    return key


def load_key(path: Path) -> PrivateKey:
    """Load a key.

    Raises:
        BadKey: it is missing, no Ed25519 key, or readable by other users.
    """
    try:
        mode = path.stat().st_mode
        raw = path.read_bytes()
    except OSError as error:
        raise BadKey(f"{path} cannot be read: {error.strerror}") from error
    if mode & OPEN_TO_OTHERS:
        raise BadKey(f"others can reach {path}: chmod 600 {path}")
    try:
        key = serialization.load_pem_private_key(raw, password=None)
    except (ValueError, TypeError) as error:
        raise BadKey(f"{path} is not a private key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey(f"{path} is a key, but not an Ed25519 key")
    return key


def public_bytes(key: PrivateKey) -> bytes:
    """Return the 32 bytes of the public key."""
    return key.public_key().public_bytes_raw()


def public_key(raw: bytes) -> PublicKey:
    """Return the public key of 32 bytes.

    Raises:
        BadKey: they are no Ed25519 public key.
    """
    try:
        return Ed25519PublicKey.from_public_bytes(raw)
    except ValueError as error:
        raise BadKey("not the 32 bytes of an Ed25519 public key") from error


def fingerprint(public: bytes) -> str:
    """Shorten a public key so that two people can compare it by telephone.

    >>> fingerprint(bytes(32))
    '6668 7aad f862 bd77 6c8f c18b 8e9f 8e20'
    """
    digits = hashlib.sha256(public).hexdigest()[:32]
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
