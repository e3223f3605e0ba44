"""The project keeps its own habits."""

import re

from tests.paths import ROOT

LINES_MAX = 300
LONGER = {
    "kiosk/journal/contents.py": 400,  # the one file that kiosk and central both read
}
SOURCES = sorted(
    path
    for folder in ("firmware", "kiosk", "server_sync", "tests")
    for path in (ROOT / folder).rglob("*.py")
)
WORDS_NOT_ON_SCREEN = re.compile(
    r"pjæk|skulker|no-show-procent|straf|negativ hændelse|risikoborger|samfundstjeneste"
    r"|\bfor sent\b|afvist kort|fraværende|udebl[ei]",
    re.IGNORECASE,
)
WORDS_OF_A_SANCTION = re.compile(r"udebl[ei]|sygemeld|raskmeld", re.IGNORECASE)
SHIPPED_TEXTS = {
    *(".py", ".html", ".js", ".css", ".json", ".txt", ".md"),
    *(".typ", ".svg", ".toml", ".service", ".j2", ".sql", ".csv"),
}


def test_no_file_is_longer_than_one_thing_needs() -> None:
    """A file over 300 lines is two things, or has its reason here."""
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for path in SOURCES
    }

    assert {
        name: lines
        for name, lines in lengths.items()
        if lines > LONGER.get(name, LINES_MAX)
    } == {}


def test_no_screen_shames_anybody() -> None:
    """The words to avoid stand on no page and in no message."""
    screens = [
        path
        for folder in ("kiosk", "server_sync")
        for pattern in (
            *("**/templates/*", "**/static/*", "**/locales/*"),
            *("look/*.py", "**/*words.py", "**/views/*.py", "**/web/**/*.py"),
        )
        for path in (ROOT / folder).glob(pattern)
    ]
    shaming = {
        str(path.relative_to(ROOT)): found.group()
        for path in screens
        if (found := WORDS_NOT_ON_SCREEN.search(path.read_text()))
    }

    assert len(screens) > 0
    assert shaming == {}


def test_nothing_that_is_shipped_says_the_word_of_the_sanction() -> None:
    """Screen, paper, leaflet, export, schema: nobody "udebliver" by our word."""
    shipped = [
        path
        for folder in ("firmware", "kiosk", "server_sync", "systemd")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix in SHIPPED_TEXTS
    ]
    found = [
        str(path.relative_to(ROOT))
        for path in shipped
        if WORDS_OF_A_SANCTION.search(path.read_text())
    ]

    assert {path.suffix for path in shipped} >= {".py", ".html", ".js"}
    assert found == []


def test_every_command_in_the_readme_is_a_command() -> None:
    """What the README tells to type exists."""
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    readme = (ROOT / "README.md").read_text()

    assert set(re.findall(r"^make ([a-z-]+)", readme, re.MULTILINE)) <= targets


def test_every_link_in_the_documents_leads_somewhere() -> None:
    """No document points at a file that is not there."""
    documents = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{document.name}: {target}"
        for document in documents
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text())
        if not (document.parent / target).exists()
    ]

    assert broken == []
