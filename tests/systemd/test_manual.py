"""The manual says what is so."""

import re
import xml.etree.ElementTree as ET

from kiosk.settings import KioskSettings, PinNumbers
from tests.paths import DOCS
from tests.systemd.units import UNITS, keys_of

MANUAL = (DOCS / "install.md").read_text()
DRAWING = (DOCS / "wiring.svg").read_text()
HEADER = {17: 11, 27: 13, 23: 16, 22: 15, 18: 12, 8: 24, 11: 23, 10: 19, 9: 21, 25: 22}
"""Which pin of the header has which BCM number, for those that we use."""
NAMES = {"buzzer": "buzzer"} | {
    lamp: f"{lamp} light" for lamp in ("green", "blue", "white", "yellow")
}


def wiring() -> dict[str, tuple[int, int]]:
    """Read BCM number and header pin of each function out of the table."""
    rows = re.findall(r"^\| ([^|]+) \| GPIO(\d+) \| (\d+) \|", MANUAL, re.MULTILINE)
    return {
        name.removesuffix(", for staff"): (int(bcm), int(pin))
        for name, bcm, pin in rows
    }


def test_the_lights_are_wired_where_the_program_looks_for_them() -> None:
    """The table's pins are the settings' own defaults."""
    defaults, table = PinNumbers(), wiring()

    assert {lamp: table[name][0] for lamp, name in NAMES.items()} == {
        lamp: getattr(defaults, lamp) for lamp in NAMES
    }


def test_table_and_drawing_agree_with_the_header() -> None:
    """No BCM number stands beside another's pin."""
    table = wiring()
    pairs = [
        (int(bcm), int(pin)) for bcm, pin in re.findall(r"GPIO(\d+) · (\d+)", DRAWING)
    ]
    pairs += [
        (int(bcm), int(pin)) for pin, bcm in re.findall(r"(\d+) · GPIO(\d+)", DRAWING)
    ]

    assert len(table) == len(HEADER)
    assert dict(table.values()) == HEADER
    assert {bcm: pin for bcm, pin in pairs if bcm in HEADER} == HEADER


def test_the_drawing_can_be_drawn() -> None:
    """It is well-formed, and says in words what it shows."""
    root = ET.fromstring(DRAWING)  # noqa: S314 - our own file

    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.find("{http://www.w3.org/2000/svg}desc") is not None


def test_every_setting_is_explained() -> None:
    """A setting that nobody finds is no setting."""
    missing = [
        name
        for name in KioskSettings.__struct_fields__
        if f"`{name}`" not in MANUAL.partition("### Settings of a terminal")[2]
    ]

    assert missing == []


def test_every_unit_is_in_the_manual() -> None:
    """With what it may take at most, where that is bounded."""
    services = [path for path in UNITS if path.suffix == ".service"]
    unnamed = [
        path.name
        for path in services
        if "backup" not in path.name and f"| `{path.stem}` |" not in MANUAL
    ]
    limits = {
        path.stem: keys_of(path)["MemoryMax"][0].replace("M", " MB")
        for path in services
        if keys_of(path).get("Slice") == ["moedt.slice"]
    }
    rows = {
        name: next(line for line in MANUAL.splitlines() if f"| `{name}` |" in line)
        for name in limits
    }

    assert unnamed == []
    assert {name for name, most in limits.items() if most not in rows[name]} == set()


def test_nothing_is_promised_of_hardware_that_nobody_touched() -> None:
    """The honest part is there, and is not small."""
    honest = MANUAL.partition("## What has not been tried on hardware")[2]

    assert honest.count("\n* **") >= 8
