"""The uplink's rest between two steps."""

from server_sync.uplink.process import NAP_SECONDS, rest


def naps(seconds: float, *, stop_after: int = 99) -> tuple[list[float], int]:
    """Rest so long; return each wait, and how often it was said that all is well."""
    waits: list[float] = []
    said: list[bool] = []

    def wait(nap: float) -> bool:
        waits.append(nap)
        return len(waits) >= stop_after

    rest(seconds, wait=wait, alive=lambda: said.append(True))
    return waits, len(said)


def test_a_long_rest_is_no_standstill() -> None:
    """Central may ask for hours; the watchdog hears of it every minute."""
    assert naps(150) == ([NAP_SECONDS, NAP_SECONDS, 30], 4)
    assert naps(0) == ([], 1)


def test_whoever_is_told_to_stop_rests_no_longer() -> None:
    """At once, and not after the minute."""
    assert naps(3600, stop_after=1) == ([NAP_SECONDS], 1)
