"""How long to wait after a failure, spread so that terminals do not retry at once."""

import random  # noqa: TID251 - for the type; the caller makes and seeds it

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 300.0
DOUBLINGS_MAX = 16


class Backoff:
    """Full jitter: a random wait from 1 s to a bound that doubles, up to 5 minutes."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._failures = 0

    def failed(self, retry_after_seconds: float | None = None) -> float:
        """Return how many seconds to wait; at least as long as central asked for."""
        self._failures = min(self._failures + 1, DOUBLINGS_MAX)
        longest = min(LONGEST_SECONDS, FIRST_SECONDS * 2**self._failures)
        return (retry_after_seconds or 0.0) + self._rng.uniform(FIRST_SECONDS, longest)

    def succeeded(self) -> None:
        """Start at one second again after the next failure."""
        self._failures = 0
