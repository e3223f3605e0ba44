"""Check the machine: bus, power, memory, disk, units."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from firmware.clock import Clock
from kiosk.doctor.certificates import AskCertificateEnd, not_after
from kiosk.doctor.check import Check, fail, ok, warn

SYNCS = 100
BLOCK = bytes(4096)
SLOW_DISK_MS = 100.0
MEBIBYTE = 2**20
LOW_MEBIBYTES, EMPTY_MEBIBYTES = 500, 20
LOW_NOW, LOW_EVER = 0x1, 0x10000
HOT_NOW, HOT_EVER = 0xE, 0xE0000
COMMAND_SECONDS = 5
TERMINAL = "moedt-terminal.service"
UNITS = (TERMINAL, "moedt-page.service", "moedt-uplink.service")


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What the checks read and run.

    Attributes:
        root: the folder that is searched in place of `/`.
        run: runs a command and gives what it printed, or None if it failed.
        certificate_end: asks a host at a port when its certificate ends.
    """

    root: Path
    run: Callable[[list[str]], str | None]
    certificate_end: AskCertificateEnd = not_after


def this_machine() -> Machine:
    """Return the machine that this runs on."""
    return Machine(root=Path("/"), run=_run)


def bus(machine: Machine, *, emulated: bool) -> Check:
    """Check that the SPI bus is there and may be used."""
    node = machine.root / "dev" / "spidev0.0"
    if emulated:
        return ok("bus", "emulated")
    if not node.exists():
        return fail("bus", "off")
    if not os.access(node, os.R_OK | os.W_OK):
        return warn("bus", "forbidden")
    return ok("bus", "on")


def power(machine: Machine) -> Check:
    """Ask a Raspberry Pi about undervoltage and overheating."""
    output = machine.run(["vcgencmd", "get_throttled"])
    _, _, digits = (output or "").strip().partition("throttled=")
    try:
        bits = int(digits, 16)
    except ValueError:
        return ok("power", "unknown")
    for key, mask in (
        ("low_now", LOW_NOW),
        ("low_ever", LOW_EVER),
        ("hot_now", HOT_NOW),
        ("hot_ever", HOT_EVER),
    ):
        if bits & mask:
            return warn("power", key, bits=f"0x{bits:x}")
    return ok("power", "enough")


def memory(machine: Machine) -> Check:
    """Check that the kernel counts memory, since limits need that."""
    listing = machine.root / "sys" / "fs" / "cgroup" / "cgroup.controllers"
    try:
        counted = "memory" in listing.read_text(encoding="ascii").split()
    except OSError:
        return ok("memory", "unknown")
    return ok("memory", "counted") if counted else warn("memory", "not_counted")


def free_space(folder: Path) -> Check:
    """Check the free space on the disk. A year of taps needs a few megabytes."""
    free = shutil.disk_usage(folder).free // MEBIBYTE
    return judge_free_space(free)


def judge_free_space(mebibytes: int) -> Check:
    """Judge the free space."""
    if mebibytes < EMPTY_MEBIBYTES:
        return fail("room", "none", mebibytes=mebibytes)
    if mebibytes < LOW_MEBIBYTES:
        return warn("room", "little", mebibytes=mebibytes)
    return ok("room", "enough", mebibytes=mebibytes)


def disk(folder: Path, clock: Clock) -> Check:
    """Measure how long the disk takes to sync one block, a hundred times."""
    scratch = folder / ".doctor"
    durations: list[float] = []
    file = os.open(scratch, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        for number in range(SYNCS):
            begun = clock.now().boot_ns
            os.pwrite(file, BLOCK, number * len(BLOCK))
            os.fdatasync(file)
            durations.append((clock.now().boot_ns - begun) / 1e6)
    finally:
        os.close(file)
        scratch.unlink()
    return disk_speed(durations)


def disk_speed(durations_ms: list[float]) -> Check:
    """Judge the measured times."""
    middle, high, longest = (
        round(duration, 1) for duration in percentiles(durations_ms)
    )
    judge = ok if high <= SLOW_DISK_MS else warn
    key = "quick" if high <= SLOW_DISK_MS else "slow"
    return judge(
        "disk", key, times=len(durations_ms), p50=middle, p99=high, max=longest
    )


def percentiles(durations_ms: list[float]) -> tuple[float, float, float]:
    """Return the median, the 99th percentile and the longest."""
    ordered = sorted(durations_ms)
    last = len(ordered) - 1
    return ordered[last // 2], ordered[round(last * 0.99)], ordered[last]


def units(machine: Machine, *, has_central: bool) -> Check:
    """Ask systemd whether the three processes run."""
    if not (machine.root / "run" / "systemd" / "system").exists():
        return ok("units", "no_systemd")
    output = {
        unit: (machine.run(["systemctl", "is-active", unit]) or "").strip()
        for unit in UNITS
        if has_central or "uplink" not in unit
    }
    if not any(output.values()):
        return warn("units", "silent")
    down = [unit for unit, state in output.items() if state != "active"]
    if not down:
        return ok("units", "active")
    judge = fail if TERMINAL in down else warn
    return judge("units", "down", units=", ".join(down))


def _run(command: list[str]) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 - the commands stand above
            command,
            capture_output=True,
            text=True,
            check=False,
            timeout=COMMAND_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout
