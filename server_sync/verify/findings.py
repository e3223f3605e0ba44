"""What looking at evidence finds: what is wrong, and what one should know."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Found:
    """Gathers faults (the evidence does not hold) and notes (it holds, but know this).

    The same words are kept once, in the order in which they were found.
    """

    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def fault(self, words: str) -> None:
        """Keep what is wrong."""
        if words not in self.faults:
            self.faults.append(words)

    def note(self, words: str) -> None:
        """Keep what one should know."""
        if words not in self.notes:
            self.notes.append(words)

    def add(self, faults: Iterable[str]) -> None:
        """Keep several faults."""
        for words in faults:
            self.fault(words)


def span(ends: Sequence[int]) -> str:
    """Say from where to where numbers go.

    >>> span([100, 104]), span([7, 7])
    ('100 to 104', '7')
    """
    first, last = ends[0], ends[-1]
    return str(first) if first == last else f"{first} to {last}"
