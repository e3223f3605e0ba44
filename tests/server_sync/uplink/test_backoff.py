"""How long to wait after a failure."""

import random

from hypothesis import given
from hypothesis import strategies as st

from server_sync.uplink.backoff import Backoff


@given(seed=st.integers(), failures=st.integers(1, 30))
def test_waits_grow_to_five_minutes_and_are_never_nothing(
    seed: int, failures: int
) -> None:
    """The n-th wait lies between 1 s and 2^n s, and never above 5 min."""
    backoff = Backoff(random.Random(seed))

    waits = [backoff.failed() for _ in range(failures)]

    assert all(
        1 <= wait <= min(300, 2**number) for number, wait in enumerate(waits, start=1)
    )


def test_waits_differ_between_terminals() -> None:
    """Terminals that lost the same central do not come back in step."""
    waits = {Backoff(random.Random(seed)).failed() for seed in range(50)}

    assert len(waits) == 50


def test_a_success_makes_the_next_wait_short_again() -> None:
    """After an exchange that went well, a failure waits two seconds at most."""
    backoff = Backoff(random.Random(1))
    for _ in range(20):
        backoff.failed()

    backoff.succeeded()

    assert 1 <= backoff.failed() <= 2


def test_a_wait_is_never_shorter_than_central_asked_for() -> None:
    """Retry-After comes before the jitter, which is added to it."""
    assert 3601 <= Backoff(random.Random(1)).failed(3600) <= 3602
