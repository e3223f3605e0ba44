"""`docs/reference/tables.md`: central's tables, and the comments beside them."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterable, Iterator
from types import ModuleType

from sqlalchemy import Column, Table

from server_sync.central.db import tables
from tests.docs.docstrings import summary_of
from tests.docs.markdown import code, page, table

COMMENT = re.compile(r"^ *#:? ?(.*)$")


def the_tables() -> str:
    """Return the page: each module of tables, with what its comments say."""
    modules = [
        importlib.import_module(f"{tables.__name__}.{found.name}")
        for found in pkgutil.iter_modules(tables.__path__)
    ]
    parts = [part for module in modules for part in _module(module)]
    return page("Database tables", summary_of(tables), *parts)


def _module(module: ModuleType) -> Iterator[str]:
    found = [
        (name, value)
        for name, value in vars(module).items()
        if isinstance(value, Table) and _is_made_here(name, module)
    ]
    if not found:
        return
    yield f"## {module.__name__.rpartition('.')[2]}"
    yield summary_of(module)
    for name, described in found:
        yield f"### {described.name}"
        yield _above(module, f"{name} = Table(")
        yield table(
            ("column", "type", "null", "key", "note"),
            [_row(column, module, name) for column in described.columns],
        )


def _is_made_here(name: str, module: ModuleType) -> bool:
    return f"\n{name} = Table(" in inspect.getsource(module)


def _row(column: Column[object], module: ModuleType, name: str) -> tuple[str, ...]:
    keys = [f"→ {key.target_fullname}" for key in sorted(column.foreign_keys, key=str)]
    return (
        code(column.name),
        str(column.type),
        "null" if column.nullable else "",
        " ".join((["primary"] if column.primary_key else []) + keys),
        _above(module, f'Column("{column.name}"', behind=f"\n{name} = Table("),
    )


def _above(module: ModuleType, line: str, *, behind: str = "") -> str:
    """Return the comment directly above a line of a module, if there is one."""
    source = inspect.getsource(module)
    start = source.index(behind) + len(behind) if behind else 0
    end = source.find("\n)\n", start) if behind else len(source)
    at = source.find(line, start, end)
    lines_above = source[: source.rfind("\n", 0, at) + 1].splitlines()
    return _comment_before(lines_above) if at > 0 else ""


def _comment_before(lines: Iterable[str]) -> str:
    comment: list[str] = []
    for line in reversed(list(lines)):
        found = COMMENT.match(line)
        if found is None:
            break
        comment.insert(0, found.group(1))
    return " ".join(comment)
