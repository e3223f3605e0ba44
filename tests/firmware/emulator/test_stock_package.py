"""The unmodified package mfrc522 0.0.7 on the emulated chip behaves as it is known."""

import pytest

from tests.firmware.readers import NTAG_UID, make_card, make_chip, make_stock


@pytest.mark.parametrize(
    ("transfer_seconds", "milliseconds"),
    [(0.0, 32), (30e-6, 93), (60e-6, 153), (100e-6, 234)],
)
def test_its_idle_poll_spins_2013_transfers(
    transfer_seconds: float, milliseconds: int
) -> None:
    """It reads 2000 times, since its loop never sees the timer."""
    chip = make_chip(transfer_seconds=transfer_seconds)
    stock = make_stock(chip)
    transfers, seconds = chip.transfers, chip.time.seconds
    assert stock.MFRC522_Request(stock.PICC_REQIDL) == (stock.MI_ERR, 0)
    assert transfers == 10
    assert chip.transfers - transfers == 2013
    assert round((chip.time.seconds - seconds) * 1000) == milliseconds


@pytest.mark.parametrize(
    ("transfer_seconds", "transfers"),
    [(0.0, 109), (30e-6, 64), (60e-6, 55), (100e-6, 51)],
)
def test_it_reads_and_selects_a_card_of_four_bytes(
    transfer_seconds: float, transfers: int
) -> None:
    """The dialogue works, with as many transfers as were counted elsewhere."""
    chip = make_chip(make_card(), transfer_seconds=transfer_seconds)
    stock = make_stock(chip)
    before = chip.transfers
    assert stock.MFRC522_Request(stock.PICC_REQIDL) == (stock.MI_OK, 16)
    status, serial = stock.MFRC522_Anticoll()
    assert (status, bytes(serial).hex()) == (stock.MI_OK, "1122334444")
    assert chip.transfers - before == transfers
    assert stock.MFRC522_SelectTag(serial) == 0x08


def test_it_hears_a_lying_card_every_second_time_only() -> None:
    """It never halts the card, so each second request sends the card to IDLE."""
    stock = make_stock(make_chip(make_card()))
    heard = [stock.MFRC522_Request(stock.PICC_REQIDL)[0] for _ in range(4)]
    assert heard == [stock.MI_OK, stock.MI_ERR] * 2


def test_two_cards_of_seven_bytes_are_the_same_to_it() -> None:
    """It stops at the first level, where most of a long UID is not."""
    serials = set()
    for uid in (NTAG_UID, "04a3c6112233ff"):
        stock = make_stock(make_chip(make_card(uid)))
        stock.MFRC522_Request(stock.PICC_REQIDL)
        serials.add(bytes(stock.MFRC522_Anticoll()[1]).hex())
    assert serials == {"8804a3c6e9"}


def test_two_cards_at_once_are_nothing_to_it() -> None:
    """It is silent about them, and makes up no card."""
    stock = make_stock(make_chip(make_card("11223344"), make_card("55667788")))
    assert stock.MFRC522_Request(stock.PICC_REQIDL)[0] == stock.MI_OK
    assert stock.MFRC522_Anticoll() == (stock.MI_ERR, [])
