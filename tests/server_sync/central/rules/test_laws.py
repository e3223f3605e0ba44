"""Laws that hold for all facts: order, repetition, neighbourhood, time alone."""

from dataclasses import fields, replace
from datetime import date, time, timedelta
from random import Random
from typing import Any

from hypothesis import given, settings
from msgspec import structs

from server_sync.central.rules.calendar import date_of, instant_of
from server_sync.central.rules.facts import (
    CardId,
    CheckIn,
    Facts,
    Instant,
    ManualArrival,
    NoShow,
    Notice,
    PersonId,
    Quarantined,
    Stretch,
    Tap,
    TerminalId,
)
from server_sync.central.rules.judge import judge, neighbourhood
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.outcome import outcome
from tests.server_sync.central.rules.drawn import SEEDS, draw

ONE_DAY = timedelta(days=1)
FAR = Instant(2**32)
MAY_COME_TWICE = {field.name for field in fields(Facts)} - {"site", "courses"}


def shuffled(facts: Facts, rng: Random, *, doubled: bool) -> Facts:
    """Put every list into another order, and let everything come in twice."""
    lists: dict[str, Any] = {}
    for field in fields(Facts):
        if field.name != "site":
            listed = list(getattr(facts, field.name))
            if doubled and field.name in MAY_COME_TWICE:
                listed += listed
            rng.shuffle(listed)
            lists[field.name] = tuple(listed)
    return replace(facts, **lists)


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_shuffling_and_doubling_the_facts_changes_nothing(seed: int) -> None:
    """The order in which facts arrived never matters, nor whether one came twice."""
    drawn = draw(seed)
    as_of = drawn.scenario.as_of
    plain = outcome(drawn.facts, as_of)
    for doubled in (False, True):
        again = shuffled(drawn.facts, drawn.rng, doubled=doubled)
        assert outcome(again, as_of) == plain


def near(facts: Facts, person: PersonId, day: date, as_of: Instant) -> Facts:
    """Leave of the facts only the neighbourhood that `judge` asks for."""
    start, end = neighbourhood(facts.site, day, day)
    dates = {day - ONE_DAY, day}
    off_start, off_end = neighbourhood(facts.site, day - ONE_DAY, day)
    taps = [tap for tap in facts.taps if tap.lo <= end and tap.hi >= start]
    numbers = {tap.card for tap in taps if tap.beside}
    companions = [tap for tap in facts.taps if tap.beside and tap.card in numbers]
    named = {tap.card for tap in taps}
    named.update(card for tap in companions for card in tap.beside or ())
    names = {(tap.terminal, tap.card, tap.lo, tap.hi, tap.certain) for tap in taps}
    return replace(
        facts,
        courses=tuple(
            course
            for course in facts.courses
            if course.person == person
            and any(course.first <= one <= course.last for one in dates)
        ),
        closures=tuple(
            one
            for one in facts.closures
            if one.person in {None, person}
            and one.start <= off_end
            and one.end >= off_start
        ),
        stretches=tuple(_stretches_near(facts, start, end, as_of)),
        quarantined=tuple(
            one for one in facts.quarantined if one.lo <= end and one.hi >= start
        ),
        taps=tuple(taps),
        companions=tuple(companions),
        check_ins=tuple(
            one
            for one in facts.check_ins
            if one.person == person and one.lo <= end and one.hi >= start
        ),
        cards=tuple(one for one in facts.cards if one.card in named),
        resolutions=tuple(
            one
            for one in facts.resolutions
            if (one.terminal, one.card, one.lo, one.hi, one.certain) in names
        ),
        arrivals=tuple(
            one
            for one in facts.arrivals
            if one.person == person and start <= one.at <= end
        ),
        notices=tuple(
            one
            for one in facts.notices
            if one.person == person and one.first <= day <= one.last
        ),
        no_shows=tuple(
            one for one in facts.no_shows if one.person == person and one.date == day
        ),
    )


def _stretches_near(
    facts: Facts, start: int, end: int, as_of: Instant
) -> list[Stretch]:
    found = [one for one in facts.stretches if one.start <= end and one.end >= start]
    for terminal in facts.site.terminals:
        own = [one for one in facts.stretches if one.terminal == terminal]
        begun = [one for one in own if one.start <= as_of]
        found += sorted(begun, key=lambda one: one.end)[-1:]
    return found


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_one_date_judged_from_its_neighbourhood_is_as_judged_from_everything(
    seed: int,
) -> None:
    """So a new tap touches the rows of one person and one date, and no others.

    `next_change` too is the same, or later where the whole knows of facts ahead that
    do not concern that person.
    """
    drawn = draw(seed)
    as_of = drawn.scenario.as_of
    everything = judge(drawn.facts, as_of)
    asked = {(row.person, row.date) for row in everything}
    for person, day in drawn.rng.sample(sorted(asked), min(8, len(asked))):
        expected = [
            row for row in everything if (row.person, row.date) == (person, day)
        ]
        found = judge(near(drawn.facts, person, day, as_of), as_of, first=day, last=day)
        assert timeless(found) == timeless(expected)


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_some_dates_of_everything_are_those_dates(seed: int) -> None:
    """`first` and `last` choose, and change nothing else."""
    drawn = draw(seed)
    as_of = drawn.scenario.as_of
    today = date_of(as_of, drawn.facts.site.zone)
    first = today - timedelta(drawn.rng.randrange(12))
    last = first + timedelta(drawn.rng.randrange(9))
    everything = judge(drawn.facts, as_of, last=max(last, today))
    assert judge(drawn.facts, as_of, first=first, last=last) == tuple(
        row for row in everything if first <= row.date <= last
    )


def timeless(rows: tuple[Judged, ...] | list[Judged]) -> list[Judged]:
    """Leave out when it may change next."""
    return [structs.replace(row, next_change=None) for row in rows]


def with_facts_ahead(facts: Facts, as_of: Instant, rng: Random) -> Facts:
    """Let some facts lie ahead, as those of a terminal whose clock runs fast.

    Of each kind there may be one, alone or with others.
    """

    def span() -> tuple[Instant, Instant]:
        lo, hi = sorted(rng.randrange(-4000, 18000) for _ in range(2))
        return Instant(as_of + lo), Instant(as_of + hi)

    name = rng.choice(facts.site.terminals or (TerminalId("T1"),))
    person = rng.choice([*(one.person for one in facts.courses), PersonId("A")])
    today = date_of(as_of, facts.site.zone)
    card = rng.choice([*(one.card for one in facts.cards), CardId("?")])
    (lo, hi), (start, end) = span(), span()
    ahead: dict[str, Any] = {
        "stretches": Stretch(terminal=name, start=start, end=end),
        "taps": Tap(
            terminal=name, card=card, lo=lo, hi=rng.choice([lo, hi]), certain=False
        ),
        "check_ins": CheckIn(terminal=name, person=person, lo=lo, hi=hi, certain=False),
        "arrivals": ManualArrival(person=person, at=lo),
        "quarantined": Quarantined(terminal=name, lo=lo, hi=hi),
        "notices": Notice(
            person=person, first=today, last=today, reason="ill", reported_at=lo
        ),
        "no_shows": NoShow(person=person, date=today, at=lo),
    }
    some = rng.sample(sorted(ahead), rng.choice([1, 1, 2, 4]))
    added: dict[str, Any] = {key: (*getattr(facts, key), ahead[key]) for key in some}
    return replace(facts, **added)


@given(SEEDS)
@settings(max_examples=150, deadline=None)
def test_time_alone_changes_nothing_before_next_change(seed: int) -> None:
    """So whoever keeps what was judged knows when to look again, and when not."""
    drawn = draw(seed)
    as_of = Instant(drawn.scenario.as_of - drawn.rng.choice([0, 3600, 20000]))
    facts = with_facts_ahead(drawn.facts, as_of, drawn.rng)
    last = date_of(as_of, facts.site.zone) + ONE_DAY
    rows = judge(facts, as_of, last=last)
    for row in drawn.rng.sample(rows, min(len(rows), 8)):
        until = row.next_change or Instant(as_of + 10**7)
        assert until > as_of
        probes = {until - 1, drawn.rng.randrange(as_of, until)}
        for probe in probes:
            again = judge(facts, Instant(probe), first=row.date, last=row.date)
            same = [
                one
                for one in again
                if (one.person, one.start, one.end) == (row.person, row.start, row.end)
            ]
            assert timeless(same) == timeless([row])


def with_early_arrivals(facts: Facts, rng: Random) -> tuple[Facts, Instant]:
    """Have somebody write of one person's sessions that they came before the start.

    Give the start of the latest as well.
    """
    rows = judge(facts, FAR)
    if not rows:
        return facts, FAR
    person = rng.choice(rows).person
    some = [row for row in rows if row.person == person][: rng.choice([2, 3, 6])]
    written = tuple(
        ManualArrival(person=person, at=Instant(row.start - 600))
        for row in some[: rng.choice([1, 2])] + some[-1:]
    )
    return replace(facts, arrivals=(*facts.arrivals, *written)), some[-1].start


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_no_prompt_comes_or_goes_between_those_instants(seed: int) -> None:
    """Within a date, prompts change only where a session's `next_change` says so."""
    drawn = draw(seed)
    zone = drawn.facts.site.zone
    facts, one = with_early_arrivals(drawn.facts, drawn.rng)
    as_of = Instant(one - drawn.rng.choice([1, 300, 3600]))
    rows = judge(facts, as_of)
    turns = [row.next_change for row in rows if row.next_change is not None]
    turns += [tap.lo for tap in facts.taps if tap.lo > as_of]
    turns.append(instant_of(date_of(as_of, zone) + ONE_DAY, time(0), zone))
    until = min(turns)
    before = outcome(facts, as_of).prompts
    for probe in {until - 1, drawn.rng.randrange(as_of, until)}:
        assert outcome(facts, Instant(probe)).prompts == before


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_a_settled_session_without_facts_ahead_never_changes(seed: int) -> None:
    """Nothing needs to be looked at again that is over."""
    drawn = draw(seed)
    ahead = Instant(drawn.scenario.as_of + 10**8)
    last = date_of(drawn.scenario.as_of, drawn.facts.site.zone)
    assert {row.next_change for row in judge(drawn.facts, ahead, last=last)} <= {None}
