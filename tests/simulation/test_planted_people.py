"""The invariants about people, notices and clicks bite: a planted fault fails them."""

import itertools
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from kiosk.web.repository import FormSubmission
from kiosk.web.views import clarify
from server_sync.central.judging import recompute_queries
from server_sync.central.rules import judge, prompts_of_course, sessions, verdict
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.known import Own
from tests.simulation.days import fails
from tests.simulation.page_acts import writes_arrival
from tests.simulation.scripted import ALICE, DOOR, MONDAY, a_monday, at, live
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


def test_a_click_that_counts_twice_is_caught(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A coordinator's second click writes nothing, or the day fails."""
    tokens = itertools.count()
    monkeypatch.setattr(clarify, "_unless_written", lambda content, _: [content])
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
