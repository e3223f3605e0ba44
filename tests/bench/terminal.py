"""What watching the door costs the processor, beside the package as it comes.

The real loop runs for some seconds: reader, desk, journal, lights, twenty polls a
second, with the reader's own waits really slept. A transfer on the bus is *accounted*
with 60 microseconds of processor time, all of it, because for so few bytes the
kernel's driver spins instead of sleeping; what the emulated chip itself takes is left
in. Both make the figure worse than a Raspberry Pi's bus would.
"""

import random
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from firmware.card import CardUid
from firmware.drivers.gpio_standin import GpioStandin, load_mfrc522
from firmware.drivers.mfrc522 import open_reader
from firmware.drivers.pins import PinKind, open_pin_factory
from firmware.emulator.cards import card_of_type
from firmware.emulator.chip import EmulatedChip
from firmware.emulator.field import Field
from firmware.emulator.spi import spidev_for
from kiosk.cli import POLL_SECONDS
from kiosk.doctor.machine import percentiles
from kiosk.journal.chain import Journal
from tests.bench.figure import Figure, figure
from tests.bench.journal import TimedLights, make_station

TRANSFER_SECONDS = 60e-6
POLLS_A_SECOND = 20
WARM_UP, POLLS = 40, 120
STOCK_POLLS = 20
TAPS, GONE_SECONDS, LOST_SECONDS = 100, 0.5, 5.0
AT_ONCE_MS = 100


def figures() -> list[Figure]:
    """Measure the loop with nobody at the door, as it is nearly always."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        ours = loop_percent(Path(folder))
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        waited = waits_ms(Path(folder))
    stock = stock_percent()
    return [
        figure(
            "terminal_cpu_percent_20_polls",
            round(ours, 2),
            "% of a core",
            "mfrc522 0.0.7: Request, 20 a second",
            round(stock, 1),
        ),
        figure(
            "tap_to_light_with_wait_p99_ms",
            round(percentiles(waited)[1], 1),
            "ms",
            "what a person calls at once",
            AT_ONCE_MS,
        ),
    ]


def waits_ms(folder: Path) -> list[float]:
    """Lay cards down while the loop runs at its own pace, at any moment of its wait."""
    field, lamps, dice = Field(), TimedLights(), random.Random(1)
    journal = Journal.open(folder / "journal.db", device="door-1")
    chip = EmulatedChip(field, transfer_seconds=TRANSFER_SECONDS)
    station = make_station(folder, lambda: open_reader(chip), lamps, journal)
    wait, over = threading.Event().wait, threading.Event()

    def run() -> None:
        while not over.wait(POLL_SECONDS):
            station.step()

    running = threading.Thread(target=run)
    running.start()
    waited = []
    for number in range(TAPS):
        wait(GONE_SECONDS + dice.uniform(0, POLL_SECONDS))
        # another one each time: on a busy machine the last may still count as lying
        card = card_of_type("ntag", CardUid.from_hex(f"04a3c6cae261{number:02x}"))
        begun = time.perf_counter()
        field.put(card)
        while lamps.lit_at < begun and time.perf_counter() - begun < LOST_SECONDS:
            wait(0.001)
        lit_at = lamps.lit_at
        seconds = lit_at - begun if lit_at > begun else LOST_SECONDS
        waited.append(seconds * 1e3)
        field.take(card)
    over.set()
    running.join()
    journal.close()
    lamps.close()
    return waited


def loop_percent(folder: Path) -> float:
    """Run the terminal's loop, and say what twenty of its steps take of a second."""
    chip = EmulatedChip(Field(), transfer_seconds=TRANSFER_SECONDS)

    def sleep(seconds: float) -> None:
        time.sleep(seconds)
        chip.time.sleep(seconds)

    lamps = TimedLights()
    journal = Journal.open(folder / "journal.db", device="door-1")
    station = make_station(
        folder, lambda: open_reader(chip, sleep=sleep), lamps, journal
    )
    wait = threading.Event().wait

    def step() -> None:
        wait(POLL_SECONDS)
        station.step()

    for _ in range(WARM_UP):
        step()
    percent = percent_of(step, chip, POLLS)
    journal.close()
    lamps.close()
    return percent


def stock_percent() -> float:
    """Ask with the package itself, which has no loop, journal or lights to carry."""
    chip = EmulatedChip(Field(), transfer_seconds=TRANSFER_SECONDS)
    gpio = GpioStandin(open_pin_factory(PinKind.MOCK))
    stock = load_mfrc522(gpio=gpio, spidev=spidev_for(chip)).MFRC522()
    return percent_of(
        lambda: stock.MFRC522_Request(stock.PICC_REQIDL), chip, STOCK_POLLS
    )


def percent_of(poll: Callable[[], object], chip: EmulatedChip, polls: int) -> float:
    """Say what twenty polls take of one core's second, the bus accounted in full."""
    transfers, begun = chip.transfers, time.process_time()
    for _ in range(polls):
        poll()
    spent = time.process_time() - begun
    spent += (chip.transfers - transfers) * TRANSFER_SECONDS
    return spent / polls * POLLS_A_SECOND * 100
