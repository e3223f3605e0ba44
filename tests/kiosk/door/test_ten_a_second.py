"""A whole team at the door: ten cards a second, and each is registered and answered."""

import threading
import time
from pathlib import Path

import pytest

from firmware.card import CardUid
from firmware.drivers.mfrc522 import open_reader
from firmware.emulator.cards import card_of_type
from firmware.emulator.chip import EmulatedChip
from firmware.emulator.field import Field
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Kind, Tap, decode_content
from tests.bench.journal import TimedLights, make_station

A_SECOND = 10
CARDS = 100
POLL_SECONDS = 0.05


def uid_of(number: int) -> CardUid:
    """Give the card of one of a hundred people, who come again and again."""
    return CardUid.from_hex(f"04a3c6cae261{number % CARDS:02x}")


def hold(folder: Path, taps: int) -> int:
    """Hold so many cards, ten a second, as the clock goes; count those answered."""
    field, lamps, wait = Field(), TimedLights(), threading.Event().wait
    journal = Journal.open(folder / "journal.db", device="door-1")
    station = make_station(
        folder, lambda: open_reader(EmulatedChip(field)), lamps, journal
    )
    station.step()
    begun, lit = time.perf_counter(), 0
    for number in range(taps):
        card = card_of_type("ntag", uid_of(number))
        field.put(card)
        before = lamps.lit_at
        station.step()
        lit += lamps.lit_at > before
        field.take(card)
        wait(max(0.0, begun + number / A_SECOND + POLL_SECONDS - time.perf_counter()))
        station.step()
        wait(max(0.0, begun + (number + 1) / A_SECOND - time.perf_counter()))
    journal.close()
    lamps.close()
    return lit


def registered(folder: Path) -> list[str]:
    """Read the cards back that the journal holds, in their order."""
    journal = Journal.open(folder / "journal.db", device="door-1")
    try:
        assert journal.first_broken() is None
        written = journal.after(0, 10_000)
    finally:
        journal.close()
    told = [
        decode_content(one.kind, one.content)
        for one in written
        if one.kind == Kind.TAP and one.content
    ]
    return [one.uid for one in told if isinstance(one, Tap)]


@pytest.mark.parametrize(
    "seconds",
    [3, pytest.param(60, marks=[pytest.mark.long, pytest.mark.timeout(240)])],
)
def test_ten_cards_a_second_are_all_registered(tmp_path: Path, seconds: int) -> None:
    """None is lost, none is counted twice, and each has its light."""
    taps = seconds * A_SECOND

    assert hold(tmp_path, taps) == taps
    assert registered(tmp_path) == [str(uid_of(number)) for number in range(taps)]
