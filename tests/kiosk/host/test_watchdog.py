"""What systemd hears."""

import logging
import socket
from pathlib import Path

from kiosk.host.logs import EventLines
from kiosk.host.watchdog import EVERY_STEPS, Watchdog


def test_systemd_hears_ready_once_and_then_of_every_second(tmp_path: Path) -> None:
    """Twenty steps a second are one word a second."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "n"))
        systemd.settimeout(1)
        watchdog = Watchdog(str(tmp_path / "n"))
        for _ in range(2 * EVERY_STEPS + 1):
            watchdog.step_taken()
        heard = [systemd.recv(99) for _ in range(3)]

    assert heard == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]


def test_a_slow_loop_says_it_at_every_step(tmp_path: Path) -> None:
    """An uplink takes a step in a quarter of a minute."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "n"))
        systemd.settimeout(1)
        watchdog = Watchdog(str(tmp_path / "n"), every_steps=1)
        for _ in range(3):
            watchdog.step_taken()
        heard = [systemd.recv(99) for _ in range(3)]

    assert heard == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]


def test_where_nobody_listens_the_door_goes_on(tmp_path: Path) -> None:
    """Started by hand, or systemd gone: not the door's trouble."""
    Watchdog(None).step_taken()
    Watchdog(str(tmp_path / "gone")).step_taken()
    Watchdog("@gone").step_taken()


def test_a_log_line_is_an_event_and_its_fields() -> None:
    """What led to it comes along."""
    record = logging.makeLogRecord(
        {"msg": "roster refused", "why": "x", "exc_text": ""}
    )

    assert EventLines().format(record) == "roster refused why=x"
