"""Checking a password or a pin against the argon2 hash kept of it."""

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

# OWASP's smaller profile: 19 MiB and two passes, so that ten people who log in at
# once do not need a gigabyte.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
PASSWORD_CHARACTERS_MAX = 200

# The hash of nobody's password. A name that does not exist is checked against it, so
# that the answer takes as long as for one that does.
NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$"
    "bm9ib2R5LWhhcy10aGlzLXNhbHQ$RzNjm4vPzyOJ7BXkdIlJSHeiR8Uek2fZ5V6nnv2uYXY"
)


def make(password: str) -> str:
    """Make the hash that is kept in place of the password."""
    return HASHER.hash(password)


def fits(password: str, password_hash: str | None) -> bool:
    """Say whether the password is the one; None (nobody has it) never fits."""
    try:
        HASHER.verify(password_hash or NOBODY, password[:PASSWORD_CHARACTERS_MAX])
    except (VerificationError, ValueError):  # the latter: it is no hash
        return False
    return password_hash is not None
