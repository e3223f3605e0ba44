"""The project's documents, and what stands in backticks and fences in them."""

import re
from pathlib import Path

from tests.paths import DOCS, ROOT

CODE = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
ROOMS = ("firmware/", "kiosk/", "server_sync/", "systemd/", "tests/", "docs/")
NOT_OUR_PATH = re.compile(r"[\s@$]|\.(db|key|json|db-wal|sock|crt)$")
WRITTEN = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")])
HISTORY = DOCS / "changelog.md"
"""It names what once was; its paths need not exist any more."""


def paths_in(document: Path) -> list[str]:
    """Return what looks like a path of this project, without what it names inside."""
    text = FENCE.sub("", document.read_text())
    return [
        found.partition("::")[0].rstrip("/")
        for found in CODE.findall(text)
        if found.startswith(ROOMS) and not NOT_OUR_PATH.search(found)
    ]


def named_tests(document: Path) -> list[tuple[str, str]]:
    """Return file and name of each test that a document names."""
    return [
        (file, name)
        for file, colons, name in (
            found.partition("::") for found in CODE.findall(document.read_text())
        )
        if colons
    ]
