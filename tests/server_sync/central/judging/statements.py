"""How many statements a database is asked."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event


def asked_by(engine: Engine, work: Callable[[], object]) -> list[str]:
    """Give the statements that a piece of work needs."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    work()
    event.remove(engine, "before_cursor_execute", note)
    return statements
