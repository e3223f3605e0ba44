"""Time that passes only when somebody spends it."""


class VirtualTime:
    """A clock that costs nothing: a test of seconds runs in microseconds."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def sleep(self, seconds: float) -> None:
        """Let this much time pass, at once."""
        self.seconds += seconds
