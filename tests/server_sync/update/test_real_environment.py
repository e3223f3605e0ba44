"""With a real pip, real environments and real links, and no network."""

import io
import os
import subprocess
from functools import partial
from pathlib import Path

import pytest

from server_sync.errors import UpdateRefused
from server_sync.update.build import build
from server_sync.update.manifest import Manifest
from server_sync.update.unpack import take
from tests.server_sync.update.releases import (
    PUBLIC,
    make_manifest,
    make_release,
    make_slots,
    make_wheel,
)

SMALL = "import beside, importlib.metadata; print(importlib.metadata.version('moedt'))"

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]


def test_a_release_is_installed_and_runs_from_the_link(tmp_path: Path) -> None:
    """Its command is that of the slot, whatever the link names later."""
    slots = make_slots(tmp_path)
    raw = make_release(tmp_path)
    before = os.umask(0o077)
    small = partial(build, try_it=SMALL)
    try:
        take(io.BytesIO(raw), slots=slots, public=PUBLIC, build=small)
    finally:
        os.umask(before)
    command = slots.root / "current" / "bin" / "moedt"
    said = subprocess.run([command], capture_output=True, text=True, check=True)

    assert said.stdout == "0.2.0\n"
    assert command.read_text().splitlines()[0] == f"#!{tmp_path}/b/bin/python"
    config = (tmp_path / "b" / "pyvenv.cfg").read_text()
    assert command.stat().st_mode & 0o777 == 0o755
    assert "include-system-site-packages = true" in config


def test_a_release_for_another_machine_is_not_installed(tmp_path: Path) -> None:
    """No wheel in it fits: said in a line, and never started."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    made = make_wheel(wheels)
    made.rename(wheels / "moedt-0.2.0-cp399-cp399-manylinux_2_28_riscv64.whl")
    release: Manifest = make_manifest(wheels)

    with pytest.raises(UpdateRefused, match="cannot be installed"):
        build(release, wheels, tmp_path / "slot", try_it=SMALL)
