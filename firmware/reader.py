"""What a reader of cards can do, whatever it is made of."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from firmware.card import CardUid


class Trouble(StrEnum):
    """Why something in the field could not be read."""

    COLLISION = "collision"
    """Several cards lie there and could not be told apart."""
    BROKEN_READ = "broken_read"
    """A card answered and then fell silent, or its answer did not check out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenCard:
    """One card, read whole and checked.

    Attributes:
        uid: what the card calls itself.
        atqa: its answer to the request, or None where several cards answered at
            once with different ones.
        sak: its last answer to SELECT.
    """

    uid: CardUid
    atqa: int | None
    sak: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that one poll found. A reading can hold cards and trouble together."""

    cards: tuple[SeenCard, ...] = ()
    trouble: Trouble | None = None


class ReaderHealth(StrEnum):
    """Whether the chip could read a card now, and if not, why not."""

    OK = "ok"
    NO_CHIP = "no_chip"
    ANTENNA_OFF = "antenna_off"
    CRYPTO_STUCK = "crypto_stuck"
    RESET = "reset"


class Reader(Protocol):
    """A reader of cards. All its methods raise ReaderUnavailable if it is gone."""

    def poll(self) -> Reading:
        """Look once, in a few milliseconds, which cards lie in the field.

        A card that keeps lying there is seen at every poll.
        """

    def check(self) -> ReaderHealth:
        """Ask the chip whether it could read a card now."""

    def recover(self) -> ReaderHealth:
        """Try to make an ailing chip read again; say how it is afterwards."""

    def close(self) -> None:
        """Let go of bus and pins."""
