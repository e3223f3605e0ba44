"""A figure as `make bench` prints it and bench.json keeps it."""

from typing import TypedDict


class Figure(TypedDict):
    """A measured value, and beside it another value from the same run.

    Attributes:
        beside: what the other value is.
        ratio: value / beside_value; None where there is nothing to divide by.
    """

    name: str
    value: float
    unit: str
    beside: str
    beside_value: float | None
    ratio: float | None


def figure(
    name: str, value: float, unit: str, beside: str, beside_value: float | None
) -> Figure:
    """Put a value beside another of the same run; None or 0 gives no ratio."""
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "beside": beside,
        "beside_value": beside_value,
        "ratio": value / beside_value if beside_value else None,
    }
