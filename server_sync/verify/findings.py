"""The findings of a check: faults and notes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Found:
    """Collects faults (the evidence is not valid) and notes (good to know).

    Each text is listed once, in the order of finding.
    """

    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def fault(self, words: str) -> None:
        """Add a fault."""
        if words not in self.faults:
            self.faults.append(words)

    def note(self, words: str) -> None:
        """Add a note."""
        if words not in self.notes:
            self.notes.append(words)

    def add(self, faults: Iterable[str]) -> None:
        """Add several faults."""
        for words in faults:
            self.fault(words)


def span(ends: Sequence[int]) -> str:
    """Return the range of numbers in words.

    >>> span([100, 104]), span([7, 7])
    ('100 to 104', '7')
    """
    first, last = ends[0], ends[-1]
    return str(first) if first == last else f"{first} to {last}"
