"""What a terminal is known to have heard: silence and the log end (1, 3, 4)."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from itertools import accumulate

from server_sync.central.rules.facts import Instant, Site, Stretch, TerminalId
from server_sync.central.rules.terminals import SiteTerminals

NEVER = Instant(-(2**62))
"""The log end of a terminal never heard: it lies before everything."""


class Listening:
    """The stretches of one terminal, by what is known at `as_of`.

    A stretch that reaches beyond `as_of` is known up to there and no further.
    Silence is not listening: what no stretch covers was not heard.
    """

    __slots__ = ("_ends", "_heard_before", "_starts", "log_end")

    def __init__(
        self, stretches: Iterable[tuple[Instant, Instant]], as_of: Instant
    ) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(stretches):
            if start > as_of:
                break
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], min(end, as_of))
            else:
                self._starts.append(start)
                self._ends.append(min(end, as_of))
        self.log_end: int = self._ends[-1] if self._ends else NEVER
        heard = [
            end - start for start, end in zip(self._starts, self._ends, strict=True)
        ]
        self._heard_before = list(accumulate(heard, initial=0))

    def silence_seconds(self, start: int, end: int) -> int:
        """Sum up the seconds from start to end in which it was not listening."""
        return end - start - (self._heard_until(end) - self._heard_until(start))

    def _heard_until(self, instant: int) -> int:
        at = bisect_right(self._starts, instant) - 1
        if at < 0:
            return 0
        return self._heard_before[at] + min(instant, self._ends[at]) - self._starts[at]


class SiteListening:
    """The terminals of a site together; one that is deaf is enough."""

    def __init__(
        self, site: Site, stretches: Iterable[Stretch], as_of: Instant
    ) -> None:
        told: dict[TerminalId, list[tuple[Instant, Instant]]] = {
            terminal: [] for terminal in site.terminals
        }
        for stretch in stretches:
            if stretch.terminal in told:
                told[stretch.terminal].append((stretch.start, stretch.end))
        self._of = {name: Listening(known, as_of) for name, known in told.items()}
        self._terminals = SiteTerminals(site)

    def in_use(self, day: date) -> list[TerminalId]:
        """Name the terminals that were in use at the site that day."""
        return self._terminals.in_use(day)

    def log_end(self, day: date) -> int:
        """Give the earliest log end of those in use; `NEVER` where there is none.

        Where no terminal is in use nothing listens, so nothing was heard at all.
        """
        ends = [self._of[name].log_end for name in self.in_use(day)]
        return min(ends, default=NEVER)

    def was_silent(self, day: date, start: int, end: int, *, over_min: int) -> bool:
        """Tell whether one of them missed more than so much of it, in total."""
        over_seconds = over_min * 60
        return any(
            self._of[name].silence_seconds(start, end) > over_seconds
            for name in self.in_use(day)
        )

    def missed(self, day: date, start: int, end: int, *, over_min: int) -> bool:
        """Tell whether one was silent, or its log end is not after the end.

        Where no terminal was in use, nothing was heard.
        """
        return self.log_end(day) <= end or self.was_silent(
            day, start, end, over_min=over_min
        )
