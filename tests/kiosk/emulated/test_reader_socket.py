"""Other programs hold cards to the emulated reader over a unix socket."""

import random
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from firmware.card import CardUid
from firmware.emulator.cards import Phone
from firmware.emulator.field import Field
from firmware.signals import Signal
from firmware.taps import MISSES_UNTIL_GONE
from kiosk.door.decide import Greeting
from kiosk.door.door_answer import DoorAnswer
from kiosk.emulated.reader_socket import (
    EmulatedCard,
    EmulatedReaderServer,
    HoldRequest,
    hold_cards,
)
from kiosk.errors import BadHold, TerminalNotRunning
from kiosk.host.line_socket import short_address
from tests.builders import A_UID, at

A_VERDICT = DoorAnswer(
    greeting=Greeting.OK,
    signal=Signal.GREEN,
    text="Velkommen.",
    language="en",
    own_text="Welcome.",
    person="Alice Jensen",
    at=at("07:00:00"),
    seq=7,
)
ALICES = EmulatedCard(uid=A_UID)


class Door:
    """Answers every card that comes into the field, and remembers which came."""

    def __init__(self, path: Path) -> None:
        self.field = Field()
        self.seen: list[tuple[CardUid, ...]] = []
        self.in_vain: list[int] = []
        dice = random.Random(1)
        self.server = EmulatedReaderServer(
            path, self.field, make_phone=lambda: Phone(dice)
        )
        self._stopping = Event()
        self._thread = Thread(target=self._watch)

    def start(self) -> None:
        """Begin to watch the field."""
        self.server.start()
        self._thread.start()

    def close(self) -> None:
        """Stop."""
        self._stopping.set()
        self._thread.join()
        self.server.close()

    def _watch(self) -> None:
        before: tuple[CardUid, ...] = ()
        looks = 0
        while not self._stopping.wait(0.002):
            self.field.carry(None)
            now = tuple(card.uid for card in self.field.cards)
            looks += 1
            if now != before and now:
                self.seen.append(now)
                self.in_vain.append(looks)
            if now:
                looks = 0
            if len(now) > len(before):
                self.server.add_answer(A_VERDICT)
            before = now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a socket whose path is longer than an address may be."""
    folder = tmp_path / ("a-long-name" * 10)
    folder.mkdir()
    return folder / "field.sock"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.emulated.reader_socket.ANSWER_SECONDS", 1.0)


@pytest.fixture
def door(path: Path) -> Iterator[Door]:
    """Open a door with a socket."""
    path.touch()  # left behind by one that was killed
    door = Door(path)
    door.start()
    yield door
    door.close()
    assert not path.exists()


def test_a_card_is_held_answered_and_taken_away(door: Door, path: Path) -> None:
    """The verdict comes back whole, and the field is empty again."""
    assert hold_cards(path, HoldRequest(cards=(ALICES,), hold_ms=150)) == (A_VERDICT,)
    assert door.seen == [(CardUid.from_hex(A_UID),)]
    assert door.field.cards == ()
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_next_card_waits_until_the_reader_saw_the_last_one_go(
    door: Door, path: Path
) -> None:
    """However slow the reader is: else a second visit would count as the first."""
    for _ in range(2):
        hold_cards(path, HoldRequest(cards=(ALICES,), hold_ms=150))

    assert door.in_vain[1] > MISSES_UNTIL_GONE


def test_a_phone_makes_up_another_uid_each_time(door: Door, path: Path) -> None:
    """And it begins with 08."""
    for _ in range(2):
        hold_cards(path, HoldRequest(cards=(EmulatedCard(type="phone"),), hold_ms=150))

    (first,), (second,) = door.seen
    assert first != second
    assert first.is_random
    assert second.is_random


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}",
        b"hello",
        b"\xff\xfe",
        b'{"cards":[]}',
        b'{"cards":[{"uid":"zz"}]}',
        b'{"cards":[{"uid":"88a3c6cae26180"}]}',
        b'{"cards":[{"type":"ntag"}]}',
        b'{"cards":[{"uid":"04a3c6cae26180","type":"nfc"}]}',
        b'{"cards":[{"uid":"04a3c6cae26180"}],"hold_ms":0}',
        b'{"cards":[{"uid":"04a3c6cae26180"}],"x":0}',
        b'{"cards":[' + b" " * 70_000,
    ],
)
def test_what_is_no_card_is_refused_and_nothing_is_held(
    door: Door, path: Path, line: bytes
) -> None:
    """The next one is served as if nothing had been."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        with short_address(path) as address:
            connection.connect(address)
        connection.sendall(line + b"\n")
        answer = connection.makefile("rb").readline()

    assert b"nothing to hold to a reader" in answer
    assert door.seen == []
    assert hold_cards(path, HoldRequest(cards=(ALICES,), hold_ms=150)) == (A_VERDICT,)


def test_our_own_mistake_is_said(door: Door, path: Path) -> None:
    """A card without a UID is none, and the program hears why."""
    with pytest.raises(BadHold, match="a card has a UID"):
        hold_cards(path, HoldRequest(cards=(EmulatedCard(),)))
    assert door.seen == []


def test_no_answer_is_no_verdict(path: Path) -> None:
    """A terminal whose loop hangs keeps nobody waiting for ever."""
    server = EmulatedReaderServer(
        path, Field(), make_phone=lambda: Phone(random.Random(1))
    )
    server.start()

    assert hold_cards(path, HoldRequest(cards=(ALICES,), hold_ms=50)) == ()
    server.close()


def test_where_no_terminal_runs_that_is_said(path: Path) -> None:
    """With how to start one."""
    with pytest.raises(TerminalNotRunning, match="make run"):
        hold_cards(path, HoldRequest(cards=(ALICES,)))
    path.touch()
    with pytest.raises(TerminalNotRunning, match="make run"):
        hold_cards(path, HoldRequest(cards=(ALICES,)))
    with pytest.raises(TerminalNotRunning, match="--data"):
        hold_cards(path.parent / "no" / "field.sock", HoldRequest(cards=(ALICES,)))
