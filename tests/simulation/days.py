"""Mondays on which one thing goes wrong, for the invariants to be tried on."""

from tests.simulation.scripted import (
    DOOR,
    alice_comes,
    central_restored,
    copied_card,
    dead_reader,
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


DAYS = {
    "ordinary": ordinary,
    "restored": restored,
    "copied": copied,
    "refused": refused,
    "out_for_the_start": out_for_the_start,
    "out_all_morning": out_all_morning,
    "no_clock": no_clock,
    "a_day_offline": a_day_offline,
}
