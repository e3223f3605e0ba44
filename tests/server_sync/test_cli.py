"""The command `moedt`: small, honest about faults, and easy to stop."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click
import msgspec
import pytest
from click.testing import CliRunner

from firmware.clock import ManualClock
from firmware.errors import ReaderUnavailable
from kiosk.errors import JournalUnavailable
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Tap
from server_sync.cli import COMMANDS, moedt
from server_sync.errors import DeliveryFailed
from server_sync.lazy_commands import LazyGroup, Place
from server_sync.protocol.keys import fingerprint, load_key, new_key, public_bytes
from tests.server_sync.line import WALL_NS
from tests.server_sync.small_central import DEVICE, SmallCentral, serving

NOT_ON_THE_PI = ("flask", "apiflask", "gpiozero", "mfrc522", "server_sync.central")
PATIENCE_SECONDS = 20
COMMAND = (sys.executable, "-c", "from server_sync.cli import moedt; moedt()")


def test_help_names_every_command_and_imports_none() -> None:
    """One line for each command, without the weight of any."""
    table = {"far": Place(at="there.is.no.such:module", does="Something far away.")}
    group = LazyGroup(table=table, name="moedt")

    shown = CliRunner().invoke(group, ["--help"])

    assert shown.exit_code == 0
    assert "far  Something far away." in shown.output


def test_help_of_moedt_lists_its_table() -> None:
    """What `moedt --help` shows is what there is."""
    shown = CliRunner().invoke(moedt, ["--help"]).output

    assert [name for name in COMMANDS if f"  {name} " not in shown] == []


def test_an_unknown_command_is_refused() -> None:
    """A misspelt command is a usage error, not a crash."""
    assert CliRunner().invoke(moedt, ["uplnk"]).exit_code == 2


@pytest.mark.parametrize("module", ["server_sync.cli", "server_sync.uplink.process"])
def test_the_uplink_carries_nothing_that_it_does_not_need(module: str) -> None:
    """Neither the web framework nor the pins nor central are in its memory."""
    listing = f"import {module}, sys; print(*sys.modules)"
    loaded = subprocess.run(
        (sys.executable, "-c", listing), check=True, capture_output=True, text=True
    ).stdout.split()

    assert [name for name in NOT_ON_THE_PI if name in loaded] == []


def test_the_command_itself_carries_next_to_nothing() -> None:
    """`moedt tap` does not wait for what only the uplink needs."""
    listing = "import server_sync.cli, sys; print(*sys.modules)"
    loaded = subprocess.run(
        (sys.executable, "-c", listing), check=True, capture_output=True, text=True
    ).stdout.split()

    assert [n for n in ("sqlalchemy", "requests", "cryptography") if n in loaded] == []


FAULTS = {
    "reader": ReaderUnavailable("the reader does not answer"),
    "journal": JournalUnavailable("the disk is full"),
    "line": DeliveryFailed("out of\nreach"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_of_ours_is_one_line(
    fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs a command reads what is wrong, and no traceback."""
    shown = CliRunner().invoke(failing(fault, monkeypatch), ["fail"])

    assert shown.exit_code == 1
    assert shown.output == f"Error: {str(fault).replace(chr(10), ' ')}\n"


def test_a_fault_of_nobodys_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in the program still says where it is."""
    mistake = ZeroDivisionError("a mistake")

    shown = CliRunner().invoke(failing(mistake, monkeypatch), ["fail"])

    assert shown.exception is mistake


def failing(fault: Exception, monkeypatch: pytest.MonkeyPatch) -> LazyGroup:
    """Make a group whose command fails like this."""

    @click.command()
    def fail() -> None:
        raise fault

    monkeypatch.setattr(sys.modules[__name__], "failing_command", fail, raising=False)
    place = Place(at=f"{__name__}:failing_command", does="It fails.")
    return LazyGroup(table={"fail": place}, name="moedt")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Make the data folder of a terminal with three taps."""
    (tmp_path / "kiosk").mkdir()
    clock = ManualClock(wall_ns=WALL_NS)
    journal = Journal.open(tmp_path / "kiosk" / "journal.db", device=DEVICE)
    with closing(journal):
        for _ in range(3):
            journal.append(Tap(uid="04a3c6ca"), clock.now())
    return tmp_path


def write_settings(data: Path, *, url: str, public: bytes) -> None:
    """Say whom the terminal of that folder talks to."""
    (data / "kiosk.toml").write_text(
        f'device = "{DEVICE}"\ncentral_url = "{url}"\ncentral_key = "{public.hex()}"\n'
        "upload_seconds = 1\n"
    )


@contextmanager
def running_uplink(data: Path) -> Iterator[subprocess.Popen[str]]:
    """Run the real command, and end it if nothing else does."""
    process = subprocess.Popen(
        (*COMMAND, "uplink"),
        env={**os.environ, "DATA": str(data)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until that is so, but not for ever."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_uplink_delivers_and_stops_when_told(data: Path, number: int) -> None:
    """The real process delivers everything; a signal ends it with status 0."""
    key = new_key(data / "kiosk" / "device.key")
    central = SmallCentral(public=public_bytes(key))
    with serving(central) as port:
        central.address = f"http://127.0.0.1:{port}"
        write_settings(data, url=central.address, public=central.public_key)
        with running_uplink(data) as process:
            wait_until(lambda: len(central.held) >= 4)  # the taps and an anchor
            process.send_signal(number)
            _, said = process.communicate(timeout=PATIENCE_SECONDS)

    assert process.returncode == 0
    assert "Traceback" not in said
    assert f"uplink starts fingerprint={fingerprint(public_bytes(key))}" in said
    with closing(Journal.open(data / "kiosk" / "journal.db", device=DEVICE)) as journal:
        held = {e.seq: msgspec.msgpack.encode(e) for e in journal.after(0, 100)}
    assert {seq: held[seq] for seq in central.held} == central.held


def test_the_uplink_survives_a_central_that_is_away(data: Path) -> None:
    """With nobody at the other end it keeps trying, and stops as cleanly."""
    write_settings(data, url="http://127.0.0.1:1", public=bytes(32))
    with running_uplink(data) as process:
        wait_until((data / "kiosk" / "uplink.json").exists)
        assert process.poll() is None
        process.terminate()
        _, said = process.communicate(timeout=PATIENCE_SECONDS)

    assert process.returncode == 0
    assert "Traceback" not in said


def test_the_fingerprint_is_that_of_the_key_made_here(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person can read out the key of a terminal that has never sent anything."""
    write_settings(data, url="", public=bytes(32))
    monkeypatch.setenv("DATA", str(data))

    shown = CliRunner().invoke(moedt, ["uplink", "--fingerprint"])

    public = public_bytes(load_key(data / "kiosk" / "device.key"))
    assert shown.output == f"{fingerprint(public)}\n{public.hex()}\n"


def test_an_uplink_without_settings_says_what_to_write(tmp_path: Path) -> None:
    """A missing settings file ends in one line and status 1."""
    missing = str(tmp_path / "kiosk.toml")

    shown = CliRunner().invoke(moedt, ["uplink", "--settings", missing])

    assert shown.exit_code == 1
    assert shown.output.startswith(f"Error: {missing} cannot be read")
    assert len(shown.output.splitlines()) == 1
