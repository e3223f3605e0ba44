"""When an entry happened: as closely as the clocks allow, and never falsely."""

from typing import NamedTuple

from hypothesis import example, given
from hypothesis import strategies as st

from server_sync.central.ingest.time import NS, Span, place

NEVER_RECEIVED = 10**6 * NS
ROUNDING_NS = 10**6


class Point(NamedTuple):
    """An entry, as far as time goes."""

    boot_id: bytes
    boot_ns: int
    received_ns: int
    utc: tuple[int, int] | None


def point(
    boot_seconds: float,
    utc: int | None = None,
    *,
    boot: bytes = b"a",
    width: int = 0,
    received: int = 10**6,
) -> Point:
    """Make a point; `utc` is the second it tells, `width` how uncertain that is."""
    told = None if utc is None else (utc * NS, (utc + width) * NS)
    return Point(
        boot_id=boot,
        boot_ns=round(boot_seconds * NS),
        received_ns=received * NS,
        utc=told,
    )


def seconds(*points: Point, floor: int = 0) -> list[tuple[int, int, bool]]:
    """Place points and give whole seconds."""
    spans = place(points, before=None, floor_ns=floor * NS)
    return [span.seconds() for span in spans]


def test_a_good_clock_is_believed_to_the_second() -> None:
    """A synchronised clock needs no other entry."""
    assert seconds(point(5, 1000)) == [(1000, 1000, True)]


def test_a_tap_before_the_clock_was_known_is_placed_by_a_later_anchor() -> None:
    """What came before the anchor in the same boot becomes certain through it."""
    assert seconds(point(10), point(40, 1000)) == [
        (969, 969, True),
        (1000, 1000, True),
    ]


def test_all_that_came_before_the_clock_was_known_are_placed_by_it() -> None:
    """Not only the last of them: each bounds the one before it."""
    assert seconds(point(10), point(20), point(40, 1000)) == [
        (969, 969, True),
        (979, 979, True),
        (1000, 1000, True),
    ]


def test_a_tap_after_the_clock_was_lost_is_placed_by_an_earlier_anchor() -> None:
    """The boot clock carries on where the wall clock stopped."""
    assert seconds(point(10, 1000), point(40))[1] == (1029, 1029, True)


def test_far_from_an_anchor_the_drift_makes_it_uncertain() -> None:
    """100 parts in a million are 8.64 s a day."""
    day = 86400
    (tap, _) = seconds(point(0), point(day, 2 * day))

    assert tap == (day - 9, day + 8, False)


def test_a_boot_without_any_anchor_lies_between_its_neighbours() -> None:
    """It began after the boot before it, and ended before the next one began."""
    placed = seconds(
        point(100, 1000, boot=b"a"),
        point(50, boot=b"b"),
        point(200, 5000, boot=b"c"),
    )

    assert placed[1] == (1049, 4800, False)


def test_what_lies_before_everything_known_is_bounded_by_the_floor() -> None:
    """No entry is older than the use of its terminal; nor younger than its receipt."""
    assert seconds(point(5, received=9000), floor=700) == [(700, 9000, False)]


def test_a_wide_anchor_is_narrowed_by_a_sharp_one() -> None:
    """An exchange that took half a minute does not undo what is known already."""
    placed = seconds(point(10, 1000), point(20, 990, width=40), point(21))

    assert placed[2] == (1010, 1010, True)


def test_two_seconds_of_doubt_count_as_the_earlier() -> None:
    """The doubt is to nobody's cost."""
    span = Span(boot_id=b"a", boot_ns=0, lo_ns=1000 * NS, hi_ns=1002 * NS)
    wider = Span(boot_id=b"a", boot_ns=0, lo_ns=1000 * NS, hi_ns=1003 * NS)

    assert span.seconds() == (1000, 1000, True)
    assert wider.seconds() == (1000, 1003, False)


TIMES = st.lists(
    st.tuples(
        st.integers(1, 5 * 3600),  # seconds until the entry
        st.sampled_from(["good", "none", "none", "wide", "boot"]),
    ),
    min_size=1,
    max_size=12,
)


@given(
    times=TIMES,
    drift=st.integers(-100, 100),
    cut=st.integers(0, 12),
)
@example(
    times=[(10, "none"), (10, "boot"), (10, "none"), (5, "good")], drift=100, cut=2
)
def test_the_truth_is_always_within(
    times: list[tuple[int, str]], drift: int, cut: int
) -> None:
    """Whatever the clocks did, the interval contains the true time.

    And to read a chain in two pieces places every entry of the second as once.
    """
    now, boot_began, boot = 1_000_000, 1_000_000 - 30, 0
    points, truth = [], []
    for wait, what in times:
        now += wait
        if what == "boot":
            boot, boot_began = boot + 1, now - min(20, wait)
        passed = (now - boot_began) * NS
        points.append(
            Point(
                boot_id=bytes([boot]),
                boot_ns=passed + passed * drift // 10**6,
                received_ns=(now + 9) * NS,
                utc={
                    "good": (now * NS, now * NS),
                    "wide": ((now - 7) * NS, (now + 4) * NS),
                }.get(what),
            )
        )
        truth.append(now * NS)

    spans = place(points, before=None, floor_ns=0)

    for span, true in zip(spans, truth, strict=True):
        assert span.lo_ns - ROUNDING_NS <= true <= span.hi_ns + ROUNDING_NS
    settled = [
        number
        for number, one in enumerate(points[:cut])
        if one.utc and one.utc[0] == one.utc[1]
    ]
    if settled:
        last = settled[-1]
        rest = place(points[last + 1 :], before=spans[last], floor_ns=0)
        assert rest == spans[last + 1 :]
