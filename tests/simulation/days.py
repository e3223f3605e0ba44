"""Mondays on which one thing goes wrong, for the invariants to be tried on."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.simulation.page_acts import writes_notice
from tests.simulation.pockets import transit_card
from tests.simulation.scripted import (
    ALICE,
    DOOR,
    MONDAY,
    a_monday,
    alice_comes,
    at,
    central_restored,
    copied_card,
    dead_reader,
    live,
    offline,
    power_cut,
    somebody_taps,
)
from tests.simulation.world import World

REFUSED = (400, [("Content-Type", "text/html")], b"")


def restored(world: World) -> None:
    """Central is put back without a word from before a tap that it had receipted."""
    somebody_taps(world, 7, 30)
    central_restored(world, (6, 0), (9, 0), told=False)


def copied(world: World) -> None:
    """Both of two cards that are the same take a tap under one number."""
    copied_card(world, (6, 0))
    somebody_taps(world, 6, 30)
    somebody_taps(world, 6, 31, "copy")


def refused(world: World) -> None:
    """Something between here and central answers 400 once."""
    somebody_taps(world, 6, 30)
    world.terminals[DOOR].network.instead = [(304, [], b""), REFUSED]


def out_for_the_start(world: World) -> None:
    """Alice is there in time at a dead reader, which is mended while she waits."""
    dead_reader(world, (8, 0), (8, 22))
    alice_comes(world, 8, 14)


def out_all_morning(world: World) -> None:
    """Alice is there in time at a dead reader, and gives up."""
    dead_reader(world, (8, 0), (9, 0))
    alice_comes(world, 8, 10)


def no_clock(world: World) -> None:
    """Alice comes before the terminal knows the time again."""
    power_cut(world, (7, 0), minutes=20)
    alice_comes(world, 8, 10)


def a_day_offline(world: World) -> None:
    """A whole day is to be sent at once."""
    offline(world, (5, 0), (12, 0))


def ordinary(world: World) -> None:
    """Alice comes in time, and nothing goes wrong."""
    alice_comes(world, 8, 10)


def told_too_late(world: World) -> None:
    """Alice stays away on a day whose hours nobody told her in time."""
    session = world.session(ALICE, MONDAY)
    world.central.tell_hours(session, session.start + 3600)
    world.truth.not_told.add((ALICE, MONDAY))


def late_and_told_too_late(world: World) -> None:
    """Alice comes an hour late on a day whose hours nobody told her in time."""
    told_too_late(world)
    alice_comes(world, 9, 20)


def told_before(world: World) -> None:
    """Alice rings in time, it is written at the door's page, and she stays away."""
    at(world, 8, 0, lambda: _ring(world))


def told_before_and_late(world: World) -> None:
    """Alice rings in time, it is written at the door's page, and she comes at nine."""
    told_before(world)
    alice_comes(world, 9, 0)


def thrice_in_time(world: World) -> None:
    """Alice comes in time on three days."""
    for number in range(3):
        alice_comes(world, 8, 10, MONDAY + timedelta(days=number))


def pocket(world: World) -> None:
    """Alice holds a pocket to the reader with her card and her transit card in it."""
    cards = transit_card(ALICE), world.cards[ALICE]

    def hold() -> None:
        world.tap(world.terminals[DOOR], world.cards[ALICE], cards)

    at(world, 8, 10, hold)


def central_leaps(world: World) -> None:
    """Central's clock is two days ahead for a round, and right again."""
    alice_comes(world, 8, 10)
    at(world, 9, 0, lambda: _leap(world, 2 * 86400))
    at(world, 9, 30, lambda: _leap(world, 0))


def _leap(world: World, seconds: int) -> None:
    world.central.ahead_seconds = seconds


def _ring(world: World) -> None:
    session = world.session(ALICE, MONDAY)
    assert writes_notice(world, DOOR, session, session.start - 900)


DAYS = {
    "ordinary": ordinary,
    "restored": restored,
    "copied": copied,
    "refused": refused,
    "out_for_the_start": out_for_the_start,
    "out_all_morning": out_all_morning,
    "no_clock": no_clock,
    "a_day_offline": a_day_offline,
    "told_too_late": told_too_late,
    "late_and_told_too_late": late_and_told_too_late,
    "told_before": told_before,
    "told_before_and_late": told_before_and_late,
    "thrice_in_time": thrice_in_time,
    "pocket": pocket,
    "central_leaps": central_leaps,
}


def fails(folder: Path, name: str, law: str, *, until: int = 12) -> None:
    """See the day fail, and by that invariant."""
    with a_monday(folder) as world:
        DAYS[name](world)
        with pytest.raises(AssertionError, match=rf"\({law}\)"):
            live(world, until=until)
