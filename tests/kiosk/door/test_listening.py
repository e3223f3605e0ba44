"""A stretch of listening never claims more than was proved."""

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.door.listening import PAUSE_MAX_NS, Listening
from kiosk.journal.contents import Stretch

SECOND = 10**9


def stretch(start: int, end: int) -> Stretch:
    """Make a stretch of whole seconds."""
    return Stretch(from_boot_ns=start * SECOND, to_boot_ns=end * SECOND)


def listen(listening: Listening, start: int, end: int) -> None:
    """Poll every second, and check at the start and at the end."""
    listening.polled(start * SECOND)
    listening.checked(start * SECOND)
    for second in range(start + 1, end + 1):
        listening.polled(second * SECOND)
    listening.checked(end * SECOND)


def test_polls_between_two_good_checks_are_a_stretch() -> None:
    """It reaches from check to check, and grows until it has been told."""
    listening = Listening()
    listen(listening, 10, 15)
    first = listening.unreported()
    listen(listening, 15, 20)

    assert first == (stretch(10, 15),)
    assert listening.unreported() == (stretch(10, 20),)


def test_what_was_told_is_not_told_again() -> None:
    """The open stretch goes on where the heartbeat ended."""
    listening = Listening()
    listen(listening, 10, 15)
    listening.mark_reported(listening.unreported())
    assert listening.unreported() == ()
    listen(listening, 15, 20)

    assert listening.unreported() == (stretch(15, 20),)


def test_what_did_not_fit_into_a_heartbeat_stays_for_the_next() -> None:
    """Only what was written is forgotten."""
    listening = Listening()
    for start in (10, 20, 30):
        listen(listening, start, start + 5)
        listening.interrupted()
    listening.mark_reported(listening.unreported()[:2])

    assert listening.unreported() == (stretch(30, 35),)


def test_a_failed_check_ends_the_stretch_at_the_last_good_one() -> None:
    """When the chip fell silent is not known, so nothing since is claimed."""
    listening = Listening()
    listen(listening, 10, 15)
    listening.polled(19 * SECOND)
    listening.interrupted()
    listen(listening, 20, 25)

    assert listening.unreported() == (stretch(10, 15), stretch(20, 25))


def test_a_pause_of_the_loop_ends_the_stretch() -> None:
    """Nobody's card is read while the loop stands still, though the chip is well."""
    listening = Listening()
    listen(listening, 10, 15)
    edge = 15 * SECOND + PAUSE_MAX_NS  # just not a pause
    listening.polled(edge)
    listening.checked(edge)
    listening.polled(edge + PAUSE_MAX_NS + 1)
    listening.checked(edge + PAUSE_MAX_NS + 1)

    assert listening.unreported() == (
        Stretch(from_boot_ns=10 * SECOND, to_boot_ns=edge),
    )


def test_a_check_without_polls_proves_nothing() -> None:
    """A chip that is well but never asked for cards reads none."""
    listening, is_open = Listening(), []
    listening.checked(10 * SECOND)
    is_open.append(listening.is_open)
    listening.polled(10 * SECOND)
    listening.checked(10 * SECOND)
    is_open.append(listening.is_open)
    listening.checked(15 * SECOND)
    is_open.append(listening.is_open)

    assert listening.unreported() == ()
    assert is_open == [False, True, False]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["poll", "check", "broken", "tell"]),
        st.integers(min_value=0, max_value=3 * SECOND),
    ),
    max_size=60,
)


@given(steps=STEPS)
@example(steps=[("poll", 0), ("check", 0), ("poll", PAUSE_MAX_NS), ("check", 0)])
@example(steps=[("poll", 0), ("check", 0), ("poll", PAUSE_MAX_NS + 1), ("check", 0)])
def test_every_claim_is_covered_by_polls_and_checks(
    steps: list[tuple[str, int]],
) -> None:
    """Within what is claimed nothing failed and no pause was long; claims are apart."""
    listening, now = Listening(), 0
    polls: list[int] = []
    checks: list[int] = []
    failures: list[int] = []
    told: list[Stretch] = []
    for what, passed in steps:
        now += passed + 1
        match what:
            case "poll":
                polls.append(now)
                listening.polled(now)
            case "check":
                checks.append(now)
                listening.checked(now)
            case "broken":
                failures.append(now)
                listening.interrupted()
            case _:
                fresh = listening.unreported()
                told.extend(fresh)
                listening.mark_reported(fresh)
    told.extend(listening.unreported())

    for one in told:
        start, end = one.from_boot_ns, one.to_boot_ns
        assert start < end
        assert {start, end} <= set(checks)
        assert not [at for at in failures if start <= at <= end]
        before = max(at for at in polls if at <= start)
        moments = [before, *(at for at in polls if start < at <= end), end]
        gaps = [later - at for at, later in pairwise(moments)]
        assert max(gaps) <= PAUSE_MAX_NS
    for one, later in pairwise(told):
        assert one.to_boot_ns <= later.from_boot_ns
