"""When the entries of one chain happened: from what the clocks said to instants. Pure.

An entry whose clock was synchronised happened at its wall clock's second. Between
entries of the same boot CLOCK_BOOTTIME tells how much time went by, to 100 parts in a
million; a boot begins after everything that was written in the boot before it. So
what is known of one entry bounds its neighbours, forwards and backwards, and the wall
clock of an entry that was not synchronised is not believed at all.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

NS = 10**9
DRIFT_PER_MILLION = 100
MILLION = 10**6
SETTLED_NS = NS
CERTAIN_SECONDS = 2
BEFORE_APPROVAL_SECONDS = 31 * 86400
"""A terminal may have stood at the door for so long before it was approved."""


class Point(Protocol):
    """One entry, as far as time goes."""

    @property
    def boot_id(self) -> bytes:
        """In which boot it was written."""

    @property
    def boot_ns(self) -> int:
        """Its reading of CLOCK_BOOTTIME."""

    @property
    def received_ns(self) -> int:
        """Central's clock when the entry came; it happened before that."""

    @property
    def utc(self) -> tuple[int, int] | None:
        """Between which two true UTC lay, by the entry's own word.

        The same twice for a synchronised clock, None where it tells nothing.
        """


class Span(Struct, frozen=True):
    """The entry happened at some instant from `lo_ns` to `hi_ns`."""

    boot_id: bytes
    boot_ns: int
    lo_ns: int
    hi_ns: int

    @property
    def settles(self) -> bool:
        """Nothing known later can tell more of this entry, or through it."""
        return self.hi_ns - self.lo_ns <= SETTLED_NS

    def seconds(self) -> tuple[int, int, bool]:
        """Give (lo, hi, certain) in whole seconds, fractions cut off.

        What is known to two seconds counts as certain, at the earliest of them:
        the doubt is to nobody's cost.
        """
        lo, hi = self.lo_ns // NS, self.hi_ns // NS
        if hi - lo <= CERTAIN_SECONDS:
            return lo, lo, True
        return lo, hi, False

    def at(self, boot_ns: int) -> "Span":
        """Carry what is known to another reading of CLOCK_BOOTTIME in this boot."""
        passed = boot_ns - self.boot_ns
        doubt = abs(passed) * DRIFT_PER_MILLION // MILLION
        lo_ns, hi_ns = self.lo_ns + passed - doubt, self.hi_ns + passed + doubt
        return Span(self.boot_id, boot_ns, lo_ns, hi_ns)


def earliest(since: int | None) -> int:
    """Return the earliest second at which a terminal may have written an entry.

    `since` is from when it is in use, mostly its approval. It takes taps before that,
    and without a clock nothing says that they were made after it.
    """
    return max(0, (since or 0) - BEFORE_APPROVAL_SECONDS)


def place(points: Sequence[Point], *, before: Span | None, floor_ns: int) -> list[Span]:
    """Place entries in time, each as closely as all of them together allow.

    Args:
        points: consecutive in the numbering but for what cannot be used.
        before: the last entry before them that settles; None if there is none.
        floor_ns: what happened at all happened after this.
    """
    placed = list(_going_forward(points, before, floor_ns))
    open_yet = [at for at, span in enumerate(placed[:-1]) if not span.settles]
    for at in reversed(open_yet):
        placed[at] = _narrowed(placed[at], placed[at + 1])
    return placed


def _going_forward(
    points: Sequence[Point], last: Span | None, floor_ns: int
) -> Iterator[Span]:
    for point in points:
        utc = point.utc
        if utc is not None and utc[1] - utc[0] <= SETTLED_NS:
            # Whatever went before: its word is exact.
            last = Span(point.boot_id, point.boot_ns, utc[0], utc[1])
        else:
            last = _combined(point, utc, _after(point, last, floor_ns))
        yield last


def _after(point: Point, last: Span | None, floor_ns: int) -> Span:
    """Bound a point by the one before it, and by when it was received."""
    lo, hi = floor_ns, point.received_ns
    if last is not None and last.boot_id == point.boot_id:
        carried = last.at(point.boot_ns)
        lo, hi = carried.lo_ns, min(hi, carried.hi_ns)
    elif last is not None:
        lo = last.lo_ns + point.boot_ns - _doubt(point.boot_ns)
    return _span(point, lo, hi)


def _combined(point: Point, utc: tuple[int, int] | None, bounded: Span) -> Span:
    """Let a point's own word count: alone, where it contradicts the rest."""
    if utc is None:
        return bounded
    lo, hi = max(utc[0], bounded.lo_ns), min(utc[1], bounded.hi_ns)
    return _span(point, *((lo, hi) if lo <= hi else utc))


def _narrowed(span: Span, later: Span) -> Span:
    """Bound a point by the one behind it; a contradiction widens instead."""
    if later.boot_id == span.boot_id:
        carried = later.at(span.boot_ns)
        lo, hi = max(span.lo_ns, carried.lo_ns), min(span.hi_ns, carried.hi_ns)
    else:
        began = later.hi_ns - later.boot_ns + _doubt(later.boot_ns)
        lo, hi = span.lo_ns, min(span.hi_ns, began)
    return replace(span, lo_ns=min(lo, hi), hi_ns=max(lo, hi))


def _span(point: Point, lo: int, hi: int) -> Span:
    return Span(
        boot_id=point.boot_id,
        boot_ns=point.boot_ns,
        lo_ns=min(lo, hi),
        hi_ns=max(lo, hi),
    )


def _doubt(boot_ns: int) -> int:
    return boot_ns * DRIFT_PER_MILLION // MILLION
