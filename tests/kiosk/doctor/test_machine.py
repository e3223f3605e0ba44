"""The machine underneath, whole and broken in each way."""

import os
from pathlib import Path

import pytest

from firmware.clock import SystemClock
from kiosk.doctor import machine
from kiosk.doctor.check import Check, Severity
from kiosk.doctor.machine import Machine


def make_machine(root: Path, *files: str, **answers: str) -> Machine:
    """Make a machine with these files, whose commands answer so."""
    for file in files:
        name, _, text = file.partition("=")
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return Machine(root=root, run=lambda command: answers.get(command[0]))


def found(check: Check) -> tuple[Severity, str]:
    """Say what was found, without its numbers."""
    return check.state, check.key


def test_a_bus_that_is_off_is_a_failure(tmp_path: Path) -> None:
    """Unless nobody needs it."""
    bare = make_machine(tmp_path)

    assert found(machine.bus(bare, emulated=False)) == (Severity.FAIL, "off")
    assert found(machine.bus(bare, emulated=True)) == (Severity.OK, "emulated")


def test_a_bus_that_is_on_may_still_be_forbidden(tmp_path: Path) -> None:
    """Then only the one who asks is the trouble, and not the terminal."""
    on = make_machine(tmp_path, "dev/spidev0.0=")
    assert found(machine.bus(on, emulated=False)) == (Severity.OK, "on")
    (tmp_path / "dev" / "spidev0.0").chmod(0)
    if os.access(tmp_path / "dev" / "spidev0.0", os.R_OK):
        pytest.skip("nothing is forbidden to root")

    assert found(machine.bus(on, emulated=False)) == (Severity.WARN, "forbidden")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("throttled=0x0\n", (Severity.OK, "enough")),
        ("throttled=0x50005\n", (Severity.WARN, "low_now")),
        ("throttled=0x50000\n", (Severity.WARN, "low_ever")),
        ("throttled=0x80008\n", (Severity.WARN, "hot_now")),
        ("throttled=0x80000\n", (Severity.WARN, "hot_ever")),
        ("VCHI initialization failed\n", (Severity.OK, "unknown")),
        ("throttled=\n", (Severity.OK, "unknown")),
    ],
)
def test_power_is_what_the_firmware_says(
    tmp_path: Path, said: str, expected: tuple[Severity, str]
) -> None:
    """A supply that is too weak comes before heat; no answer is no accusation."""
    assert found(machine.power(make_machine(tmp_path, vcgencmd=said))) == expected


def test_elsewhere_power_is_not_measured(tmp_path: Path) -> None:
    """No such command is no fault."""
    assert found(machine.power(make_machine(tmp_path))) == (Severity.OK, "unknown")


@pytest.mark.parametrize(
    ("controllers", "expected"),
    [
        ("cpuset cpu io memory pids\n", (Severity.OK, "counted")),
        ("cpuset cpu io pids\n", (Severity.WARN, "not_counted")),
    ],
)
def test_memory_limits_may_do_nothing(
    tmp_path: Path, controllers: str, expected: tuple[Severity, str]
) -> None:
    """Raspberry Pi OS does not count memory unless it is told to."""
    at = make_machine(tmp_path, f"sys/fs/cgroup/cgroup.controllers={controllers}")

    assert found(machine.memory(at)) == expected


@pytest.mark.parametrize(
    ("mebibytes", "expected"),
    [
        (500, Severity.OK),
        (499, Severity.WARN),
        (20, Severity.WARN),
        (19, Severity.FAIL),
    ],
)
def test_room_runs_out_in_two_steps(mebibytes: int, expected: Severity) -> None:
    """First somebody should look, then nothing can be registered."""
    assert machine.judge_free_space(mebibytes).state is expected


def test_a_slow_disk_is_told_with_its_numbers() -> None:
    """One slow write in a hundred is the card's habit, two are trouble."""
    quick = machine.disk_speed([5.0] * 99 + [600.0])
    slow = machine.disk_speed([5.0] * 98 + [101.0] * 2)

    assert found(quick) == (Severity.OK, "quick")
    assert quick.values == {"times": 100, "p50": 5.0, "p99": 5.0, "max": 600.0}
    assert found(slow) == (Severity.WARN, "slow")


def test_the_disk_is_measured_and_left_as_it_was(tmp_path: Path) -> None:
    """A hundred blocks are written, and none stays."""
    check = machine.disk(tmp_path, SystemClock())

    assert check.values["times"] == 100
    assert list(tmp_path.iterdir()) == []


def test_percentiles_are_of_what_was_measured() -> None:
    """The 99th of a hundred is the last but one."""
    hundred = [float(number) for number in range(100, 0, -1)]

    assert machine.percentiles(hundred) == (50, 99, 100)
    assert machine.percentiles([7.0]) == (7, 7, 7)


def states(**said: str) -> Machine:
    """Make a machine whose systemd says this of each unit."""

    def run(command: list[str]) -> str | None:
        name = command[-1].removeprefix("moedt-").removesuffix(".service")
        return said.get(name)

    return Machine(root=Path("/"), run=run)


def test_where_systemd_does_not_run_nothing_is_asked(tmp_path: Path) -> None:
    """The demo, say."""
    bare = make_machine(tmp_path)

    assert found(machine.units(bare, has_central=True)) == (Severity.OK, "no_systemd")


@pytest.mark.parametrize(
    ("said", "has_central", "expected", "down"),
    [
        ({"terminal": "active", "page": "active", "uplink": "active"}, True, "ok", ""),
        ({"terminal": "active", "page": "active"}, False, "ok", ""),
        ({}, True, "warn", ""),
        (
            {"terminal": "active", "page": "failed\n", "uplink": "active"},
            True,
            "warn",
            "moedt-page.service",
        ),
        (
            {"terminal": "activating", "page": "active"},
            True,
            "fail",
            "moedt-terminal.service, moedt-uplink.service",
        ),
    ],
)
def test_a_process_that_is_down_is_named(
    tmp_path: Path, said: dict[str, str], has_central: bool, expected: str, down: str
) -> None:
    """Without the terminal the door does not work; without the others it does."""
    (tmp_path / "run" / "systemd" / "system").mkdir(parents=True)
    at = Machine(root=tmp_path, run=states(**said).run)
    check = machine.units(at, has_central=has_central)

    assert (check.state.value, check.values.get("units", "")) == (expected, down)


def test_a_command_that_is_not_there_answers_nothing() -> None:
    """Most machines have no vcgencmd."""
    run = machine.this_machine().run

    assert run(["no-such-command-here"]) is None
    assert run(["echo", "said"]) == "said\n"
