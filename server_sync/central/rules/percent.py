"""Percentages as whole numbers (docs/rules.md section 5)."""


def percent(part: int, whole: int) -> int | None:
    """Round half up, but say 100 and 0 only when exact; None of nothing.

    >>> percent(199, 200), percent(1, 300), percent(1, 8), percent(0, 0)
    (99, 1, 13, None)
    """
    if whole == 0:
        return None
    rounded = (200 * part + whole) // (2 * whole)
    if 0 < part < whole:
        return min(max(rounded, 1), 99)
    return rounded


def reaches(part: int, whole: int, threshold_percent: int) -> bool:
    """Compare exactly, before any rounding; of nothing, the threshold is reached."""
    return 100 * part >= threshold_percent * whole
