"""What the simulation has found, each kept as the day that showed it."""

from pathlib import Path

from sqlalchemy import func, select

from server_sync.central.db import tables
from server_sync.central.terminals.revocation import revoke
from tests.simulation.scripted import (
    DOOR,
    a_monday,
    alice_comes,
    at,
    central_restored,
    copied_card,
    live,
    power_cut,
    somebody_taps,
)
from tests.simulation.world import World


def test_a_tap_in_a_damaged_journal_is_held_against_nobody(quick_folder: Path) -> None:
    """However short the silence: what the lost journal did not send may be a tap."""
    with a_monday(quick_folder) as world:
        at(world, 8, 9, lambda: beat_and_upload(world))
        alice_comes(world, 8, 10)
        power_cut(world, (8, 11), minutes=2, damaged=True)
        live(world)


def test_a_copied_card_without_a_clock_places_nothing_by_the_other(
    quick_folder: Path,
) -> None:
    """What has the higher number did not happen later, if the card was copied."""
    with a_monday(quick_folder) as world:
        copied_card(world, (6, 0))
        at(world, 6, 1, lambda: lose_time(world))
        for minute in range(5, 55, 5):
            somebody_taps(world, 6, minute, "copy")
            somebody_taps(world, 7, minute, "copy")
        at(world, 9, 0, lambda: only_the_copy(world))
        somebody_taps(world, 9, 30, "copy")
        live(world)


def test_a_copied_card_sends_again_what_a_restored_central_has_lost(
    quick_folder: Path,
) -> None:
    """Where central differs and is another than before, everything goes anew."""
    with a_monday(quick_folder) as world:
        at(world, 5, 55, lambda: beat_and_upload(world))
        copied_card(world, (6, 0))
        at(world, 6, 1, lambda: only_one_online(world, "copy"))
        central_restored(world, (6, 5), (8, 0), told=True)
        somebody_taps(world, 6, 10, "copy")
        at(world, 8, 0, lambda: only_one_online(world, DOOR))
        live(world)


def test_an_anchor_is_no_closer_than_what_is_still_believed(
    quick_folder: Path,
) -> None:
    """Entries that are revoked no longer tell when the one before them was."""
    with a_monday(quick_folder) as world:
        power_cut(world, (7, 0), minutes=20)
        at(world, 10, 0, lambda: revoke_behind_the_anchor(world))
        live(world)


def test_a_tap_before_the_approval_is_not_placed_behind_it(quick_folder: Path) -> None:
    """A terminal without a clock takes taps before somebody approves it."""
    with a_monday(quick_folder, approved_after=4 * 3600) as world:
        world.no_sync.add(DOOR)
        alice_comes(world, 8, 10)
        power_cut(world, (8, 12), minutes=20)
        live(world, until=15)


def beat_and_upload(world: World) -> None:
    """Let a heartbeat be written and sent at once."""
    terminal = world.terminals[DOOR]
    terminal.beat_now()
    terminal.uplink()
    terminal.uplink()


def lose_time(world: World) -> None:
    """Let the copy start without network, in the past."""
    copy = world.terminals["copy"]
    copy.network.up = False
    world.no_sync.add("copy")
    copy.stop()
    copy.power_up()


def only_the_copy(world: World) -> None:
    """Switch the first off, and let the copy reach central."""
    world.terminals["copy"].network.up = True
    world.terminals[DOOR].stop()


def only_one_online(world: World, name: str) -> None:
    """Let one of two cards that are the same reach central, and the other not."""
    for each, terminal in world.terminals.items():
        terminal.network.up = each == name


def revoke_behind_the_anchor(world: World) -> None:
    """Believe nothing behind the first word of central's without a clock."""
    kept = tables.entry.c
    unsure = select(func.min(kept.seq)).where(
        kept.kind == "anchor", kept.clock == "unsynced"
    )
    world.truth.revoked = DOOR
    with world.central.writing() as connection:
        seq = connection.scalar(unsure)
        assert seq is not None
        said = world.central.said(by="Karen", why="stjålet")
        revoke(connection, terminal=DOOR, provenance=said, from_seq=seq + 1)
