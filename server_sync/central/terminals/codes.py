"""One-time codes: what a person types once, and what is kept of it. Pure."""

import base64
import hashlib
import secrets

CODE_BYTES = 10
CODE_SECONDS = 15 * 60
GROUP = 4
# Base32 has neither 0, 1 nor 8; whoever types one means the letter that looks like it.
LOOKALIKES = str.maketrans("018", "OIB", "- \t")


def new_code() -> str:
    """Make a code of 80 random bits, in groups that can be read out: ABCD-2345-..."""
    letters = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode("ascii")
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def hash_of_code(code: str) -> bytes:
    """Give what is kept of a code, however it was typed.

    It has 80 random bits and 15 minutes to live, so that SHA-256 will do.

    >>> hash_of_code("ab0d-2345") == hash_of_code("ABOD 2345")
    True
    """
    letters = code.upper().translate(LOOKALIKES)
    return hashlib.sha256(b"moedt enrolment 1" + letters.encode()).digest()
