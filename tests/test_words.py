"""Names are the field's own words: docs/glossary.md says which are not used."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.paths import DOCS, ROOT

NOT_USED = re.compile(r"^\| (\w+) \| [^|]+ \|$", re.MULTILINE)
LEFT_MAX: dict[str, int] = {
    "kiosk/look": 1,
    "server_sync/central": 2,
    "server_sync/central/attendance": 5,
    "server_sync/central/cli": 2,
    "server_sync/central/db": 7,
    "server_sync/central/facts": 4,
    "server_sync/central/ingest": 24,
    "server_sync/central/judging": 18,
    "server_sync/central/rules": 20,
    "server_sync/central/scenario": 36,
    "server_sync/central/terminals": 12,
    "server_sync/central/web": 3,
}
"""How many such names a room still has. These numbers only ever go down."""


def test_no_name_is_a_word_that_only_its_author_knows() -> None:
    """A word of the glossary's last table names no function, class or variable."""
    words = _words_not_used()
    found: Counter[str] = Counter()
    for folder in ("firmware", "kiosk", "server_sync"):
        for path in (ROOT / folder).rglob("*.py"):
            names = _names(ast.parse(path.read_text()))
            wrong = sum(name.strip("_").lower() in words for name in names)
            found[_room(path)] += wrong

    assert "said" in words
    assert {
        room: count for room, count in found.items() if count > LEFT_MAX.get(room, 0)
    } == {}


def _words_not_used() -> set[str]:
    table = (DOCS / "glossary.md").read_text().rpartition("| not | but |")[2]
    return set(NOT_USED.findall(table))


def _room(path: Path) -> str:
    parts = path.relative_to(ROOT).parts[:-1]
    return "/".join(parts[: 3 if "central" in parts else 2])


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                yield name
