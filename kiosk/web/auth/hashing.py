"""Hashes of PINs and passwords, the same at the door and at central.

Central stores both; the roster carries the hashes of PINs to the terminal.
"""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SECRET_CHARACTERS_MAX = 200
MEMORY_KIB = 19 * 1024
HASHER = PasswordHasher(time_cost=2, memory_cost=MEMORY_KIB, parallelism=1)
"""OWASP's smaller profile of argon2id, which a Raspberry Pi can bear."""
HASH_PREFIX = "$argon2"
NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$"
    "bm9ib2R5LWhhcy10aGlzLXNhbHQ$RzNjm4vPzyOJ7BXkdIlJSHeiR8Uek2fZ5V6nnv2uYXY"
)
"""Is checked where there is no hash, so that the answer takes equally long."""


def hash_secret(secret: str) -> str:
    """Hash a PIN or a password with a new salt."""
    return HASHER.hash(secret)


def is_right(secret: str, stored: str | None) -> bool:
    """Check a PIN or a password against the stored hash.

    None (an unknown name), and a value that is not an argon2 hash, never match. They
    take equally long, so that timing does not reveal which names exist.
    """
    known = stored if stored is not None and stored.startswith(HASH_PREFIX) else None
    try:
        HASHER.verify(known or NOBODY, secret[:SECRET_CHARACTERS_MAX])
    except (VerificationError, InvalidHashError):
        return False
    return known is not None
