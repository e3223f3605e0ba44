"""Time that passes only when it is told to."""


class VirtualTime:
    """A clock that only `sleep` moves, so that tests need not wait."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def sleep(self, seconds: float) -> None:
        """Advance the time by this much, without waiting."""
        self.seconds += seconds
