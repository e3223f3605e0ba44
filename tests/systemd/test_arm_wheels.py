"""Nothing is compiled on a Raspberry Pi: every pinned package has a wheel for it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.systemd.wheels import NO_WHEEL, REQUIREMENTS

FROM_APT = ("lgpio", "spidev")
"""They drive the pins and the bus, and come from Debian (see systemd/install.sh)."""


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("version", ["3.11", "3.13"])
def test_every_package_has_a_wheel_for_the_pi(version: str, tmp_path: Path) -> None:
    """64-bit Arm, for Bookworm's Python and for Trixie's, with the hashes we pin."""
    abi = f"cp{version.replace('.', '')}"
    abis = [word for name in (abi, "abi3", "none") for word in ("--abi", name)]
    platforms = [
        word
        for name in ("manylinux_2_28_aarch64", "manylinux_2_17_aarch64")
        for word in ("--platform", name)
    ]
    done = subprocess.run(
        [
            sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
            "--require-hashes", "--only-binary=:all:", "--python-version", version,
            *platforms, *abis, "--dest", str(tmp_path), "-r", str(REQUIREMENTS),
        ],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    if done.returncode and not any(words in done.stderr for words in NO_WHEEL):
        pytest.skip(f"no package index is in reach: {done.stderr[-200:]}")

    assert done.returncode == 0, done.stderr
    fetched = [path.name.lower() for path in tmp_path.iterdir()]
    assert [name for name in fetched if name.startswith(FROM_APT)] == []
