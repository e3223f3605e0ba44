"""The invariants about people, notices and clicks bite: a planted fault fails them."""

import itertools
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from firmware.reader import Reading
from firmware.taps import follow
from kiosk.door import loop
from kiosk.web.active_entries import ActiveEntries
from kiosk.web.repository import FormSubmission
from kiosk.web.views import clarify
from server_sync.central.ingest import read_entries
from server_sync.central.judging import recompute_queries
from server_sync.central.rules import judge, prompts_of_course, sessions, verdict
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.known import Own
from tests.simulation.days import fails
from tests.simulation.page_acts import writes_arrival
from tests.simulation.scripted import (
    ALICE,
    DOOR,
    MONDAY,
    a_monday,
    alice_comes,
    at,
    live,
    power_cut,
)
from tests.simulation.world import World


def test_hours_that_nobody_told_and_make_late_are_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(b) bites where it does not matter when people were told of their hours."""
    monkeypatch.setattr(sessions, "was_told", lambda *_: True)

    fails(quick_folder, "late_and_told_too_late", "b")


def test_hours_that_nobody_told_and_leave_unclear_are_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(b) bites where somebody is asked for on a day that nobody told them of."""
    monkeypatch.setattr(sessions, "was_told", lambda *_: True)

    fails(quick_folder, "told_too_late", "b", until=15)


def test_a_notice_that_counts_for_nothing_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(b) bites where somebody who rang in time is unclarified."""
    monkeypatch.setattr(Own, "notice_for", lambda *_: None)

    fails(quick_folder, "told_before", "b", until=15)


def test_a_notice_that_is_forgotten_once_somebody_comes_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(b) bites where a late arrival does not show the notice before it."""
    real = verdict.judge_one

    def forgetful(known: Any, window: Any) -> Judged:
        row = real(known, window)
        return row if row.arrived is None else replace(row, notice=None)

    monkeypatch.setattr(judge, "judge_one", forgetful)

    fails(quick_folder, "told_before_and_late", "b")


@pytest.mark.parametrize("prompt", ["is_often_late", "never_attended"])
def test_a_prompt_about_who_came_in_time_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch, prompt: str
) -> None:
    """(b) bites where people are said to be often late, or never to have come."""
    monkeypatch.setattr(prompts_of_course, prompt, lambda *_: True)

    fails(quick_folder, "ordinary", "b")


def test_a_leap_of_centrals_clock_that_is_believed_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(d) bites where what was judged ahead of time does not heal by itself."""
    monkeypatch.setattr(recompute_queries, "CLOCKS_DIFFER_SECONDS", 10**10)

    fails(quick_folder, "central_leaps", "d")


def test_a_pocket_of_which_only_one_card_is_read_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(c) bites where one's own card is not written, as another lies beside it."""

    def first_alone(before: Any, reading: Reading, boot_ns: int) -> Any:
        return follow(before, Reading(cards=reading.cards[:1]), boot_ns)

    monkeypatch.setattr(loop, "follow", first_alone)

    fails(quick_folder, "pocket", "c")


def test_a_tap_that_is_placed_behind_the_approval_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(c) bites where a terminal is taken to have heard nothing before its approval."""
    monkeypatch.setattr(read_entries, "earliest", lambda since: since or 0)

    with a_monday(quick_folder, approved_after=4 * 3600) as world:
        world.no_sync.add(DOOR)
        alice_comes(world, 8, 10)
        power_cut(world, (8, 12), minutes=20)
        with pytest.raises(AssertionError, match=r"\(c\)"):
            live(world)


def test_a_click_that_counts_twice_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A coordinator's second click writes nothing, or the day fails."""
    tokens = itertools.count()
    monkeypatch.setattr(ActiveEntries, "not_voided", lambda _: iter(()))
    monkeypatch.setattr(
        clarify,
        "submission",
        lambda: FormSubmission(token=str(next(tokens)), request=""),
    )

    with a_monday(quick_folder) as world:
        at(world, 9, 0, lambda: click_twice(world))
        with pytest.raises(AssertionError, match="written twice"):
            live(world)


def click_twice(world: World) -> None:
    """Let the coordinator click twice on everything."""
    session = world.session(ALICE, MONDAY)
    world.dice.random = lambda: 0.0  # type: ignore[method-assign]
    writes_arrival(world, DOOR, session, session.start)
