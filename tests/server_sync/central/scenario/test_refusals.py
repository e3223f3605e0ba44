"""What is no scenario, and what is one all the same: section 7."""

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import reduce
from operator import getitem
from typing import Any

import pytest

from server_sync.central.rules.errors import BadScenario
from server_sync.central.scenario.read import parse, read
from tests.server_sync.central.rules.full import (
    FULL,
    LISTS,
    Change,
    changed,
    refusal_of,
)
from tests.server_sync.central.rules.small import (
    Made,
    make_scenario,
    monday_of,
    no_show,
    tap,
)


def test_the_full_scenario_is_none_of_them() -> None:
    """Everything that section 7 names may occur."""
    assert len(parse(FULL).facts.taps) == 2


def test_almost_everything_may_be_left_out() -> None:
    """A site with its terminals and an instant are a scenario."""
    found = parse({"site": {"terminals": []}, "as_of": "2026-03-16T08:00"})
    assert found.facts.courses == ()


@pytest.mark.parametrize("key", [*LISTS.split(), "site", "listening"])
def test_an_unknown_key_is_refused_wherever_it_stands(key: str) -> None:
    """A misspelt fact must not be lost without a word."""

    def misspell(scenario: Made) -> None:
        at = scenario[key]
        (at[0] if isinstance(at, list) else at)["colour"] = []

    assert "colour" in refusal_of(changed(misspell))


@pytest.mark.parametrize(
    ("key", "needed"),
    [
        ("closures", "from to"),
        ("courses", "person from to"),
        ("cards", "card person from"),
        ("taps", "terminal card at"),
        ("manual", "person at by"),
        ("notices", "person from to reason reported_at by"),
        ("no_shows", "person date by at"),
        ("resolved", "terminal card at not_ours"),
        ("quarantined", "terminal between"),
    ],
)
def test_a_needed_key_is_missed(key: str, needed: str) -> None:
    """Each of them, on the first of each list."""
    for name in needed.split():
        made = deepcopy(FULL)
        made[key][0].pop(name)
        line = refusal_of(made)
        assert key in line
        assert name in line


@pytest.mark.parametrize("key", ["site", "as_of"])
def test_a_needed_key_of_the_scenario_is_missed(key: str) -> None:
    """Without a site or an instant nothing can be asked."""
    assert key in refusal_of(changed(lambda made: made.pop(key)))


def test_needed_keys_further_in_are_missed() -> None:
    """Of the site, a plan, an exception."""
    changes: dict[str, Change] = {
        "terminals": lambda made: made["site"].pop("terminals"),
        "from": lambda made: made["courses"][0]["plans"][0].pop("from"),
        "week": lambda made: made["courses"][0]["plans"][0].pop("week"),
        "date": lambda made: made["courses"][0]["exceptions"][0].pop("date"),
        "sessions": lambda made: made["courses"][0]["exceptions"][0].pop("sessions"),
    }
    for name, change in changes.items():
        assert name in refusal_of(changed(change))


@pytest.mark.parametrize(
    "time",
    [
        "2026-03-16T08:15+01:00",
        "2026-03-16T08:15Z",
        "2026-03-16T08:15:00-05",
        "2026-03-16T24:00",
        "2026-03-16T08:60",
        "2026-03-16T08:15:60",
        "2026-02-29T08:15",
        "2026-03-16 08:15",
        "2026-03-16T8:15",
        "2026-03-16T08",
        "2026-03-16",
        "2026-W12-1T08:15",
        "20260316T0815",
        "2026-03-16T08:15 ",
        "2026-03-16T08:15\n",
        "٢٠٢٦-03-16T08:15",
        "0001-01-01T00:00",
        "",
        None,
        1773648900,
        ["2026-03-16T08:15"],
    ],
)
def test_a_time_that_does_not_parse_or_carries_an_offset(time: object) -> None:
    """Local times are the site's own."""
    assert "as_of" in refusal_of(changed(lambda made: made.update(as_of=time)))
    assert "at" in refusal_of(changed(lambda made: made["taps"][0].update(at=time)))


def test_an_offset_is_named_as_what_is_wrong() -> None:
    """So that the writer need not guess."""
    made = make_scenario(as_of="2026-03-16T08:15+01:00")
    assert "offset" in refusal_of(made)


@pytest.mark.parametrize("day", ["2026-3-16", "2026-03-32", "16-03-2026", "", 20260316])
def test_a_date_that_does_not_parse(day: object) -> None:
    """Dates are written as 2026-03-16."""
    refusal_of(changed(lambda made: made["courses"][0].update({"from": day})))
    refusal_of(changed(lambda made: made["no_shows"][0].update(date=day)))


def backwards(
    key: str, start: str, end: str, *, names: tuple[str, str] = ("from", "to")
) -> Change:
    """Turn an interval of the first of a list round."""
    return lambda made: made[key][0].update(dict(zip(names, (start, end), strict=True)))


@pytest.mark.parametrize(
    "change",
    [
        backwards("closures", "2026-06-05T12:00", "2026-06-05T11:59:59"),
        backwards("courses", "2026-03-16", "2026-03-15"),
        backwards("cards", "2026-06-05T12:00", "2026-06-05T11:59:59"),
        backwards("notices", "2026-03-16", "2026-03-15"),
        lambda made: made["listening"]["T1"][0].reverse(),
        lambda made: made["taps"][1]["between"].reverse(),
        lambda made: made["quarantined"][0]["between"].reverse(),
        lambda made: made["site"]["week"]["mon"][0].reverse(),
        lambda made: made["courses"][0]["plans"][0]["week"]["mon"][0].reverse(),
    ],
    ids=range(9),
)
def test_an_interval_that_ends_before_it_begins(change: Change) -> None:
    """Whichever it is."""
    assert "before it begins" in refusal_of(changed(change))


def test_an_interval_of_no_length_does_not_end_before_it_begins() -> None:
    """It is empty, and that is all."""
    empty = "2026-06-05T12:00"
    parse(changed(backwards("closures", empty, empty)))
    parse(changed(backwards("cards", empty, empty)))


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "x",
        3,
        {"site": [], "as_of": "2026-03-16T08:00"},
        {"site": {"terminals": "T1"}, "as_of": "2026-03-16T08:00"},
        {"site": {"terminals": [1]}, "as_of": "2026-03-16T08:00"},
        {"site": {"terminals": ["T\0"]}, "as_of": "2026-03-16T08:00"},
        {"site": {"terminals": ["\ud800"]}, "as_of": "2026-03-16T08:00"},
        make_scenario(taps={}),
        make_scenario(taps=[None]),
        make_scenario(listening="never"),
        make_scenario(listening=[]),
        make_scenario(listening={"T1": [["2026-03-16T08:00"]]}),
        make_scenario(listening={"T1": [None]}),
        make_scenario(no_shows=[no_show("15:00", voided="yes")]),
        make_scenario(site={"terminals": [], "tolerance_min": 5.0}),
        make_scenario(site={"terminals": [], "tolerance_min": True}),
        make_scenario(site={"terminals": [], "tolerance_min": -1}),
        make_scenario(site={"terminals": [], "capacity": "3"}),
        make_scenario(taps=[tap("08:10", delay=True)]),
        make_scenario(taps=[tap("08:10", voided=True)]),
        make_scenario(about=3),
    ],
    ids=range(23),
)
def test_what_has_not_the_documented_shape(value: object) -> None:
    """Nothing else comes out of it than one line."""
    refusal_of(value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "this is not JSON: Expecting value"),
        ("{", "this is not JSON: Expecting property name"),
        ("[1,", "this is not JSON: "),
        ('{"site": 1, "site": 2}', "a key stands twice in one object"),
        ("[" * 10**5, "this is nested too deeply for a scenario"),
        ("9" * 5000, "this is not JSON: "),
    ],
    ids=range(6),
)
def test_a_text_that_is_no_scenario(text: str, said: str) -> None:
    """No JSON, a key twice, too deep, too long a number: one line each says which."""
    with pytest.raises(BadScenario) as refused:
        read(text)
    assert str(refused.value).startswith(said)
    assert len(str(refused.value).splitlines()) == 1


def test_a_key_that_stands_twice_is_refused_however_deep() -> None:
    """One of the two would be lost without a word."""
    text = json.dumps(FULL).replace('"capacity"', '"capacity": 9, "capacity"')
    assert json.loads(text) == FULL
    with pytest.raises(BadScenario, match=r"^a key stands twice in one object$"):
        read(text)


def places(value: object, *way: str | int) -> Iterator[tuple[str | int, ...]]:
    """Give the way to everything that stands in a scenario."""
    if way:
        yield way
    inside = dict(enumerate(value)) if isinstance(value, list) else value
    if isinstance(inside, dict):
        for step, one in inside.items():
            yield from places(one, *way, step)


@pytest.mark.parametrize("way", [*places(FULL)], ids=str)
def test_a_refusal_begins_with_the_place_that_is_wrong(way: tuple[Any, ...]) -> None:
    """Somebody who typed two hundred lines must find the one; an interval is one."""
    made = deepcopy(FULL)
    *steps, last = way
    holder: Any = reduce(getitem, steps, made)
    is_end = isinstance(holder[last], str) and isinstance(last, int)
    is_end = is_end and steps[-1] != "terminals"
    holder[last] = 3.5
    shown = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in way)

    place = shown.removeprefix(".").removesuffix(f"[{last}]" if is_end else "")
    assert refusal_of(made).startswith(f"{place} ")


def test_a_line_stays_one_line_whatever_stands_in_the_file() -> None:
    """Line breaks in names are shown, not made."""
    made = json.loads(json.dumps(FULL))
    made["multi\nline"] = 1
    assert "multi" in refusal_of(made)
    made = json.loads(json.dumps(FULL))
    made["listening"]["T\u2028\n"] = []
    refusal_of(made)


def test_times_may_have_seconds_and_fractions() -> None:
    """Fractions are cut off, never rounded."""
    assert monday_of(taps=[tap("08:20:00.999999999")])["arrived"] == "08:20:00"


def test_open_ends_far_away_are_read() -> None:
    """A card until the year 9999 is a card."""
    held = FULL["cards"][0] | {"to": "9999-12-31T23:59:59"}
    course = {"person": "A", "from": "2026-03-16", "to": "9999-12-31"}
    said = monday_of(cards=[held], courses=[course], taps=[tap("08:10")])
    assert said["status"] == "on_time"
