"""Intervals of time, kept so that asking whether one touches stays cheap."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate


class Spans:
    """Closed intervals `[lo, hi]` of whole seconds.

    >>> spans = Spans([(10, 20), (40, 50)])
    >>> spans.touch(20, begin_by=30), spans.touch(21, begin_by=39)
    (True, False)
    """

    __slots__ = ("_furthest", "_los")

    def __init__(self, intervals: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(intervals)
        self._los = [lo for lo, _ in ordered]
        self._furthest = list(accumulate((hi for _, hi in ordered), max))

    def touch(self, start: int, *, begin_by: int) -> bool:
        """Tell whether one begins by `begin_by` and reaches `start` or later."""
        upto = bisect_right(self._los, begin_by)
        return upto > 0 and self._furthest[upto - 1] >= start
