"""What the program reads has a type: `Any` only ever becomes rarer."""

import ast
from collections import Counter

from tests.paths import ROOT

LEFT_MAX: dict[str, int] = {
    "kiosk": 1,
    "kiosk/host": 4,
    "kiosk/journal": 2,
    "kiosk/look": 1,
    "kiosk/web": 8,
    "server_sync": 2,
    "server_sync/central": 4,
    "server_sync/central/accounts": 1,
    "server_sync/central/api": 3,
    "server_sync/central/attendance": 7,
    "server_sync/central/cli": 1,
    "server_sync/central/db": 51,
    "server_sync/central/facts": 13,
    "server_sync/central/ingest": 26,
    "server_sync/central/judging": 62,
    "server_sync/central/scenario": 12,
    "server_sync/central/terminals": 4,
    "server_sync/central/web": 37,
    "server_sync/protocol": 7,
    "server_sync/update": 1,
    "server_sync/uplink": 1,
    "server_sync/verify": 4,
}
"""How often a room still names `Any`. These numbers only ever go down."""


def test_any_is_never_named_more_often() -> None:
    """A new row gets a type of its own; `db/rows.py` and `db/records.py` show how."""
    found: Counter[str] = Counter()
    for folder in ("firmware", "kiosk", "server_sync"):
        for path in (ROOT / folder).rglob("*.py"):
            parts = path.relative_to(ROOT).parts[:-1]
            room = "/".join(parts[: 3 if "central" in parts else 2])
            found[room] += sum(
                isinstance(node, ast.Name) and node.id == "Any"
                for node in ast.walk(ast.parse(path.read_text()))
            )

    assert {
        room: count for room, count in found.items() if count > LEFT_MAX.get(room, 0)
    } == {}
