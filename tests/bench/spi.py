"""How much talk on the SPI bus a poll costs, beside the package as it comes."""

from firmware.card import CardUid
from firmware.drivers.gpio_standin import GpioStandin, load_mfrc522
from firmware.drivers.mfrc522 import open_reader
from firmware.drivers.pins import PinKind, open_pin_factory
from firmware.emulator.cards import Card, card_of_type
from firmware.emulator.chip import EmulatedChip
from firmware.emulator.field import Field
from firmware.emulator.spi import spidev_for
from tests.bench.figure import Figure, figure

TRANSFER_SECONDS = 60e-6
"""What a transfer costs on a Raspberry Pi, about, beside its bytes."""


def figures() -> list[Figure]:
    """Count the transfers of the three polls that matter."""
    four = card_of_type("classic", CardUid.from_hex("11223344"))
    seven = card_of_type("ntag", CardUid.from_hex("04a3c6cae26180"))
    stock = "mfrc522 0.0.7: Request"
    selecting = "mfrc522 0.0.7: Request, Anticoll, SelectTag"
    return [
        _figure("idle_poll", transfers(), stock, stock_transfers()),
        _figure("read_4", transfers(four), selecting, stock_transfers(four)),
        _figure("read_7", transfers(seven), "mfrc522 0.0.7: cannot", None),
    ]


def transfers(*cards: Card) -> int:
    """Count what our reader needs for one poll of a field with these cards."""
    chip = _chip(*cards)
    reader = open_reader(chip)
    before = chip.transfers
    reading = reader.poll()
    assert [card.uid for card in reading.cards] == [card.uid for card in cards]
    return chip.transfers - before


def stock_transfers(*cards: Card) -> int:
    """Count what the package needs to ask, and to select a card that answers."""
    chip = _chip(*cards)
    gpio = GpioStandin(open_pin_factory(PinKind.MOCK))
    stock = load_mfrc522(gpio=gpio, spidev=spidev_for(chip)).MFRC522()
    before = chip.transfers
    status, _ = stock.MFRC522_Request(stock.PICC_REQIDL)
    assert (status == stock.MI_OK) is bool(cards)
    if cards:
        _, serial = stock.MFRC522_Anticoll()
        assert stock.MFRC522_SelectTag(serial) == cards[0].sak
    return chip.transfers - before


def _chip(*cards: Card) -> EmulatedChip:
    field = Field()
    for card in cards:
        field.put(card)
    return EmulatedChip(field, transfer_seconds=TRANSFER_SECONDS)


def _figure(name: str, value: int, beside: str, beside_value: int | None) -> Figure:
    return figure(f"spi_transfers_{name}", value, "transfers", beside, beside_value)
