"""The interface of a card reader."""

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
    NUMBER_CUT_OFF = "number_cut_off"
    """A card's number of four bytes begins with 88, which announces a longer one.

    Such a card is badly made. It can never be read, however still it is held.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenCard:
    """One card whose UID was read completely and checked.

    Attributes:
        uid: the card's number.
        atqa: its answer to the request, or None where several cards answered at
            once with different ones.
        sak: its last answer to SELECT.
    """

    uid: CardUid
    atqa: int | None
    sak: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The result of one poll; it can hold cards and trouble together."""

    cards: tuple[SeenCard, ...] = ()
    trouble: Trouble | None = None


class ReaderHealth(StrEnum):
    """Whether the chip can read cards now, and if not, why."""

    OK = "ok"
    NO_CHIP = "no_chip"
    ANTENNA_OFF = "antenna_off"
    CRYPTO_STUCK = "crypto_stuck"
    RESET = "reset"


class Reader(Protocol):
    """A reader of cards. All its methods raise ReaderUnavailable if it is gone."""

    def poll(self) -> Reading:
        """Return the cards that lie in the field; takes a few milliseconds.

        A card that stays there is in every poll's result.
        """

    def check(self) -> ReaderHealth:
        """Ask the chip whether it can read cards now."""

    def recover(self) -> ReaderHealth:
        """Try to make a failing chip read again; return its health afterwards."""

    def close(self) -> None:
        """Release the bus and the pins."""
