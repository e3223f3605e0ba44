"""The README's commands hold on any day; the demo's own test runs them."""

import re
import subprocess

from tests.docs.readme import commands, script
from tests.paths import ROOT

DATE = re.compile(r"\b20\d\d-\d\d")


def test_no_command_of_the_readme_names_a_date() -> None:
    """What is shown today works next year."""
    assert [line for line in commands() if DATE.search(line)] == []


def test_the_commands_are_a_script_that_parses() -> None:
    """A quote that is left open is found here, without a demo."""
    written = script(kiosk="http://127.0.0.1:1", central="http://127.0.0.1:2")
    parsed = subprocess.run(
        ["sh", "-n"], input=written, text=True, capture_output=True, check=False
    )

    assert parsed.stderr == ""
    assert written.count("moedt ") >= 6


def test_make_alone_lists_every_target() -> None:
    """A target without a line of its own would be found by nobody."""
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    shown = subprocess.run(
        ["make"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout

    listed = re.findall(r"^make (\S+)", shown, re.MULTILINE)

    assert phony is not None
    assert set(listed) == set(phony[1].split())
    assert listed == re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)
