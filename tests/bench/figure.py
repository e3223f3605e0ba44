"""A figure as `make bench` prints it and bench.json keeps it."""

from typing import Any


def figure(
    name: str, value: float, unit: str, beside: str, beside_value: float | None
) -> dict[str, Any]:
    """Put a figure beside something of the same run; None or 0 gives no ratio."""
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "beside": beside,
        "beside_value": beside_value,
        "ratio": value / beside_value if beside_value else None,
    }
