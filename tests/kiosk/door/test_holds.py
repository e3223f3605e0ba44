"""Several cards in one hold, a card that flaps and a phone that lies near."""

from pathlib import Path

import msgspec
import pytest

from firmware.reader import Reading, Trouble
from firmware.signals import Signal
from kiosk.door.decide import Greeting
from kiosk.journal.contents import Tap
from kiosk.roster.model import TAP_BESIDE
from tests.builders import A_UID
from tests.kiosk.terminals import BOB_UID, TWO_PEOPLE, Terminal, card, make_terminal


def test_a_stranger_beside_a_known_card_is_kept_and_not_answered(
    terminal: Terminal,
) -> None:
    """The case of a phone or a transit card does not turn a welcome into a question."""
    told = terminal.tap("aabbccdd", A_UID)

    assert [verdict.greeting for verdict in told] == [Greeting.OK]
    assert terminal.lamps.shown == [Signal.GREEN]
    assert [one.uid for one in terminal.contents() if isinstance(one, Tap)] == [
        "aabbccdd",
        A_UID,
    ]


def test_a_stranger_that_is_read_after_the_known_card_turns_no_light(
    terminal: Terminal,
) -> None:
    """A wallet comes into the field card by card."""
    terminal.reader.readings = [card(A_UID), card(A_UID, "aabbccdd")]
    terminal.run(0.5)

    assert [verdict.greeting for verdict in terminal.answers] == [Greeting.OK]
    assert terminal.lamps.shown == [Signal.GREEN]


class FirstTap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A tap as a central reads it that knows no `beside`: strictly."""

    uid: str
    atqa: int | None = None
    sak: int | None = None


@pytest.mark.parametrize("reads", [(), ("tap.elsewhere",)])
def test_an_older_central_gets_no_field_that_it_does_not_read(
    tmp_path: Path, reads: tuple[str, ...]
) -> None:
    """It would put each such tap into quarantine, and nobody's arrival would count."""
    roster = msgspec.structs.replace(TWO_PEOPLE, reads=reads)
    terminal = make_terminal(tmp_path, roster=roster)
    terminal.tap(A_UID, "aabbccdd")
    raw = [one.content for one in terminal.journal.after(0, 99) if one.kind == "tap"]
    terminal.journal.close()

    taps = [msgspec.json.decode(one or b"", type=FirstTap) for one in raw]
    assert [tap.uid for tap in taps] == [A_UID, "aabbccdd"]


def test_a_central_that_reads_it_is_told_what_lay_beside(tmp_path: Path) -> None:
    """Each tap of the hold names the others; a tap alone names none."""
    roster = msgspec.structs.replace(TWO_PEOPLE, reads=(TAP_BESIDE,))
    terminal = make_terminal(tmp_path, roster=roster)
    terminal.tap(A_UID, "aabbccdd")
    terminal.tap(BOB_UID)
    taps = [one for one in terminal.contents() if isinstance(one, Tap)]
    terminal.journal.close()

    assert [(tap.uid, tap.beside) for tap in taps] == [
        (A_UID, ("aabbccdd",)),
        ("aabbccdd", (A_UID,)),
        (BOB_UID, msgspec.UNSET),
    ]


def test_strangers_alone_call_for_help(terminal: Terminal) -> None:
    """Two unknown cards are two answers, and blue."""
    told = terminal.tap("aabbccdd", "0811aa22")

    assert [verdict.greeting for verdict in told] == [Greeting.UNKNOWN_CARD] * 2
    assert terminal.lamps.shown == [Signal.BLUE]


def test_of_two_known_people_the_light_calls_for_whoever_needs_somebody(
    tmp_path: Path,
) -> None:
    """Help is shown before welcome, and both are answered."""
    roster = msgspec.structs.replace(TWO_PEOPLE, expected=TWO_PEOPLE.expected[:1])
    terminal = make_terminal(tmp_path, roster=roster)
    told = terminal.tap(A_UID, BOB_UID)

    greetings = [verdict.greeting for verdict in told]
    assert greetings == [Greeting.OK, Greeting.NOT_ON_LIST]
    assert terminal.lamps.shown == [Signal.BLUE]
    terminal.journal.close()


def test_a_card_that_flaps_is_one_tap_and_one_tone(terminal: Terminal) -> None:
    """At the edge of the field it comes and goes for a minute."""
    flap = [card(), *[Reading()] * 9]
    terminal.reader.readings = flap * 120
    terminal.run(60)

    assert len(terminal.answers) == 1
    assert terminal.lamps.shown == [Signal.GREEN]
    assert [one for one in terminal.contents() if isinstance(one, Tap)] == [
        Tap(uid=A_UID, atqa=0x44, sak=0)
    ]


def test_a_phone_that_lies_near_is_one_tap(terminal: Terminal) -> None:
    """It shows sixty random numbers in a minute; staff see one."""
    seconds = [[card(f"08{n:06x}"), *[Reading()] * 19] for n in range(60)]
    terminal.reader.readings = [one for second in seconds for one in second]
    terminal.run(60)

    assert len(terminal.answers) == 1
    assert len([one for one in terminal.contents() if isinstance(one, Tap)]) == 1


def test_a_card_that_can_never_be_read_is_not_asked_to_be_held_again(
    terminal: Terminal,
) -> None:
    """White means "once more", which helps nothing here: blue, and another card."""
    terminal.reader.readings = [Reading(trouble=Trouble.NUMBER_CUT_OFF)] * 9
    terminal.run(1)

    (told,) = terminal.answers
    assert (told.greeting, told.signal, told.seq) == (
        Greeting.UNREADABLE_CARD,
        Signal.BLUE,
        None,
    )
    assert terminal.lamps.shown == [Signal.BLUE]
