"""A Monday by script: one door, Alice, and just the faults that a test wants."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, time
from pathlib import Path

from server_sync.central.facts import statements
from tests.simulation.truth import ns_at, session_of
from tests.simulation.world import World

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
DOOR, ALICE = "door-1", "p1"


@contextmanager
def a_monday(folder: Path, *, approved_after: float = 0.0) -> Iterator[World]:
    """Make a world in which nothing goes wrong by itself."""
    with closing(
        World(folder, 1, MONDAY, devices=[DOOR], approved_after=approved_after)
    ) as world:
        world.terminals[DOOR].network.rudeness = 0.0
        yield world


def live(world: World, *, until: int = 12, day: date = MONDAY) -> None:
    """Live to that hour, and let everything drain."""
    world.run(ns_at(day, time(until)))
    world.end()


def at(
    world: World, hour: int, minute: int, does: Callable[[], None], day: date = MONDAY
) -> None:
    """Let something happen by the workshop's clock."""
    world.at(ns_at(day, time(hour, minute)), does)


def alice_comes(world: World, hour: int, minute: int, day: date = MONDAY) -> None:
    """Let Alice hold her card to the reader, until she is heard or gives up."""
    session = session_of(ALICE, day, afternoon=False)

    def come() -> None:
        world.arrive(session, DOOR, world.cards[ALICE])

    at(world, hour, minute, come, day)


def somebody_taps(world: World, hour: int, minute: int, name: str = DOOR) -> None:
    """Let Bob hold his card to a reader, at whatever hour."""

    def tap() -> None:
        world.tap(world.terminals[name], world.cards["p2"])

    at(world, hour, minute, tap)


def dead_reader(world: World, since: tuple[int, int], until: tuple[int, int]) -> None:
    """Let the reader be dead for a while."""
    reader = world.terminals[DOOR].reader

    def die() -> None:
        reader.gone = True

    def mend() -> None:
        reader.gone = False

    at(world, *since, die)
    at(world, *until, mend)


def offline(world: World, since: tuple[int, int], until: tuple[int, int]) -> None:
    """Take the network away for a while."""
    network = world.terminals[DOOR].network

    def drop() -> None:
        network.up = False

    def back() -> None:
        network.up = True

    at(world, *since, drop)
    at(world, *until, back)


def power_cut(
    world: World, since: tuple[int, int], *, minutes: int, damaged: bool = False
) -> None:
    """Take the power away; afterwards the clock is not set until ten."""
    terminal = world.terminals[DOOR]

    def cut() -> None:
        world.no_sync.add(DOOR)
        card = terminal.image(f"card-{world.true.ns}")
        if damaged:
            (card / "journal.db").write_bytes(b"no database" * 400)
            (card / "journal.db-wal").unlink()
            world.truth.lost_with.update(heard.key for heard in world.truth.heard)
        terminal.cut(card)
        world.after(minutes * 60, terminal.power_up)

    at(world, *since, cut)
    at(world, 9, 0, lambda: world.no_sync.discard(DOOR))


def copied_card(world: World, since: tuple[int, int]) -> None:
    """Copy the card, and let the copy run beside the first."""

    def copy() -> None:
        terminal = world.terminals[DOOR]
        world.truth.strayed.add(DOOR)
        terminal.image("copy")
        made = world.make_terminal("copy", DOOR, terminal.central.key)
        made.network.rudeness = 0.0
        world.terminals["copy"] = made

    at(world, *since, copy)


def central_restored(
    world: World, copied: tuple[int, int], put_back: tuple[int, int], *, told: bool
) -> None:
    """Put central back from a copy that was made before."""
    at(world, *copied, world.central.back_up)
    at(world, *put_back, lambda: world.central.restore(told=told))


def notice_told_on_tuesday(world: World) -> None:
    """Somebody tells the day after that Alice was ill on Monday."""

    def tell() -> None:
        with world.central.writing() as connection:
            statements.add_notice(
                connection,
                person=ALICE,
                first=MONDAY,
                last=MONDAY,
                reason="ill",
                reported_at=world.true.seconds,
                provenance=world.central.said(),
            )

    at(world, 7, 0, tell, TUESDAY)
