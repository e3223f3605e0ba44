"""Who stated a fact, when and why: no fact made by a person is without it."""

import secrets
from dataclasses import dataclass
from typing import Any

CENTRAL = "central"
TERMINAL = "terminal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """By whom, when, and why.

    Attributes:
        by: the name of a person (or of the system that a person set to it).
        at: when it was said, whole seconds UTC.
        why: in a few words; "" where the fact itself says it.
        entry: "device/chain/seq" of the entry that told it; None for what is
            written at central.
        recorded_at: when central came to know; None is `at`.
    """

    by: str
    at: int
    why: str = ""
    entry: str | None = None
    recorded_at: int | None = None

    def columns(self, table: str) -> dict[str, Any]:
        """Give the columns that every fact has; the key is new for central's own."""
        return {
            "key": self.entry or f"{CENTRAL}/{table}/{secrets.token_hex(8)}",
            "by": self.by,
            "at": self.at,
            "why": self.why,
            "origin": TERMINAL if self.entry else CENTRAL,
            "recorded_at": self.at if self.recorded_at is None else self.recorded_at,
        }


def kind_of_key(key: str) -> str | None:
    """Return the kind of a fact that was written at central; None for all others."""
    front, _, _ = key.rpartition("/")
    origin, _, kind = front.rpartition("/")
    return kind if origin == CENTRAL else None
