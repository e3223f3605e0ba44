"""`make test` fails when the tests or lint do, and shows what lint wrote, whole."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.paths import ROOT

TOOLS = ("ruff", "mypy", "lint-imports")
FOUND = [f"fault {number}" for number in range(300)]


def make_test(
    folder: Path, *, tests: int, lint: int
) -> subprocess.CompletedProcess[str]:
    """Run `make test` with tools that only write, and end with these codes."""
    for name in TOOLS:
        tool = folder / name
        tool.write_text(f"#!/bin/sh\nseq -f 'fault %g' 0 299\nexit {lint}\n")
        tool.chmod(0o755)
    return subprocess.run(
        [
            *("make", "--old-file=.venv/.tested", "test", f"BIN={folder}"),
            f"PYTEST=echo the tests run; sh -c 'exit {tests}'",
        ],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("tests", [0, 1])
def test_a_fault_that_lint_finds_fails_and_is_shown_whole(
    tmp_path: Path, tests: int
) -> None:
    """Whatever the tests say; nothing of it stands between their lines."""
    done = make_test(tmp_path, tests=tests, lint=1)

    assert done.returncode != 0
    first, *others = done.stdout.splitlines()
    assert first == "the tests run"
    assert [line for line in others if line.startswith("fault")] == FOUND


def test_tests_that_fail_are_a_failure_whatever_lint_says(tmp_path: Path) -> None:
    """Lint that finds nothing hides no failed test."""
    done = make_test(tmp_path, tests=2, lint=0)

    assert done.returncode != 0
    assert "fault" not in done.stdout


def test_both_content_is_a_success_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """What lint wrote is deleted."""
    done = make_test(tmp_path, tests=0, lint=0)

    assert done.returncode == 0
    assert {path.name for path in tmp_path.iterdir()} == set(TOOLS)
