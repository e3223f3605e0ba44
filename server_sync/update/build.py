"""Make a virtual environment from verified wheels, without a network."""

import subprocess
import sys
from pathlib import Path

from server_sync.errors import UpdateRefused
from server_sync.update.manifest import PROJECT, Manifest, requirements_of

BUILD_SECONDS_MAX = 900
READ_BY_ALL = 0o022
"""Whatever root's own is: the terminal's user must be able to read its program."""
TRY_IT = (
    "import kiosk.terminal, kiosk.web.app, kiosk.web.server;"
    "import server_sync.uplink.process;"
    "import importlib.metadata;"
    f"print(importlib.metadata.version({PROJECT!r}))"
)


def build(
    manifest: Manifest, wheels: Path, slot: Path, *, try_it: str = TRY_IT
) -> None:
    """Install a release into an empty slot, and check that it can start.

    lgpio and spidev are the system's packages, as after `make install-kiosk`.

    Raises:
        UpdateRefused: the release cannot be installed on this machine.
    """
    python = str(slot / "bin" / "python")
    _run(sys.executable, "-m", "venv", "--system-site-packages", str(slot))
    _run(
        python, "-m", "pip", "--isolated", "--disable-pip-version-check", "--quiet",
        "--no-cache-dir", "install", "--no-index", "--no-deps", "--only-binary=:all:",
        "--ignore-installed", "--find-links", str(wheels), *requirements_of(manifest),
    )  # fmt: skip
    output = _run(python, "-I", "-c", try_it).strip()
    if output != manifest.version:
        raise UpdateRefused(f"what was installed calls itself {output!r}")


def _run(*command: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - our own Python, and names that were checked
            command,
            capture_output=True,
            text=True,
            check=False,
            timeout=BUILD_SECONDS_MAX,
            umask=READ_BY_ALL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UpdateRefused(f"the release cannot be installed: {error}") from error
    if done.returncode:
        why = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise UpdateRefused(f"the release cannot be installed: {' '.join(why)}")
    return done.stdout
