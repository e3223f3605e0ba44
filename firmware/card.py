"""The UID of a card."""

from dataclasses import dataclass, field

from firmware.errors import BadCardUid

UID_LENGTHS = (4, 7, 10)
MORE_TO_COME = 0x88
RANDOM_UID = 0x08
SHARED_UIDS = frozenset(
    bytes.fromhex(uid) for uid in ("00000000", "ffffffff", "01020304", "12345678")
)
"""Blank cards, clones and phones carry these."""


@dataclass(frozen=True, slots=True)
class CardUid:
    """The UID of a card as ISO/IEC 14443-3 reads it: 4, 7 or 10 bytes, no BCC.

    A UID names a card; it does not prove that the card is genuine.

    >>> str(CardUid.from_hex("04A3C6CAE26180"))
    '04a3c6cae26180'

    Raises:
        BadCardUid: the length is another, or the first byte is the cascade tag.
    """

    raw: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Validate; whoever has a CardUid need not check it again."""
        if len(self.raw) not in UID_LENGTHS:
            raise BadCardUid(
                f"a UID has 4, 7 or 10 bytes, not {len(self.raw)}: hold the card again"
            )
        if self.raw[0] == MORE_TO_COME:
            raise BadCardUid("0x88 announces a longer UID; this is only its start")

    @classmethod
    def from_hex(cls, text: str) -> "CardUid":
        """Read a UID from hexadecimal digits; case, spaces and colons are free."""
        digits = text.replace(":", "").replace(" ", "")
        try:
            return cls(bytes.fromhex(digits))
        except BadCardUid:
            raise
        except ValueError as error:
            raise BadCardUid(f"{text!r} is not hexadecimal") from error

    def __str__(self) -> str:
        return self.raw.hex()

    @property
    def is_random(self) -> bool:
        """True for a UID that a phone or passport makes up each time (NXP AN10927)."""
        return len(self.raw) == UID_LENGTHS[0] and self.raw[0] == RANDOM_UID

    @property
    def is_shared(self) -> bool:
        """True for a UID that many cards carry, so that it names none of them."""
        return self.raw in SHARED_UIDS
