"""Readers and cards for the tests."""

from types import SimpleNamespace
from typing import Any

from firmware.card import CardUid
from firmware.drivers.gpio_standin import GpioStandin, load_mfrc522
from firmware.drivers.mfrc522 import Mfrc522Reader, open_reader
from firmware.drivers.pins import PinKind, open_pin_factory
from firmware.emulator.cards import Card, card_of_type
from firmware.emulator.chip import EmulatedChip
from firmware.emulator.field import Field
from firmware.emulator.spi import spidev_for
from firmware.errors import ReaderUnavailable
from firmware.reader import Reading, SeenCard

CLASSIC_UID = "11223344"
NTAG_UID = "04a3c6cae26180"
DESFIRE_UID = "04a3c6cae26180112233"


def make_card(uid: str = CLASSIC_UID) -> Card:
    """Make a card of the type that has UIDs of this length."""
    kinds = {8: "classic", 14: "ntag", 20: "desfire"}
    return card_of_type(kinds[len(uid)], CardUid.from_hex(uid))


def make_chip(*cards: Card, **wanted: Any) -> EmulatedChip:
    """Make a chip with these cards on it."""
    field = Field()
    for card in cards:
        field.put(card)
    return EmulatedChip(field, **wanted)


def make_reader(*cards: Card, **wanted: Any) -> tuple[Mfrc522Reader, EmulatedChip]:
    """Make a reader, and the emulated chip behind it."""
    chip = make_chip(*cards, **wanted)
    return open_reader(chip), chip


def make_stock(chip: EmulatedChip) -> Any:
    """Make the package's own, unmodified reader on this chip."""
    gpio = GpioStandin(open_pin_factory(PinKind.MOCK))
    return load_mfrc522(gpio=gpio, spidev=spidev_for(chip)).MFRC522()


def seen(*cards: Card) -> set[SeenCard]:
    """Say how cards look to a reader that heard each one alone."""
    return {SeenCard(uid=card.uid, atqa=card.atqa, sak=card.sak) for card in cards}


def uids(reading: Reading) -> set[str]:
    """Name the cards of a reading."""
    return {str(card.uid) for card in reading.cards}


def poll_or_recover(reader: Mfrc522Reader) -> Reading:
    """Poll as a terminal does that has to bear faults."""
    try:
        return reader.poll()
    except ReaderUnavailable:
        try:
            reader.recover()
        except ReaderUnavailable:
            return Reading()
        return Reading()


def spent(chip: EmulatedChip, reader: Mfrc522Reader) -> SimpleNamespace:
    """Poll once; say how many transfers and how much of the chip's time it took."""
    transfers, seconds = chip.transfers, chip.time.seconds
    reading = reader.poll()
    return SimpleNamespace(
        reading=reading,
        transfers=chip.transfers - transfers,
        seconds=chip.time.seconds - seconds,
    )
