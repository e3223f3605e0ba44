"""Who else holds something to a reader: strangers, phones, finders of lost cards."""

from collections.abc import Callable
from datetime import date, time
from functools import partial

from tests.simulation.pockets import phone_lying_near
from tests.simulation.truth import ns_at
from tests.simulation.world import World


def plan_strangers(world: World, day: date) -> None:
    """Draw who else comes to the readers on a date."""
    planned: tuple[tuple[Callable[[World], None], float], ...] = (
        (unknown_card, 0.15),
        (phone_near, 0.12),
        (blocked_card, 0.15),
    )
    for does, share in planned:
        if world.dice.random() < share:
            when = time(world.dice.randint(6, 13), world.dice.randrange(60))
            world.at(ns_at(day, when), partial(does, world))


def unknown_card(world: World) -> None:
    """Somebody holds a card to the reader that nobody knows."""
    _hold(world, "unknown card", ((f"04{world.dice.randbytes(6).hex()}",),))


def phone_near(world: World) -> None:
    """A phone lies near the reader, and shows a new number every second."""
    _hold(world, "phone near the reader", phone_lying_near(world.dice))


def blocked_card(world: World) -> None:
    """Somebody finds a card that was reported lost, and holds it to the reader."""
    _hold(world, "blocked card", ((world.blocked_card,),))


def _hold(world: World, what: str, readings: tuple[tuple[str, ...], ...]) -> None:
    doors = [door for door in world.doors if not world.terminals[door].stolen]
    if not doors:
        return
    uid = readings[0][0]
    world.tap(world.terminals[world.dice.choice(doors)], uid, *readings)
    world.counted[what] += 1
