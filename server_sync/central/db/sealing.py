"""Keep CPR numbers so that the database alone does not give them away.

AES-256-GCM under a key that lies beside the database and never in it; each number is
bound to its person, so that a sealed one cannot be moved to another row.
"""

import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag  # noqa: TID251 - this seals, signing.py signs
from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: TID251 - as above

from kiosk.host.files import OWNER_ONLY, atomic_write
from server_sync.central.errors import BadCpr

KEY_BYTES = 32
NONCE_BYTES = 12
CPR = re.compile(r"(0[1-9]|[12][0-9]|3[01])(0[1-9]|1[0-2])[0-9]{6}")


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals CPR numbers, and opens them for the authority that gave them.

    >>> sealer = Sealer(bytes(32))
    >>> sealer.open_cpr(sealer.seal_cpr("010101-0000", person="p1"), person="p1")
    '0101010000'
    """

    key: bytes = field(repr=False)

    def seal_cpr(self, cpr: str, *, person: str) -> bytes:
        """Seal a number. Modulus 11 is not asked for: since 2007 it need not hold.

        Raises:
            BadCpr: it is not ten digits that begin with a day and a month.
        """
        digits = cpr.replace("-", "").replace(" ", "")
        if not CPR.fullmatch(digits):
            raise BadCpr("a CPR number is ten digits that begin with a date")
        nonce = secrets.token_bytes(NONCE_BYTES)
        box = AESGCM(self.key)
        return nonce + box.encrypt(nonce, digits.encode(), _whose(person))

    def open_cpr(self, sealed: bytes, *, person: str) -> str:
        """Give the ten digits back.

        Raises:
            BadCpr: it was sealed with another key, for another person, or changed.
        """
        nonce, box = sealed[:NONCE_BYTES], AESGCM(self.key)
        try:
            return box.decrypt(nonce, sealed[NONCE_BYTES:], _whose(person)).decode()
        except InvalidTag as error:
            raise BadCpr("not sealed with this key for this person") from error


def secret_from(path: Path) -> bytes:
    """Read a 32-byte secret from a file of its own, made (0600) where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        with suppress(FileExistsError):  # another process made one in the meantime
            secret = secrets.token_bytes(KEY_BYTES)
            atomic_write(path, secret, mode=OWNER_ONLY, replace=False)
    return path.read_bytes()


def _whose(person: str) -> bytes:
    return b"person.cpr/" + person.encode()
