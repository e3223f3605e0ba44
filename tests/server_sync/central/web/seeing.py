"""Reading a page as somebody sees it, and what the database then holds."""

import re
from typing import Any

from sqlalchemy import Table, select
from werkzeug.test import TestResponse

from server_sync.central.db import tables
from tests.town import Town


def text_of(answer: TestResponse) -> str:
    """Give what stands on a page, marks and line breaks taken out."""
    assert answer.status_code == 200
    main = answer.get_data(as_text=True).partition("<main")[2].partition("</main")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def rows_of(town: Town, table: Table, *columns: str) -> list[tuple[Any, ...]]:
    """Give some columns of all rows, in the order they were added."""
    asked = select(*(table.c[name] for name in columns))
    order = table.c.id if "id" in table.c else table.c.at
    with town.engine.begin() as connection:
        return [tuple(row) for row in connection.execute(asked.order_by(order))]


def log_of(town: Town, *, person: str) -> list[tuple[str, str, str]]:
    """Give who saw or did what about a person."""
    rows = rows_of(town, tables.access_log, "person", "who", "what", "detail")
    return [row[1:] for row in rows if row[0] == person]
