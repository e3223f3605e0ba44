"""Guessing becomes slow, and waiting always ends."""

from hypothesis import example, given
from hypothesis import strategies as st

from server_sync.central.accounts.throttle import WINDOW_SECONDS, wait_seconds

NOW = 100_000


def test_four_failures_do_not_make_anybody_wait() -> None:
    """Who mistypes a few times is not held up."""
    assert wait_seconds([NOW - 1] * 4, now=NOW, tries=5) == 0


def test_the_fifth_failure_makes_one_wait_from_the_first() -> None:
    """The wait lasts until the oldest of the five is forgotten."""
    failures = [NOW - 100, NOW - 40, NOW - 30, NOW - 20, NOW - 10]

    assert wait_seconds(failures, now=NOW, tries=5) == WINDOW_SECONDS - 100


def test_what_lies_outside_the_window_is_forgotten() -> None:
    """A failure counts until the second at which the window has passed, not longer."""
    old = NOW - WINDOW_SECONDS

    assert wait_seconds([old] * 5, now=NOW, tries=5) == 0
    assert wait_seconds([old + 1] * 5, now=NOW, tries=5) == 1


@given(st.lists(st.integers(NOW - 2000, NOW + 2000), max_size=30))
@example([NOW] * 5)
def test_waiting_it_out_is_always_enough(failures: list[int]) -> None:
    """Who waits as long as they were told, and does not try, is let in."""
    known = [failure for failure in failures if failure <= NOW]
    wait = wait_seconds(known, now=NOW, tries=5)

    assert 0 <= wait <= WINDOW_SECONDS
    assert wait_seconds(known, now=NOW + wait, tries=5) == 0
