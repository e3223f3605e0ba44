"""The prompts about a site: section 6."""

from dataclasses import replace
from datetime import timedelta

import pytest

from server_sync.central.rules.facts import Instant, PersonId, Site, Use
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.prompt import Key, Prompt
from server_sync.central.rules.prompts import prompts
from server_sync.central.rules.prompts_of_site import (
    are_many_unclarified,
    is_over_capacity,
)
from server_sync.central.rules.status import Cause
from tests.server_sync.central.rules.rows import FIRST, SITE, make_row, make_rows
from tests.server_sync.central.rules.small import at, prompts_of, tap, uncertain


@pytest.mark.parametrize(
    ("cause", "raised"),
    [
        (Cause.COVERAGE, True),
        (Cause.CLOCK, True),
        (Cause.UNKNOWN_CARD, False),
        (Cause.QUARANTINE, True),
    ],
)
def test_no_data_is_one_a_site_and_day(cause: Cause, raised: bool) -> None:
    """A card that nobody knows is another prompt."""
    rows = [
        make_row("X", cause=cause),
        make_row("X", cause=cause, person=PersonId("B")),
    ]
    found = prompts(
        [],
        rows,
        site=SITE,
        unknown_card_dates=(),
        as_of=at("2026-03-30T20:00"),
    )
    assert found == ((Prompt(Key.NO_DATA, date=FIRST),) if raised else ())


def test_an_unknown_card_is_asked_about_at_any_hour_and_on_any_day() -> None:
    """One a date; an uncertain tap's is that of its `lo`."""
    taps = [
        tap("2026-03-14T03:00", card="C8"),
        tap("2026-03-14T23:59:59", card="C9"),
        uncertain("2026-03-15T23:59:59", "2026-03-16T02:00", card="C9"),
        tap("2026-03-16T22:00", card="C9"),
        tap("2026-03-13T22:00"),
    ]
    raised = [one for one in prompts_of(taps=taps) if one["key"] == "unknown_card"]
    assert raised == [
        {"key": "unknown_card", "date": "2026-03-14"},
        {"key": "unknown_card", "date": "2026-03-15"},
    ]


def test_a_resolved_card_is_not_asked_about() -> None:
    """Whoever's it was."""
    unknown = tap("08:10", card="C9")
    for said in ({"not_ours": True}, {"person": "B"}):
        raised = prompts_of(taps=[unknown], resolved=[unknown | said])
        assert [one for one in raised if one["key"] == "unknown_card"] == []


def site_of(capacity: int | None) -> Site:
    """Make a site that holds so many."""
    return Site(name="", terminals=(), week={}, capacity=capacity)


def test_over_capacity() -> None:
    """More than the site holds at one instant; who leaves makes room for who comes."""
    today = [make_row("T"), make_row("I"), make_row(".")]
    away, after = make_row("F"), make_row("T", start=today[0].end, end=today[0].end + 9)
    tomorrow = make_rows(" TTT")
    rows = [*today, away, after, *tomorrow]
    found = {
        capacity: is_over_capacity(rows, site_of(capacity), FIRST)
        for capacity in (None, 2, 3)
    }
    assert found == {None: False, 2: True, 3: False}


def test_who_leaves_makes_room_for_one() -> None:
    """Of two one has gone when two more come: three are there, and not two."""
    first = make_row("T")
    hour = 3600

    def there(begin: int, end: int) -> Judged:
        begin, end = first.start + begin * hour, first.start + end * hour
        return make_row("T", start=Instant(begin), end=Instant(end))

    rows = [there(0, 1), there(0, 4), there(2, 4), there(2, 4)]
    assert is_over_capacity(rows, site_of(2), FIRST)
    assert not is_over_capacity(rows, site_of(3), FIRST)


@pytest.mark.parametrize(
    ("letters", "raised"),
    [
        ("T" * 15 + "I" * 5, True),
        ("T" * 16 + "X" * 4, False),
        ("T" * 15 + "I" * 4, False),
        ("T" * 19 + "I" * 3 + "X" * 2, True),
        ("T" * 14 + "I" * 5 + "....", False),
        ("I" * 5 + "T" * 13 + "F" * 10, False),
        ("I" * 6 + "T" * 12 + "F" * 10, True),
        ("I" * 6 + "T" * 13 + "F" * 10, False),
    ],
)
def test_many_unclarified(letters: str, raised: bool) -> None:
    """Over 20 % of at least 20 settled sessions of the 28 days up to today."""
    rows = make_rows(letters)
    assert are_many_unclarified(rows, SITE, rows[-1].date) is raised


def test_a_place_without_a_terminal_has_no_many_unclarified() -> None:
    """Nothing else was to be expected there; a terminal of yesterday changes that."""
    rows = make_rows("I" * 28)
    today = rows[-1].date
    uses = tuple(
        Use(terminal=SITE.terminals[0], first=first, last=None)
        for first in (today, today + timedelta(1))
    )
    assert not are_many_unclarified(rows, replace(SITE, terminals=()), today)
    assert are_many_unclarified(rows, replace(SITE, uses=uses[:1]), today)
    assert not are_many_unclarified(rows, replace(SITE, uses=uses[1:]), today)


def test_no_data_asks_for_a_terminal() -> None:
    """Where none was in use, there is nothing to mend."""
    for terminals, raised in (["T1"], True), ([], False):
        found = prompts_of(site={"terminals": terminals}, listening={})
        assert ("no_data" in {prompt["key"] for prompt in found}) is raised


def test_many_unclarified_compares_exactly() -> None:
    """21 of 104 are over 20 %, 21 of 105 are not."""
    rows = [make_row("I")] * 21 + [make_row("T")] * 83
    assert are_many_unclarified(rows, SITE, FIRST)
    assert not are_many_unclarified([*rows, make_row("T")], SITE, FIRST)
