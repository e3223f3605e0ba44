"""Check the clock, and the chip that reads the cards."""

from firmware.moment import ClockState, Moment
from kiosk.doctor.check import Check, ok, warn
from kiosk.doctor.machine import Machine
from kiosk.door.chip_note import read_chip_version
from kiosk.settings import KioskSettings

NXP = {0x90: "MFRC522 version 0", 0x91: "MFRC522 version 1", 0x92: "MFRC522 version 2"}
CLONES = {0x88: "Fudan FM17522", 0xB2: "Fudan FM17522E", 0x12: "a counterfeit MFRC522"}
KEEPERS = {
    "systemd-timesyncd": "run/systemd/timesync/synchronized",
    "chrony": "run/chrony/chronyd.pid",
}


def clock(now: Moment, machine: Machine, *, trusted: bool) -> Check:
    """Check that the kernel calls the clock synchronised, and by which service."""
    if trusted:
        return ok("clock", "trusted")
    if now.clock is ClockState.SYNCED:
        keepers = [
            name for name, file in KEEPERS.items() if (machine.root / file).exists()
        ]
        return ok("clock", "right", keeper=", ".join(keepers) or "?")
    key = "wrong" if now.clock is ClockState.UNSYNCED else "unknown"
    return warn("clock", key)


def chip(settings: KioskSettings) -> Check:
    """Report which chip the terminal last found; only the terminal may ask it."""
    if settings.reader == "emulated":
        return ok("chip", "emulated")
    version = read_chip_version(settings.folder)
    if version is None:
        return warn("chip", "not_met")
    return judge_version(version)


def judge_version(version: int) -> Check:
    """Judge a chip by its version register."""
    shown_version = f"0x{version:02x}"
    if version in NXP:
        return ok("chip", "nxp", version=shown_version, chip=NXP[version])
    if version in CLONES:
        return warn("chip", "clone", version=shown_version, chip=CLONES[version])
    return warn("chip", "stranger", version=shown_version)
