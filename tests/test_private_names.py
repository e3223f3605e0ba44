"""Tests look at what a caller can see, and share helpers, not tests."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.paths import ROOT

OURS = ("firmware", "kiosk", "server_sync")
OF_NAMED_TUPLES = {"_asdict", "_fields", "_make", "_mapping", "_replace"}
NOT_OURS = {"os._exit"}
ALLOWED = {
    # These plant faults inside a module, to show that a test catches them.
    "tests/server_sync/central/ingest/test_ingest_planted.py": 1,
    "tests/simulation/test_planted.py": 6,
    # How many wait at once cannot be seen from outside without a wait.
    "tests/kiosk/web/auth/test_central_login.py": 2,
}
"""Files that may still use private names, and how many times. It only shrinks."""


def private_names(source: str) -> list[str]:
    """List the private names of our modules that a test's source uses."""
    return [
        name
        for node in ast.walk(ast.parse(source))
        for name in _names_in(node)
        if name not in NOT_OURS
    ]


def _names_in(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.ImportFrom(module=str(module), names=names):
            if module.split(".")[0] in OURS:
                yield from (alias.name for alias in names if _is_private(alias.name))
        case ast.Attribute(value=value, attr=attr) if _is_private(attr):
            if not _is_own(value):
                yield ast.unparse(node)
        case ast.Call(func=ast.Attribute(attr="setattr" | "delattr"), args=args):
            patched = (arg.value for arg in args if isinstance(arg, ast.Constant))
            yield from (
                name
                for name in patched
                if isinstance(name, str) and _is_private(name.rpartition(".")[2])
            )


def _is_private(name: str) -> bool:
    return bool(re.match(r"_[a-z]", name)) and name not in OF_NAMED_TUPLES


def _is_own(value: ast.expr) -> bool:
    """Say whether the attribute is of the test's own object, or of its base class."""
    match value:
        case ast.Name(id="self" | "cls"):
            return True
        case ast.Call(func=ast.Name(id="super")):
            return True
    return False


def imported_tests(source: str) -> list[str]:
    """List the modules of tests that a source imports."""
    return [
        node.module
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module
        if re.search(r"\btest_", node.module)
        or any(alias.name.startswith("test_") for alias in node.names)
    ]


def _tests() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "tests").rglob("*.py")):
        if path != Path(__file__):
            yield str(path.relative_to(ROOT)), path.read_text()


def test_no_test_uses_a_private_name() -> None:
    """What a module hides can be changed without touching a test."""
    used = {name: private_names(source) for name, source in _tests()}
    counted = Counter({name: len(found) for name, found in used.items() if found})

    assert counted == ALLOWED, {name: used[name] for name in counted}


def test_no_test_imports_from_another_one() -> None:
    """What two tests need lies in a file that is no test."""
    imported = {name: imported_tests(source) for name, source in _tests()}

    assert {name: found for name, found in imported.items() if found} == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from kiosk.door import _hidden", ["_hidden"]),
        ("desk._journal.close()", ["desk._journal"]),
        ("patch.setattr(steps, '_start', 1)", ["_start"]),
        ("patch.setattr('kiosk.door.loop._rest', 1)", ["kiosk.door.loop._rest"]),
        ("self._folder = row._asdict()", []),
        ("super()._change_state(1)", []),
        ("from kiosk.door import decide", []),
    ],
)
def test_a_private_name_is_found(source: str, found: list[str]) -> None:
    """However it is reached; a test's own names are its own."""
    assert private_names(source) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from tests.kiosk.test_cli import Demo", ["tests.kiosk.test_cli"]),
        ("from tests.kiosk import test_cli", ["tests.kiosk"]),
        ("from tests.kiosk.terminals import Terminal", []),
    ],
)
def test_an_imported_test_is_found(source: str, found: list[str]) -> None:
    """As a module or by one of its names."""
    assert imported_tests(source) == found
