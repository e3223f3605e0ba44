"""What goes wrong on a date, drawn from the world's dice, and how often it did."""

from datetime import date, time
from functools import partial

from server_sync.central.terminals.revocation import revoke
from tests.simulation.clocks import NS
from tests.simulation.terminals import Terminal
from tests.simulation.truth import ns_at
from tests.simulation.world import DEVICES, World

MINUTE, HOUR, DAY = 60, 3600, 86400
SPARE_SECONDS = 15 * MINUTE
TRIES_MAX = 6
OF_CENTRAL = {"restored_central", "central_clock_leap"}


def plan_faults(world: World, day: date, *, most: int = 3) -> None:
    """Draw what goes wrong, when, and to which terminal."""
    for _ in range(world.dice.randint(1, most)):
        minute = world.dice.choice((0, world.dice.randrange(24 * 60), 480, 500))
        minute += world.dice.randrange(-120, 120)
        when = ns_at(day, time(minute // 60 % 24, minute % 60))
        fault = _drawn(world)
        name = world.dice.choice(DEVICES)
        world.at(when, partial(_strike, world, fault, name))
    if world.central.on_sqlite:
        world.at(ns_at(day, time(3)), world.central.back_up)


def _drawn(world: World) -> str:
    """Draw from a deck, so that no kind is forgotten for long."""
    if not world.deck:
        world.deck = world.dice.sample(FAULTS, len(FAULTS))
    return world.deck.pop()


def _strike(world: World, fault: str, name: str, tries: int = 1) -> None:
    """Let it happen; where it cannot, as a terminal has its share, try again later."""
    name = "door-2" if fault == "stolen_terminal" else name
    terminal = world.terminals[name]
    busy = world.true.ns < world.busy_until_ns[name] or not terminal.runs
    free = fault in OF_CENTRAL or not (busy or terminal.stolen)
    seconds = globals()[f"_{fault}"](world, name, terminal) if free else None
    if seconds is not None:
        world.counted[fault.replace("_", " ")] += 1
        until_ns = world.true.ns + (seconds + SPARE_SECONDS) * NS
        world.busy_until_ns[name] = max(world.busy_until_ns[name], until_ns)
    elif tries < TRIES_MAX and world.faults_on:
        name = world.dice.choice(DEVICES)
        world.after(2 * HOUR, partial(_strike, world, fault, name, tries + 1))


def _power_cut(world: World, name: str, terminal: Terminal) -> int:
    off = world.dice.randint(3, 90) * MINUTE
    terminal.cut(terminal.image(_card(world, name)))
    world.after(off, lambda: _power_up(world, terminal))
    return off


def _dead_reader(world: World, _name: str, terminal: Terminal) -> int:
    dead = world.dice.randint(4, 150) * MINUTE
    terminal.reader.gone = True

    def mend() -> None:
        terminal.reader.gone = False

    world.after(dead, mend)
    return dead


def _full_disk(world: World, _name: str, terminal: Terminal) -> int:
    full = world.dice.randint(4, 60) * MINUTE
    terminal.journal.refuses = True

    def free() -> None:
        terminal.journal.refuses = False

    world.after(full, free)
    return full


def _no_network(world: World, _name: str, terminal: Terminal) -> int:
    out = world.dice.choice((1, 5, 12, 30, 55)) * HOUR
    terminal.network.up = False

    def back() -> None:
        terminal.network.up = True

    world.after(out, back)
    return HOUR  # other things can go wrong meanwhile


def _clock_step(world: World, name: str, terminal: Terminal) -> int:
    wrong = world.dice.choice((-3 * DAY, -HOUR, -90, 90, HOUR, 40 * HOUR, 9 * DAY))
    world.no_sync.add(name)
    terminal.clock.lose_sync(step_seconds=wrong, unknown=world.dice.random() < 0.3)
    seconds = world.dice.randint(5, 600) * MINUTE
    world.after(seconds, lambda: world.no_sync.discard(name))
    return seconds


def _no_time_after_power_cut(world: World, name: str, terminal: Terminal) -> int:
    """No RTC, and no NTP for hours although the network may be there."""
    world.no_sync.add(name)
    off = _power_cut(world, name, terminal)
    seconds = off + world.dice.randint(10, 600) * MINUTE
    world.after(seconds, lambda: world.no_sync.discard(name))
    return seconds


def _cloned_card(world: World, name: str, terminal: Terminal) -> int | None:
    """Somebody copies the card and runs the copy beside the first."""
    if terminal.device in world.truth.strayed:
        return None
    world.truth.strayed.add(terminal.device)
    copy_name = f"{name}-copy"
    card = terminal.image(copy_name)
    copy = world.make_terminal(card.name, terminal.device, terminal.central.key)
    world.terminals[copy_name] = copy
    runs = world.dice.randint(2, 20) * HOUR
    for uid in world.cards.values():
        if world.dice.random() < 0.3:
            when = world.dice.randrange(runs)
            world.after(when, partial(_tap_at, world, copy, uid))
    world.after(runs, copy.stop)
    return runs


def _restored_card(world: World, name: str, terminal: Terminal) -> int | None:
    """A card is put back as it was hours ago; what came since was only on it."""
    if terminal.device in world.truth.strayed:
        return None
    image, chain = terminal.image(_card(world, name)), terminal.journal.chain
    at_image = terminal.journal.last()
    later = world.dice.randint(5, 400) * MINUTE

    def put_back() -> None:
        if not terminal.runs or terminal.stolen:
            return
        world.truth.strayed.add(terminal.device)
        since = at_image.seq if at_image else 0
        _note_lost(world, terminal, since, chain)
        terminal.cut(image)
        world.after(
            world.dice.randint(15, 60) * MINUTE, lambda: _power_up(world, terminal)
        )

    world.after(later, put_back)
    return later + HOUR


def _damaged_journal(world: World, name: str, terminal: Terminal) -> int:
    """A power cut leaves a file that cannot be read."""
    off = world.dice.randint(15, 40) * MINUTE
    _note_lost(world, terminal, 0, terminal.journal.chain)
    card = terminal.image(_card(world, name))
    with (card / "journal.db").open("r+b") as file:
        file.write(world.dice.randbytes(4096))
    (card / "journal.db-wal").write_bytes(b"")  # or SQLite mends the page out of it
    terminal.cut(card)
    world.truth.aside.append(card / "journal.damaged-1.db")
    world.after(off, lambda: _power_up(world, terminal))
    return off


def _stolen_terminal(world: World, name: str, terminal: Terminal) -> int | None:
    """Door 2 is carried away, runs elsewhere, and is revoked hours later."""
    if world.truth.revoked or not world.approved:
        return None
    terminal.stolen, world.truth.revoked = True, terminal.device
    stolen = world.true.seconds
    terminal.cut(terminal.image(_card(world, name)))
    world.after(HOUR, lambda: _power_up(world, terminal))
    world.after(2 * HOUR, lambda: _tap_at(world, terminal, "04deadbeef0000"))
    world.after(9 * HOUR, lambda: _tap_at(world, terminal, "04deadbeef0000"))
    since = stolen if world.dice.random() < 0.5 else None

    def tell() -> None:
        world.counted["revoked key"] += 1
        with world.central.writing() as connection:
            revoke(
                connection,
                terminal=terminal.device,
                provenance=world.central.said(by="Karen", why="stjålet"),
                from_time=since,
            )

    world.after(world.dice.randint(2, 8) * HOUR, tell)
    return DAY


def _restored_central(world: World, _name: str, _terminal: Terminal) -> int | None:
    """Central loses its disk; the last night's copy is put back."""
    if not world.central.backups or world.truth.revoked:
        return None
    told = world.dice.random() < 0.7
    world.central.restore(told=told)
    world.counted["restored without a word" if not told else "restored, and told"] += 1
    return 0


def _central_clock_leap(world: World, _name: str, _terminal: Terminal) -> int | None:
    """Central's clock leaps, and is right again before the day is over."""
    if world.central.ahead_seconds or world.true.seconds % DAY > 20 * HOUR:
        return None
    world.central.ahead_seconds = world.dice.choice(LEAPS_SECONDS)
    right = world.dice.randint(1, 120) * MINUTE

    def heal() -> None:
        world.central.ahead_seconds = 0

    world.after(right, heal)
    return 0


LEAPS_SECONDS = (-3 * DAY, -HOUR, -120, 120, HOUR, 2 * DAY, 9 * DAY, 40 * 365 * DAY)
FAULTS = (
    "power_cut",
    "dead_reader",
    "full_disk",
    "no_network",
    "clock_step",
    "no_time_after_power_cut",
    "cloned_card",
    "restored_card",
    "damaged_journal",
    "stolen_terminal",
    "restored_central",
    "central_clock_leap",
)


def _power_up(world: World, terminal: Terminal) -> None:
    if not terminal.runs and world.faults_on:
        terminal.power_up()


def _tap_at(world: World, terminal: Terminal, uid: str) -> None:
    if terminal.runs:
        world.tap(terminal, uid)


def _note_lost(world: World, terminal: Terminal, since: int, chain: bytes) -> None:
    for heard in world.truth.heard:
        device, its_chain, seq = heard.key
        if (device, its_chain) == (terminal.device, chain) and seq > since:
            world.truth.lost_with.add(heard.key)


def _card(world: World, name: str) -> str:
    return f"{name}-card-{sum(world.counted.values())}-{world.true.ns}"


__all__ = ["FAULTS", "plan_faults"]
