"""The reference says what the code says."""

import re

import pytest

from tests.docs.environment import VARIABLES
from tests.docs.reference import FOLDER, PAGES
from tests.docs.settings_page import undocumented
from tests.paths import ROOT

READS_VARIABLE = re.compile(r'os\.environ(?:\.get\(|\[)\s*"(\w+)"')


@pytest.mark.parametrize("name", PAGES)
def test_the_committed_reference_is_what_the_code_says(name: str) -> None:
    """Whoever changes a setting, table or struct runs `make docs` and commits it."""
    assert (FOLDER / name).read_text() == PAGES[name](), "run `make docs`"


def test_no_other_page_lies_in_the_reference() -> None:
    """A page that nothing generates any more is deleted."""
    assert {path.name for path in FOLDER.iterdir()} == set(PAGES)


def test_every_setting_says_what_it_does() -> None:
    """The docstring of the settings class has a line for each setting."""
    assert undocumented() == []


def test_every_environment_variable_is_documented() -> None:
    """What the code reads from the environment is what the reference lists."""
    sources = [
        path.read_text()
        for folder in ("firmware", "kiosk", "server_sync")
        for path in (ROOT / folder).rglob("*.py")
    ]
    read = {name for source in sources for name in READS_VARIABLE.findall(source)}

    assert read == set(VARIABLES)
