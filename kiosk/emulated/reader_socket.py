"""The socket on which an emulated terminal takes cards from other programs.

One line of JSON in, a `HoldRequest`; one line out, a `HoldReply`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue
from time import monotonic
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from firmware.card import CardUid
from firmware.emulator.cards import Card, card_of_type
from firmware.emulator.field import Field
from firmware.errors import BadCardUid
from firmware.taps import MISSES_UNTIL_GONE, NEW_AFTER_NS, NEW_AFTER_NS_RANDOM
from kiosk.door.door_answer import DoorAnswer
from kiosk.errors import BadHold, TerminalNotRunning
from kiosk.host.line_socket import LineServer, ask
from kiosk.journal.contents import Uid

CARDS_MAX = 8
TALK_SECONDS = 5.0
ANSWER_SECONDS = 4.0
NEXT_ANSWER_SECONDS = 0.5
"""Cards of one hold are answered together; what lay beside a known card is not."""
GONE_FRAMES = MISSES_UNTIL_GONE + 4
"""So that the next card counts, the reader must have looked so often in vain."""
NEW_MARGIN_SECONDS = 0.3
"""So that the same card counts again, its last visit must be over at every poll."""
LOOK_SECONDS = 0.05
LOOKS_MAX = 100


class EmulatedCard(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A card to hold to the reader. A phone makes up its own UID."""

    uid: Uid | None = None
    type: Literal["classic", "ntag", "desfire", "phone"] = "ntag"


class HoldRequest(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Hold these cards to the reader together, for that long."""

    cards: Annotated[tuple[EmulatedCard, ...], Meta(min_length=1, max_length=CARDS_MAX)]
    hold_ms: Annotated[int, Meta(ge=50, le=60_000)] = 400


class HoldReply(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The door's answers, or what is wrong with the request."""

    verdicts: tuple[DoorAnswer, ...] = ()
    error: str | None = None


class EmulatedReaderServer:
    """Puts cards into the field of an emulated chip, for one program at a time.

    Args:
        path: where the socket is made; only its owner may use it.
        field: the field of the emulated chip.
        make_phone: makes a card with a new UID each time.
    """

    def __init__(
        self, path: Path, field: Field, *, make_phone: Callable[[], Card]
    ) -> None:
        self._field = field
        self._make_phone = make_phone
        self._verdicts: Queue[DoorAnswer] = Queue()
        self._taken_at: dict[CardUid | None, float] = {}
        self._server = LineServer(
            path,
            self._answer,
            timeout_seconds=TALK_SECONDS,
            on_disconnect=self._wait_until_gone,
        )

    def start(self) -> None:
        """Start to listen."""
        self._server.start()

    def add_answer(self, verdict: DoorAnswer) -> None:
        """Take an answer of the door loop."""
        self._verdicts.put(verdict)

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    def _wait_until_gone(self) -> None:
        """Wait until the reader has seen that the cards are gone."""
        taken_at = self._field.frames
        for _ in range(LOOKS_MAX):
            gone = self._field.frames - taken_at >= GONE_FRAMES
            if gone or self._server.stopping.wait(LOOK_SECONDS):
                return

    def _wait_until_new(self, cards: list[Card]) -> None:
        """Wait until the last visit of each of these cards is over."""
        for name in map(_name, cards):
            taken_at = self._taken_at.pop(name, None)
            if taken_at is not None:
                new_at = taken_at + _new_after_seconds(name)
                self._server.stopping.wait(max(0.0, new_at - monotonic()))

    def _answer(self, line: bytes) -> bytes:
        return msgspec.json.encode(self._reply_to(line))

    def _reply_to(self, line: bytes) -> HoldReply:
        try:
            hold = msgspec.json.decode(line, type=HoldRequest)
            cards = [self._make(card) for card in hold.cards]
        except (msgspec.DecodeError, BadCardUid) as error:
            return HoldReply(error=f"that is nothing to hold to a reader: {error}")
        return HoldReply(verdicts=tuple(self._hold(cards, hold.hold_ms / 1000)))

    def _make(self, card: EmulatedCard) -> Card:
        if card.type == "phone":
            return self._make_phone()
        if card.uid is None:
            raise BadCardUid("a card has a UID")
        return card_of_type(card.type, CardUid.from_hex(card.uid))

    def _hold(self, cards: list[Card], seconds: float) -> Iterator[DoorAnswer]:
        self._wait_until_new(cards)
        while not self._verdicts.empty():
            self._verdicts.get_nowait()
        for card in cards:
            self._field.put(card)
        self._server.stopping.wait(seconds)
        for card in cards:
            self._field.take(card)
            self._taken_at[_name(card)] = monotonic()
        patience = ANSWER_SECONDS
        for _ in cards:
            try:
                yield self._verdicts.get(timeout=patience)
            except Empty:
                return
            patience = NEXT_ANSWER_SECONDS


def _name(card: Card) -> CardUid | None:
    """Return what identifies a card in its visit; None for any random number."""
    return None if card.uid.is_random else card.uid


def _new_after_seconds(name: CardUid | None) -> float:
    after_ns = NEW_AFTER_NS_RANDOM if name is None else NEW_AFTER_NS
    return after_ns / 10**9 + NEW_MARGIN_SECONDS


def hold_cards(path: Path, request: HoldRequest) -> tuple[DoorAnswer, ...]:
    """Hold cards to the terminal that listens there, and return the door's answers.

    Raises:
        TerminalNotRunning: no emulated terminal listens there.
        BadHold: it does not understand what we ask.
    """
    seconds = request.hold_ms / 1000 + 3 * TALK_SECONDS
    try:
        line = ask(path, msgspec.json.encode(request), seconds=seconds)
        reply = msgspec.json.decode(line, type=HoldReply)
    except (OSError, msgspec.DecodeError) as error:
        raise TerminalNotRunning(
            f"no emulated terminal answers at {path}: start the demo with `make run`,"
            " or name its folder with --data"
        ) from error
    if reply.error:
        raise BadHold(reply.error)
    return reply.verdicts
