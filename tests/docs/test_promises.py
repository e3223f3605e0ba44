"""Each promise and each section of the rules is held by tests that exist."""

import ast
import re

from tests.docs.documents import named_tests
from tests.paths import DOCS, ROOT

PROMISES = DOCS / "promises.md"
PROMISE = re.compile(r"^## (\d)\. (.+)$", re.MULTILINE)
RULE = re.compile(r"^## (\d)\. ", re.MULTILINE)
SECTION = re.compile(r"^## Section (\d): ", re.MULTILINE)
LISTED = re.compile(r"^(\d)\. (.+(?:\n   .+)*)$", re.MULTILINE)


def test_every_test_that_holds_a_promise_exists() -> None:
    """A test that is renamed takes its line in docs/promises.md along."""
    missing = [
        f"{file}::{name}"
        for file, name in named_tests(PROMISES)
        if name not in _functions_of(file)
    ]

    assert missing == []


def test_every_promise_and_every_section_names_its_tests() -> None:
    """No heading stands above nothing."""
    parts = re.split(r"^#+ ", PROMISES.read_text(), flags=re.MULTILINE)[2:]
    empty = [part.partition("\n")[0] for part in parts if "::test_" not in part]

    assert empty == []


def test_the_promises_are_the_same_eight_in_the_architecture() -> None:
    """They are written once in full, word for word, wherever they are listed."""
    promises = dict(PROMISE.findall(PROMISES.read_text()))
    text = (DOCS / "architecture.md").read_text().partition("## The promises")[2]
    listed = {
        number: " ".join(said.split()).rstrip(".")
        for number, said in LISTED.findall(text)
    }

    assert sorted(promises) == list("12345678")
    assert listed == promises


def test_each_promise_has_a_test_of_its_name() -> None:
    """Whoever breaks a promise reads which one in the name of what failed."""
    named = {name for _, name in named_tests(PROMISES)}

    assert [
        number
        for number in "12345678"
        if not any(name.startswith(f"test_promise_{number}_") for name in named)
    ] == []


def test_every_section_of_the_rules_is_there() -> None:
    """A section that is added to the rules wants its tests."""
    rules = set(RULE.findall((DOCS / "rules.md").read_text()))

    assert rules == set(SECTION.findall(PROMISES.read_text()))


def _functions_of(file: str) -> set[str]:
    path = ROOT / file
    if not path.exists():
        return set()
    return {
        node.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    }
