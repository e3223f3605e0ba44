"""How long somebody who guesses must wait. Pure: the failures come in as instants.

It is counted by name and address together, so that somebody who guesses at one place
locks neither the workshop nor the person elsewhere out. The wider count by name alone
is only for guesses that come from many addresses at once.
"""

from collections.abc import Iterable

WINDOW_SECONDS = 15 * 60
TRIES_HERE = 5
TRIES_ANYWHERE = 50


def wait_seconds(failures: Iterable[int], *, now: int, tries: int) -> int:
    """Say for how many seconds no further try is taken; 0 means try now.

    Args:
        failures: when earlier tries failed, in seconds since 1970.
        now: this instant, in the same seconds.
        tries: how many may fail within the window.

    >>> wait_seconds([100, 110, 120, 130, 140], now=200, tries=5)
    800
    """
    recent = sorted(at for at in failures if now - WINDOW_SECONDS < at <= now)
    if len(recent) < tries:
        return 0
    return recent[-tries] + WINDOW_SECONDS - now
