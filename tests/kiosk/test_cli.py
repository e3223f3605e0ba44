"""The terminal's commands, with a real terminal running beside the tests."""

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from kiosk import cli
from kiosk.emulated.reader_socket import EmulatedCard, HoldRequest, hold_cards
from kiosk.errors import TerminalNotRunning
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Heartbeat, Start, Stop, Tap, decode_content
from kiosk.roster.roster import ExpectedSession
from tests.builders import make_card, make_person, make_roster

DEVICE = "door-1"
TRIES = 200
STOP_SECONDS = 20


@dataclass(frozen=True)
class Demo:
    """A folder with settings and a roster in which Alice and Bob are expected now."""

    data: Path

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.data / "kiosk.toml"

    def run(self, command: str) -> subprocess.Popen[str]:
        """Start one of the commands that run until they are stopped."""
        code = f"from kiosk.cli import {command}; {command}()"
        return subprocess.Popen(
            [sys.executable, "-c", code, "--settings", str(self.settings)],
            stderr=subprocess.PIPE,
            text=True,
        )

    def tap(self, *arguments: str) -> Result:
        """Run `moedt tap`."""
        return CliRunner().invoke(cli.tap, [*arguments, "--data", str(self.data)])

    def doctor(self, *arguments: str) -> Result:
        """Run `moedt doctor`."""
        options = ["--settings", str(self.settings), *arguments]
        return CliRunner().invoke(cli.doctor, options)


def make_demo(folder: Path, **settings: object) -> Demo:
    """Write settings and roster."""
    said = {"device": DEVICE, "reader": "emulated", "trust_clock": True} | settings
    lines = [f"{key} = {json.dumps(value)}" for key, value in said.items()]
    (folder / "kiosk").mkdir()
    (folder / "kiosk.toml").write_text("\n".join(lines), encoding="utf-8")
    now = datetime.now(UTC).replace(microsecond=0)
    people = (make_person(), make_person("bob"))
    roster = make_roster(
        made_at=now,
        first=now.date() - timedelta(days=2),
        last=now.date() + timedelta(days=2),
        people=people,
        cards=(make_card(), make_card(uid="aabbccdd", person="bob")),
        expected=tuple(
            ExpectedSession(person=person.id, start=now, end=now + timedelta(hours=2))
            for person in people
        ),
    )
    raw = msgspec.json.encode(roster)
    (folder / "kiosk" / "roster.json").write_bytes(raw)
    return Demo(data=folder)


def stop(process: subprocess.Popen[str], how: int = signal.SIGTERM) -> str:
    """Stop it in good order, and return what it said."""
    process.send_signal(how)
    _, said = process.communicate(timeout=STOP_SECONDS)
    assert process.returncode == 0, said
    return said


def wait_for_terminal(demo: Demo) -> None:
    """Wait until it answers a card that is not looked at."""
    for _ in range(TRIES):
        try:
            if hold_cards(
                demo.data / "kiosk" / "field.sock",
                HoldRequest(cards=(EmulatedCard(uid="01020304"),), hold_ms=100),
            ):
                return
        except TerminalNotRunning:
            signal.sigtimedwait([], 0.05)
    pytest.fail("the terminal did not start")


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Demo]:
    """Start a terminal, and stop it afterwards."""
    demo = make_demo(tmp_path)
    process = demo.run("terminal")
    try:
        wait_for_terminal(demo)
        yield demo
    finally:
        process.kill()
        process.communicate()


def test_tap_says_light_words_and_name_in_one_line(running: Demo) -> None:
    """Each way of tapping gets its answer; --json says the same to a program."""
    lines = [
        running.tap("alice").output,
        running.tap("--unknown").output,
        running.tap("--phone").output,
        running.tap("--uid", "AA:BB:CC:DD").output,
        running.tap("--two").output,
    ]
    told = json.loads(running.tap("Bob Jensen", "--json").output)

    assert lines[0].startswith("green: Velkommen. Du er registreret kl. ")
    assert lines[0].endswith(" (Alice Jensen)\n")
    stranger = (
        "blue: Vi kender ikke kortet endnu. Kom bare ind – en medarbejder hjælper"
        " dig.\n"
    )
    assert lines[1:3] == [stranger, stranger]
    assert lines[3].endswith("(Bob Jensen)\n")
    assert [line[:23] for line in lines[4].splitlines()] == [
        "green: Du er allerede r"
    ] * 2
    assert (told["greeting"], told["signal"], told["person"]) == (
        "already",
        "green",
        "Bob Jensen",
    )


def test_a_tap_that_cannot_be_done_says_why(tmp_path: Path) -> None:
    """1 where nobody is meant, 2 where nothing runs; and nothing is said twice."""
    demo = make_demo(tmp_path)
    wishes = ("Alcie", "alice", "--uid zz", "")
    told = {wish: demo.tap(*wish.split()) for wish in wishes}

    codes = {wish: result.exit_code for wish, result in told.items()}
    assert codes == {"Alcie": 1, "alice": 2, "--uid zz": 1, "": 1}
    assert "did you mean Alice Jensen?" in told["Alcie"].output
    assert "make run" in told["alice"].output
    assert "not hexadecimal" in told["--uid zz"].output


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_terminal_that_is_told_to_stop_says_so_in_the_journal(
    tmp_path: Path, how: int
) -> None:
    """Start, the tap, what was heard, stop: and the socket is gone."""
    demo = make_demo(tmp_path)
    process = demo.run("terminal")
    wait_for_terminal(demo)
    demo.tap("alice")  # by then it has listened for a while
    stop(process, how)
    journal = Journal.open(demo.data / "kiosk" / "journal.db", device=DEVICE)
    told = [
        decode_content(entry.kind, entry.content)
        for entry in journal.after(0, 99)
        if entry.content
    ]
    journal.close()

    assert isinstance(told[0], Start)
    assert next(one.uid for one in told if isinstance(one, Tap)) == "01020304"
    assert isinstance(told[-2], Heartbeat)
    assert len(told[-2].listened) == 1
    assert told[-1] == Stop(why="told to stop")
    assert not (demo.data / "kiosk" / "field.sock").exists()


def test_two_terminals_in_one_folder_are_one_too_many(running: Demo) -> None:
    """The second says so and leaves the first alone."""
    second = running.run("terminal")
    _, said = second.communicate(timeout=STOP_SECONDS)

    assert second.returncode == 1
    assert "a terminal already runs in" in said
    assert running.tap("alice").exit_code == 0


def test_the_doctor_is_content_with_a_terminal_that_works(running: Demo) -> None:
    """All that is the terminal's own is well; the machine below may be anybody's."""
    told = {one["what"]: one for one in json.loads(running.doctor("--json").output)}
    own = ("settings", "bus", "chip", "clock", "roster", "journal", "reader", "central")

    assert {what: told[what]["state"] for what in own} == dict.fromkeys(own, "ok")
    assert told["journal"]["values"]["synchronous"] == "FULL"


def test_the_doctor_speaks_danish_or_english(running: Demo) -> None:
    """A line for each thing looked at, and one that says it all."""
    danish = running.doctor().output.splitlines()
    english = running.doctor("--language", "en").output.splitlines()

    assert danish[0].startswith("godt  Indstillinger: ")
    assert english[0].startswith("good  Settings: ")
    assert len(danish) == len(english) == 16


def test_a_wrong_setting_stops_every_command_with_a_hint(tmp_path: Path) -> None:
    """Nothing is started, nothing is made, and the key meant is named."""
    demo = make_demo(tmp_path, devise="x")
    before = sorted(tmp_path.rglob("*"))
    for command in ("terminal", "page"):
        process = demo.run(command)
        _, said = process.communicate(timeout=STOP_SECONDS)
        assert process.returncode == 1
        assert said.splitlines()[-1].endswith(
            "there is no setting 'devise'; did you mean device?"
        )
    checks = json.loads(demo.doctor("--json").output)

    assert [(one["what"], one["state"]) for one in checks] == [("settings", "fail")]
    assert demo.doctor().exit_code == 2
    assert sorted(tmp_path.rglob("*")) == before


def test_the_page_is_served_and_stops_when_told(tmp_path: Path) -> None:
    """Gunicorn serves it, one process that watches and one that works."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    demo = make_demo(tmp_path, page_port=port)
    process = demo.run("page")
    answer = ""
    for _ in range(TRIES):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as page:
                answer = page.read().decode()
                break
        except OSError:
            signal.sigtimedwait([], 0.1)
    stop(process)

    assert "<html" in answer


HEAVY = {
    "kiosk.terminal": ("flask", "requests", "gunicorn", "werkzeug"),
    "kiosk.web.server": ("flask", "gpiozero", "requests", "mfrc522", "sqlalchemy"),
    "kiosk.web.app": ("gpiozero", "requests", "mfrc522", "firmware.drivers.lights"),
    "kiosk.cli": ("flask", "gpiozero", "requests", "sqlalchemy", "gunicorn"),
}


@pytest.mark.parametrize("module", HEAVY)
def test_each_process_carries_only_what_it_needs(module: str) -> None:
    """A Pi has little memory, and the page never touches pins."""
    code = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", code], text=True).split()

    assert [heavy for heavy in HEAVY[module] if heavy in loaded] == []
