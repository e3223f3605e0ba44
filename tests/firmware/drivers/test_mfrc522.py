"""The reader, against an emulated chip."""

import logging
import sys
from random import Random

import pytest

from firmware.card import CardUid
from firmware.drivers.mfrc522 import open_reader
from firmware.emulator.cards import Phone, card_of_type
from firmware.errors import ReaderUnavailable
from firmware.reader import Reading, Trouble
from tests.bench.spi import figures
from tests.firmware.readers import (
    CLASSIC_UID,
    DESFIRE_UID,
    NTAG_UID,
    make_card,
    make_chip,
    make_reader,
    seen,
    spent,
    uids,
)

NOTHING = Reading()


@pytest.mark.parametrize("uid", [CLASSIC_UID, NTAG_UID, DESFIRE_UID])
def test_a_card_is_seen_at_every_poll(uid: str) -> None:
    """A card that keeps lying there is read whole each time, and then is gone."""
    card = make_card(uid)
    reader, chip = make_reader(card)

    for _ in range(10):
        assert reader.poll() == Reading(cards=tuple(seen(card)))
    chip.field.take(card)
    assert [reader.poll() for _ in range(3)] == [NOTHING] * 3


@pytest.mark.parametrize(
    ("uid", "transfers"), [(None, 8), (CLASSIC_UID, 44), (NTAG_UID, 68)]
)
@pytest.mark.parametrize("transfer_seconds", [0, 30e-6, 100e-6])
def test_a_poll_takes_few_transfers(
    uid: str | None, transfers: int, transfer_seconds: float
) -> None:
    """At most 8 for nothing, 45 for 4 bytes, 70 for 7, however slow the bus is."""
    cards = [] if uid is None else [make_card(uid)]
    reader, chip = make_reader(*cards, transfer_seconds=transfer_seconds)

    assert spent(chip, reader).transfers == transfers
    assert spent(chip, reader).seconds < 0.025


def test_the_figures_stand_beside_the_package_as_it_comes() -> None:
    """The bench counts what the tests promise, and the package on the same chip."""
    counted = {one["name"]: (one["value"], one["beside_value"]) for one in figures()}
    assert counted == {
        "spi_transfers_idle_poll": (8, 2013),
        "spi_transfers_read_4": (44, 112),
        "spi_transfers_read_7": (68, None),
    }


def test_two_cards_of_any_kind_are_told_apart() -> None:
    """Two cards together are both read, again and again, if their UIDs differ."""
    dice = Random(7)
    for _ in range(200):
        lengths = dice.choices([4, 7, 10], k=2)
        cards = [make_card((b"\x04" + dice.randbytes(n - 1)).hex()) for n in lengths]
        reader, _ = make_reader(*cards)
        names = {str(card.uid) for card in cards}
        for _ in range(3):
            reading = reader.poll()
            assert (uids(reading), reading.trouble) == (names, None)


@pytest.mark.parametrize(
    "other", ["04a3c6cae26181", "04a3c6112233ff", "04a3c6cae2618f"]
)
def test_cards_that_differ_in_the_last_bits_are_told_apart(other: str) -> None:
    """Cards bought together, with almost the same UID, are two cards."""
    cards = make_card(NTAG_UID), make_card(other)
    reader, _ = make_reader(*cards)
    assert set(reader.poll().cards) == seen(*cards)


@pytest.mark.parametrize("other", ["11223345", "112233c4"])
def test_telling_two_cards_apart_is_quick(other: str) -> None:
    """The place of the collision is used, from the first bit to the last."""
    cards = make_card(CLASSIC_UID), make_card(other)
    reader, chip = make_reader(*cards)
    poll = spent(chip, reader)
    assert set(poll.reading.cards) == seen(*cards)
    assert poll.transfers <= 2 * 44 + 13


@pytest.mark.parametrize("aligned", [True, False])
def test_three_cards_are_read_however_the_chip_counts(*, aligned: bool) -> None:
    """The open point of the data sheet costs time at most, never a card."""
    cards = [make_card(uid) for uid in ("10203040", "11203040", "51203040")]
    reader, _ = make_reader(*cards, aligned_positions=aligned)
    assert reader.poll().trouble is None
    assert set(reader.poll().cards) == seen(*cards)


def test_kinds_that_answer_differently_leave_the_kind_open() -> None:
    """Where answers collide the reader says that it does not know the ATQA."""
    reader, _ = make_reader(make_card(CLASSIC_UID), make_card(NTAG_UID))
    reading = reader.poll()
    assert uids(reading) == {CLASSIC_UID, NTAG_UID}
    assert {card.atqa for card in reading.cards} == {None}


def test_more_cards_than_can_be_told_apart_are_a_collision() -> None:
    """A whole pack gives the cards that were read, and says that it is not all."""
    cards = [make_card(bytes([n, 1, 2, 3]).hex()) for n in range(16, 40)]
    reader, _ = make_reader(*cards)
    reading = reader.poll()
    assert reading.trouble is Trouble.COLLISION
    assert uids(reading) <= {str(card.uid) for card in cards}


def test_copies_of_one_card_are_never_two_people() -> None:
    """Two cards with one UID read as one, or as a collision if they differ."""
    uid = CardUid.from_hex(CLASSIC_UID)
    twin = card_of_type("classic", uid), card_of_type("classic", uid)
    unlike = card_of_type("classic", uid), card_of_type("desfire", uid)
    assert make_reader(*twin)[0].poll() == Reading(cards=tuple(seen(twin[0])))
    assert make_reader(*unlike)[0].poll() == Reading(trouble=Trouble.COLLISION)


def test_a_phone_keeps_its_uid_while_it_lies_there() -> None:
    """The random UID is one for one visit, another for the next, and marked."""
    phone = Phone(Random(1))
    reader, chip = make_reader(phone)
    first, second = reader.poll(), reader.poll()
    chip.field.take(phone)
    chip.field.put(phone)
    third = reader.poll()

    assert first == second
    assert first != third
    assert all(card.uid.is_random for card in (*first.cards, *third.cards))


@pytest.mark.parametrize("uid", [CLASSIC_UID, NTAG_UID, DESFIRE_UID])
def test_a_card_that_leaves_midway_is_a_broken_read(uid: str) -> None:
    """Whichever frame is the last that it hears, there is no UID or the right one."""
    card = make_card(uid)
    whole = {CLASSIC_UID: 3, NTAG_UID: 5, DESFIRE_UID: 7}[uid]
    outcomes = []
    for frames in range(whole + 2):
        reader, chip = make_reader()
        chip.field.put(card, frames=frames)
        outcomes.append(reader.poll())
        assert reader.poll() == NOTHING

    broken = [Reading(trouble=Trouble.BROKEN_READ)] * (whole - 1)
    read = [Reading(cards=tuple(seen(card)))] * 2
    assert outcomes == [NOTHING, *broken, *read]


@pytest.mark.parametrize("frame", [2, 3])
def test_noise_is_a_broken_read_and_the_next_poll_is_right(frame: int) -> None:
    """A bit that arrives wrong costs one poll, with good parity or bad."""
    for bits in ((3,), (3, 5), (0, 9)):
        card = make_card()
        reader, chip = make_reader(card)
        chip.faults.answer_flips = {frame: bits}
        assert reader.poll() == Reading(trouble=Trouble.BROKEN_READ)
        assert reader.poll() == Reading(cards=tuple(seen(card)))


def test_a_wrong_check_byte_ends_the_dialogue() -> None:
    """A UID that does not check out is not even tried on the cards."""
    reader, chip = make_reader(make_card())
    chip.faults.answer_flips = {2: (3, 5)}
    assert reader.poll() == Reading(trouble=Trouble.BROKEN_READ)
    request_anticollision_and_halt = 3
    assert chip.field.frames == request_anticollision_and_halt


def test_the_second_of_two_cards_leaving_is_no_silence() -> None:
    """Who was seen to be there and is gone before being read is told."""
    stays, leaves = make_card(CLASSIC_UID), make_card("11223345")
    reader, chip = make_reader(stays)
    first_of_two_whole = 5
    chip.field.put(leaves, frames=first_of_two_whole)
    together = reader.poll()
    chip.field.clear()

    reader, chip = make_reader()
    for card in (stays, leaves):
        chip.field.put(card, frames=first_of_two_whole)
    broken = Reading(cards=tuple(seen(stays)), trouble=Trouble.BROKEN_READ)
    assert (together, reader.poll()) == (broken, broken)


@pytest.mark.parametrize("bits", [(0,), (4, 12)])
def test_a_garbled_kind_is_an_unknown_kind(bits: tuple[int, ...]) -> None:
    """Where the parity of the ATQA is wrong the UID stands and the ATQA does not."""
    reader, chip = make_reader(make_card())
    chip.faults.answer_flips = {1: bits}
    reading = reader.poll()
    assert uids(reading) == {CLASSIC_UID}
    assert [card.atqa for card in reading.cards] == [None]


def test_a_chip_slower_than_expected_is_waited_for() -> None:
    """The wait ends with the chip's answer, not with our idea of its speed."""
    card = make_card(NTAG_UID)
    chip = make_chip(card)
    reader = open_reader(chip, sleep=lambda seconds: chip.time.sleep(seconds / 5))
    assert reader.poll() == Reading(cards=tuple(seen(card)))


def test_waiting_is_left_to_the_sleep_that_was_given() -> None:
    """No second is slept but through the argument, and none is spun away."""
    slept: list[float] = []
    chip = make_chip()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        chip.time.sleep(seconds)

    reader = open_reader(chip, sleep=sleep)
    slept.clear()
    reader.poll()
    assert slept == [pytest.approx(0.0014, abs=1e-4)]


def test_the_gain_is_a_setting() -> None:
    """A weak antenna can be helped; without the setting the chip's own stands."""
    gain = [0x26 << 1 | 0x80, 0]
    plain, turned_up = make_chip(), make_chip()
    open_reader(plain)
    open_reader(turned_up, rx_gain=0x70)
    assert (plain.xfer2(gain)[1], turned_up.xfer2(gain)[1]) == (0x48, 0x70)


def test_nothing_foreign_is_left_behind() -> None:
    """RPi.GPIO and spidev are never imported, and no log handler piles up."""
    logger = logging.getLogger("mfrc522Logger")
    before = list(logger.handlers)
    reader, _ = make_reader()
    reader.close()

    assert logger.handlers == before
    assert {"RPi", "RPi.GPIO", "spidev", "mfrc522"}.isdisjoint(sys.modules)
    with pytest.raises(ReaderUnavailable):
        reader.poll()
