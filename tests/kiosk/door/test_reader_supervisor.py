"""A reader that fails for a moment."""

from firmware.reader import ReaderHealth, Reading
from kiosk.door.listening import Listening
from kiosk.door.reader_supervisor import ReaderSupervisor
from kiosk.journal.contents import Stretch
from tests.fakes import FakeReader
from tests.kiosk.terminals import card

SECOND = 10**9


def test_a_reader_that_fails_once_ends_the_stretch_at_once() -> None:
    """It is closed, left alone for two seconds, and opened anew."""
    reader, listening = FakeReader(), Listening()
    watch = ReaderSupervisor(reader.open, listening)
    for now in (0, SECOND):
        watch.poll(now)
        watch.check(now, can_write=True, now=True)
    reader.gone = True
    assert watch.poll(SECOND + 1) == Reading()
    reader.gone = False
    reader.readings = [card()]

    assert (watch.state, reader.closed) == ("the SPI bus fails", True)
    assert not listening.is_open
    assert listening.unreported() == (Stretch(from_boot_ns=0, to_boot_ns=SECOND),)
    assert watch.poll(3 * SECOND) == Reading()
    assert reader.opened == 1
    assert watch.poll(3 * SECOND + 1) == card()
    assert reader.opened == 2


def test_a_reader_that_is_not_there_yet_is_waited_for() -> None:
    """The terminal starts without it, and says what is missing."""
    reader = FakeReader(gone=True)
    watch = ReaderSupervisor(reader.open, Listening())
    watch.check(0, can_write=True)
    assert watch.state == "the SPI bus fails"
    reader.gone = False
    watch.check(2 * SECOND, can_write=True)

    assert watch.state == ReaderHealth.OK
    watch.close()
    watch.close()
    assert reader.closed
