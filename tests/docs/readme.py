"""The commands of the README, as a script that runs against a demo."""

import re
import sys
from pathlib import Path

from tests.paths import ROOT

README = ROOT / "README.md"
FENCED = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_RUN = re.compile(r"^make\b|demo --reset")
KIOSK, CENTRAL = "http://127.0.0.1:8400", "http://127.0.0.1:8500"
CHECKED = 'set -eu\ncurl() { command curl --fail --silent --show-error "$@"; }\n'


def commands() -> list[str]:
    """Return every command line that the README shows, in order."""
    return [
        line
        for block in FENCED.findall(README.read_text())
        for line in block.splitlines()
        if line.strip()
    ]


def script(*, kiosk: str, central: str) -> str:
    """Return a shell script of all that a running demo answers."""
    lines = [line for line in commands() if not NOT_RUN.search(line)]
    return CHECKED + "\n".join(lines).replace(KIOSK, kiosk).replace(CENTRAL, central)


def lay_out(folder: Path, demo: Path) -> None:
    """Make a folder look like a clone with a demo: `.venv/bin` and `demo`."""
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name, module in (("moedt", "-m server_sync"), ("python", "")):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec {sys.executable} {module} "$@"\n')
        program.chmod(0o755)
    (folder / "demo").symlink_to(demo)
