"""Who is missing while the session still runs: section 6, `missing_registration`."""

import pytest

from tests.server_sync.central.rules.small import (
    MONDAY,
    heard,
    on_monday,
    prompts_of,
    tap,
    uncertain,
)

MISSING = {"key": "missing_registration", "person": "A", "date": MONDAY}


@pytest.mark.parametrize(
    ("as_of", "told", "missing"),
    [
        ("08:44:59", "08:44:59", False),
        ("08:45:00", "08:45:00", True),
        ("09:30:00", "08:45:00", True),
        ("09:30:00", "08:44:59", False),
        ("14:30:00", "14:30:00", True),
    ],
)
def test_a_pending_session_is_missing_once_all_terminals_have_told_so_far(
    as_of: str, told: str, missing: bool
) -> None:
    """With `j` the earliest of `as_of` and the log ends: from start + 30 min."""
    raised = prompts_of(listening=heard(("05:00", told)), as_of=on_monday(as_of))
    assert (MISSING in raised) is missing


@pytest.mark.parametrize(
    ("stretches", "missing"),
    [
        ([("07:15", "07:30"), ("07:40", "08:45")], True),
        ([("07:15", "07:30"), ("07:40:01", "08:45")], False),
        ([("07:25", "08:50")], True),
        ([("07:25:01", "08:50")], False),
        ([("07:15", "08:50"), ("09:20", "09:30")], False),
        ([], False),
    ],
)
def test_silence_so_far_withholds_it(
    stretches: list[tuple[str, str]], missing: bool
) -> None:
    """More than 10 minutes within [start - 60 min, j] is a cause of unknown."""
    raised = prompts_of(listening=heard(*stretches), as_of=on_monday("09:30"))
    assert (MISSING in raised) is missing


@pytest.mark.parametrize("begin", ["08:50:00", "08:50:01"])
def test_doubts_that_begin_by_then_withhold_it(begin: str) -> None:
    """An unknown card, an uncertain tap, a quarantined event: as of `j` only."""
    between = [on_monday(begin), on_monday("09:00")]
    known = begin == "08:50:00"
    for facts in (
        {"taps": [tap(begin, card="C9")]},
        {"taps": [uncertain(begin, "09:00", card="C9")]},
        {"taps": [uncertain(begin, "16:00")]},
        {"quarantined": [{"terminal": "T1", "between": between}]},
    ):
        raised = prompts_of(
            **facts,
            listening=heard(("05:00", "08:50")),
            as_of=on_monday("09:30"),
        )
        assert (MISSING in raised) is not known


def test_every_terminal_must_have_told() -> None:
    """The earliest log end decides."""
    both = heard(("05:00", "09:00")) | heard(("05:00", "08:44"), terminal="T2")
    site = {"terminals": ["T1", "T2"]}
    assert MISSING not in prompts_of(
        site=site, listening=both, as_of=on_monday("09:30")
    )


@pytest.mark.parametrize(("told_at", "missing"), [("08:15", True), ("08:15:01", False)])
def test_hours_told_too_late_are_missed_by_nobody(told_at: str, missing: bool) -> None:
    """Not while the session runs, and not after it."""
    course = {"person": "A", "from": MONDAY, "to": MONDAY}
    course["told_at"] = on_monday(told_at)
    for as_of in ("09:30", "18:00"):
        raised = prompts_of(courses=[course], as_of=on_monday(as_of))
        assert (MISSING in raised) is missing


def test_where_no_terminal_is_in_use_nobody_is_missed() -> None:
    """No log end is ever reached there."""
    raised = prompts_of(site={"terminals": []}, as_of=on_monday("09:30"))
    assert MISSING not in raised
