"""What ails the reader is an event, on the page and in the lights, and heals by itself.

From the emulated chip to the coordinators' page, in one process, never restarted.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.card import CardUid
from firmware.drivers.mfrc522 import open_reader
from firmware.emulator.cards import card_of_type
from firmware.emulator.chip import EmulatedChip
from firmware.emulator.field import Field
from firmware.signals import StaffStatus
from kiosk.door.decide import Greeting
from kiosk.journal.contents import Heartbeat
from tests.builders import A_UID
from tests.kiosk.terminals import Terminal, make_terminal
from tests.kiosk.web.workshop import Browser, Workshop

WELL, DEGRADED = StaffStatus.WELL, StaffStatus.DEGRADED
TX_CONTROL = 0x14 << 1
Do = Callable[[EmulatedChip], None]


def hang_low(chip: EmulatedChip) -> None:
    """Leave the data line without a chip behind it."""
    chip.faults.miso = 0x00


def hang_high(chip: EmulatedChip) -> None:
    """Let the data line lie at 3.3 V."""
    chip.faults.miso = 0xFF


def plug_in(chip: EmulatedChip) -> None:
    """Put the data line back."""
    chip.faults.miso = None


def fail(chip: EmulatedChip) -> None:
    """Let every transfer fail."""
    chip.faults.io_error = lambda _: True


def work(chip: EmulatedChip) -> None:
    """Let none fail any more."""
    chip.faults.io_error = lambda _: False


def fall_asleep(chip: EmulatedChip) -> None:
    """Let the reset line hang low."""
    chip.drive_reset(high=False)


def lose_the_field(chip: EmulatedChip) -> None:
    """Switch the antenna off."""
    chip.xfer2([TX_CONTROL, 0x80])


def nobody(_chip: EmulatedChip) -> None:
    """Do nothing: the terminal mends it."""


AILMENTS: dict[str, tuple[Do, Do]] = {
    "unplugged": (hang_low, plug_in),
    "data line at 3.3 V": (hang_high, plug_in),
    "SPI errors": (fail, work),
    "asleep": (fall_asleep, nobody),
    "brown-out": (EmulatedChip.reset, nobody),
    "stuck Crypto1": (EmulatedChip.stick_crypto1, nobody),
    "antenna off": (lose_the_field, nobody),
}


def make(tmp_path: Path, chip: EmulatedChip) -> tuple[Terminal, Browser]:
    """Make a terminal on this chip, and a browser that shows its page."""
    workshop = Workshop(tmp_path)
    terminal = make_terminal(
        tmp_path / "kiosk", clock=workshop.clock, opens=lambda: open_reader(chip)
    )
    return terminal, workshop.browser()


def readers_told(terminal: Terminal) -> list[str]:
    """Give what each heartbeat said of the reader."""
    return [one.reader for one in terminal.contents() if isinstance(one, Heartbeat)]


@pytest.mark.parametrize("name", AILMENTS)
def test_what_ails_the_reader_is_told_at_once_and_needs_no_restart(
    tmp_path: Path, name: str
) -> None:
    """An entry, the page and the yellow light within ten seconds; then all is well."""
    ail, mend = AILMENTS[name]
    field = Field()
    chip = EmulatedChip(field)
    terminal, browser = make(tmp_path, chip)
    terminal.run(20)
    assert (readers_told(terminal), terminal.lamps.staff) == ([], [WELL])

    ail(chip)
    for _ in range(10):
        terminal.run(1)
        if DEGRADED in terminal.lamps.staff:
            break
    (told,) = readers_told(terminal)
    assert told != "ok"
    assert terminal.lamps.staff == [WELL, DEGRADED]
    assert "Læseren virker ikke" in browser.see()
    assert browser.get("/health").status_code == 503

    mend(chip)
    terminal.run(40)
    assert readers_told(terminal) == [told, "ok"]
    assert terminal.lamps.staff == [WELL, DEGRADED, WELL]
    assert "Læseren virker ikke" not in browser.see()
    assert browser.get("/health").status_code == 200
    field.put(card_of_type("ntag", CardUid.from_hex(A_UID)))
    terminal.run(1)
    assert [one.greeting for one in terminal.answers] == [Greeting.UNKNOWN_CARD]


def test_even_a_moment_without_the_reader_is_told_and_shown(tmp_path: Path) -> None:
    """The yellow light does not wait for its turn: two seconds later all is well."""
    chip = EmulatedChip(Field())
    terminal, _ = make(tmp_path, chip)
    terminal.run(21.5)
    fail(chip)
    terminal.run(0.1)
    work(chip)
    assert terminal.lamps.staff == [WELL, DEGRADED]
    terminal.run(40)

    (told, mended) = readers_told(terminal)
    assert told.startswith("the SPI bus fails")
    assert mended == "ok"
    assert terminal.lamps.staff == [WELL, DEGRADED, WELL]


def test_a_reader_that_comes_and_goes_does_not_wear_out_the_card(
    tmp_path: Path,
) -> None:
    """A loose wire for ten minutes is an entry every half minute, and no more."""
    chip = EmulatedChip(Field())
    terminal, _ = make(tmp_path, chip)
    terminal.run(20)
    for _ in range(60):
        chip.faults.miso = 0x00
        terminal.run(5)
        chip.faults.miso = None
        terminal.run(5)
    told = readers_told(terminal)

    assert 10 <= len(told) <= 10 * 2 + 3
    assert len(set(told)) == 2


@pytest.mark.parametrize("version", [0x12, 0x88, 0xB2, 0x90, 0x91])
def test_an_imitation_of_the_chip_works_as_well(tmp_path: Path, version: int) -> None:
    """It reads cards, and only the doctor speaks of it: it is no fault."""
    field = Field()
    terminal, browser = make(tmp_path, EmulatedChip(field, version=version))
    terminal.run(10)
    field.put(card_of_type("ntag", CardUid.from_hex(A_UID)))
    terminal.run(1)

    assert [one.greeting for one in terminal.answers] == [Greeting.UNKNOWN_CARD]
    assert terminal.lamps.staff == [WELL]
    assert browser.get("/health").status_code == 200


def test_a_chip_that_nobody_knows_is_deaf_and_says_so(tmp_path: Path) -> None:
    """What calls itself neither by NXP's name nor an imitation's is not believed."""
    terminal, browser = make(tmp_path, EmulatedChip(Field(), version=0x5A))
    terminal.run(20)
    said = browser.get("/health").get_json()

    assert terminal.lamps.staff == [DEGRADED]
    assert said == {"status": "failing", "reasons": ["the reader said: no_chip"]}
