"""What is refused although each part has its shape (docs/rules.md section 7)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, time
from itertools import pairwise
from typing import TypeVar

from server_sync.central.rules.errors import BadScenario
from server_sync.central.rules.facts import Instant, Interval, TerminalId
from server_sync.central.scenario.parts import Interval as LocalInterval
from server_sync.central.scenario.parts import LocalTime

Ordered = TypeVar("Ordered", date, time, Instant)


def in_order(start: Ordered, end: Ordered, where: str) -> None:
    """Refuse an interval that ends before it begins."""
    if end < start:
        raise BadScenario(f"{where} ends before it begins")


def no_overlap(intervals: Sequence[Interval], where: str) -> None:
    """Refuse intervals of a day that overlap; they are in order."""
    for (_, end), (start, _) in pairwise(intervals):
        if start < end:
            raise BadScenario(f"{where} has intervals that overlap")


def no_two(values: Iterable[date | str], what: str) -> None:
    """Refuse what stands twice."""
    seen = set()
    for value in values:
        if value in seen:
            shown = repr(value) if isinstance(value, str) else value
            raise BadScenario(f"{what} {shown}")
        seen.add(value)


def span_of(between: LocalInterval, where: str) -> tuple[Instant, Instant]:
    """Read an interval of instants."""
    start, end = between[0].instant, between[1].instant
    in_order(start, end, where)
    return start, end


def when_of(
    at: LocalTime | None, between: LocalInterval | None, where: str
) -> tuple[Instant, Instant, bool]:
    """Read the instant of a tap, or between which two it lies, and if it is certain."""
    if at is not None and between is None:
        return at.instant, at.instant, True
    if between is not None and at is None:
        return *span_of(between, f"{where}.between"), False
    raise BadScenario(f"{where} has not one of 'at' and 'between'")


def terminal_of(name: str, terminals: Collection[str], where: str) -> TerminalId:
    """Refuse a terminal that the site does not have."""
    if name not in terminals:
        raise BadScenario(f"{where} is no terminal of the site: {name!r}")
    return TerminalId(name)
