"""A cut at any step leaves a terminal that works, and an update that can be made."""

import json
import subprocess
import sys
from pathlib import Path

from tests.server_sync.update.releases import make_release

CHANGES_MIN = 15


def cuts(tmp_path: Path, takes: str) -> list[dict[str, object]]:
    """Cut before every change to the disk, one after the other."""
    release, folder = tmp_path / "moedt.release", tmp_path / "cuts"
    release.write_bytes(make_release(tmp_path))
    folder.mkdir()
    done = subprocess.run(
        [
            sys.executable, "-m", "tests.server_sync.update.cutting",
            str(folder), str(release), takes,
        ],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_cut_anywhere_in_an_update_leaves_one_version_or_the_other(
    tmp_path: Path,
) -> None:
    """Whole, started at the next boot, and brought up to date then or later."""
    found = cuts(tmp_path, "1")

    assert len(found) > CHANGES_MIN
    assert {one["runs"] for one in found} == {"0.1.0", "0.2.0"}
    assert {one["on_trial"] for one in found} == {False}
    assert {one.get("again", one["booted"]) for one in found} == {"0.2.0"}
    assert [one for one in found if one["says"] != one["runs"]] == []
    assert [one for one in found if one["laid"] != one["booted"]] == []
    assert found[-1]["status"] == 0


def test_a_cut_anywhere_in_a_failing_update_ends_with_the_old_version(
    tmp_path: Path,
) -> None:
    """Also where the power goes while it is being taken back."""
    found = cuts(tmp_path, "never")

    assert len(found) > CHANGES_MIN
    assert {one["booted"] for one in found} == {"0.1.0"}
    assert {one["laid"] for one in found} == {"0.1.0"}
    assert {one["on_trial"] for one in found} == {False}
