"""The units as they would lie on a machine, and what their keys say."""

import subprocess
from collections import defaultdict
from pathlib import Path

from tests.paths import ROOT

SYSTEMD = ROOT / "systemd"
INSTALL = SYSTEMD / "install.sh"
UNITS = sorted((SYSTEMD / "units").iterdir())
SERVICES = [path for path in UNITS if path.suffix == ".service"]
PROGRAMS = (
    "/opt/moedt/current/bin/moedt",
    "/opt/moedt/trusted/bin/moedt",
    "/usr/bin/cage",
)

Keys = dict[str, list[str]]


def install(
    what: str, root: Path, *, check: bool = True
) -> subprocess.CompletedProcess[str]:
    """Lay out or take away what the installer would, below this folder."""
    command = [str(INSTALL), what, "--root", str(root)]
    return subprocess.run(command, capture_output=True, text=True, check=check)


def with_programs(folder: Path) -> Path:
    """Copy the units, and let them name programs that are there on every machine."""
    programs = folder / "bin"
    programs.mkdir()
    texts = {path.name: path.read_text() for path in UNITS}
    for program in PROGRAMS:
        stand_in = programs / Path(program).name
        stand_in.write_text("#!/bin/sh\n")
        stand_in.chmod(0o755)
        texts = {
            name: text.replace(program, str(stand_in)) for name, text in texts.items()
        }
    for name, text in texts.items():
        (folder / name).write_text(text)
    return folder


def keys_of(path: Path) -> Keys:
    """Read a unit as systemd does: a key may stand there more than once."""
    found: Keys = defaultdict(list)
    for line in path.read_text().splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith(("#", ";")):
            found[key].append(value)
    return dict(found)


def unit(name: str) -> Keys:
    """Read one of our units by its name."""
    return keys_of(SYSTEMD / "units" / name)
