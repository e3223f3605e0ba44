"""Sentence 2: what a terminal failed to tell never counts against a person."""

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from msgspec import structs

from server_sync.central.rules.calendar import date_of
from server_sync.central.rules.facts import (
    CheckIn,
    Facts,
    Instant,
    Quarantined,
    Stretch,
    Tap,
    TerminalId,
)
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.known import Known
from server_sync.central.rules.outcome import Outcome, outcome
from server_sync.central.rules.prompt import Key
from server_sync.central.rules.status import Source, Status
from tests.server_sync.central.rules.drawn import SEEDS, draw

AGAINST = {Status.LATE, Status.UNCLARIFIED, Status.NO_SHOW}
PROMPTS_AGAINST = {
    Key.MISSING_REGISTRATION,
    Key.OFTEN_LATE,
    Key.NEVER_ATTENDED,
    Key.REPEATED_NO_SHOW,
}


def cut(facts: Facts, terminal: TerminalId, at: int) -> Facts:
    """Cut a terminal's log short: what it did from then on was never told."""

    def told(one: Tap | CheckIn | Quarantined | Stretch) -> bool:
        begun = one.start if isinstance(one, Stretch) else one.lo
        return one.terminal != terminal or begun < at

    def shortened(one: Stretch) -> Stretch:
        if one.terminal != terminal:
            return one
        return structs.replace(one, end=Instant(min(one.end, at)))

    return replace(
        facts,
        taps=tuple(filter(told, facts.taps)),
        check_ins=tuple(filter(told, facts.check_ins)),
        quarantined=tuple(filter(told, facts.quarantined)),
        stretches=tuple(shortened(one) for one in facts.stretches if told(one)),
    )


def without_anchors(
    facts: Facts, terminal: TerminalId, first: int, last: int, rng: Random
) -> Facts:
    """Take the clock anchors of a stretch of the log away: its taps turn uncertain.

    What is said of such a tap goes on being said of it.
    """
    before, after = rng.choice([0, 60, 4000, 20000]), rng.choice([0, 60, 4000, 20000])

    def blurred(lo: Instant, hi: Instant) -> tuple[Instant, Instant]:
        return Instant(lo - before), Instant(hi + after)

    taps, renamed = [], {}
    for tap in facts.taps:
        if tap.terminal == terminal and first <= tap.lo <= last:
            lo, hi = blurred(tap.lo, tap.hi)
            vague = structs.replace(tap, lo=lo, hi=hi, certain=False)
            renamed[tap.card, tap.lo, tap.hi, tap.certain] = vague
            taps.append(vague)
        else:
            taps.append(tap)
    resolutions = []
    for said in facts.resolutions:
        found = renamed.get((said.card, said.lo, said.hi, said.certain))
        if said.terminal == terminal and found is not None:
            said = structs.replace(said, lo=found.lo, hi=found.hi, certain=False)  # noqa: PLW2901 - the same resolution
        resolutions.append(said)
    check_ins = []
    for one in facts.check_ins:
        if one.terminal == terminal and first <= one.lo <= last:
            lo, hi = blurred(one.lo, one.hi)
            one = structs.replace(one, lo=lo, hi=hi, certain=False)  # noqa: PLW2901 - the same check-in
        check_ins.append(one)
    return replace(
        facts,
        taps=tuple(taps),
        check_ins=tuple(check_ins),
        resolutions=tuple(resolutions),
    )


def stands_as_written(was: Judged, now: Judged) -> bool:
    """Tell whether it rests, now, on the no-show or the time that a person wrote."""
    return now != was and (now.status is Status.NO_SHOW or now.source is Source.MANUAL)


def assert_nothing_against(before: Outcome, after: Outcome) -> None:
    """Compare what is said with and without what was told.

    The four prompts may be raised while a session is open, and where a named
    person's no-show or arrival has taken the place of what was not told.
    """
    excepted = set()
    for person, told in before.people.items():
        untold = after.people[person]
        for was, now in zip(told.sessions, untold.sessions, strict=True):
            written = stands_as_written(was, now)
            assert written or now.status not in AGAINST or now.status is was.status
            if written or now.status is Status.PENDING:
                excepted.add(person)
    raised = set(after.prompts) - set(before.prompts)
    assert [
        prompt
        for prompt in raised
        if prompt.key in PROMPTS_AGAINST and prompt.person not in excepted
    ] == []


def turns(facts: Facts, terminal: TerminalId) -> list[int]:
    """List the instants at which a cut may matter: around everything it told."""
    edges: list[int] = []
    timed: list[Tap | CheckIn] = [*facts.taps, *facts.check_ins]
    for tap in timed:
        if tap.terminal == terminal:
            edges += [tap.lo, tap.lo + 1]
    for stretch in facts.stretches:
        if stretch.terminal == terminal:
            edges += [stretch.start, stretch.end]
    return edges


@given(SEEDS)
@settings(max_examples=80, deadline=None)
def test_promise_4_unknown_never_becomes_absent_by_itself(seed: int) -> None:
    """Wherever it is cut, and whichever terminal's it is."""
    drawn = draw(seed)
    as_of = drawn.scenario.as_of
    before = outcome(drawn.facts, as_of)
    limits = [
        edge
        for person in before.people.values()
        for row in person.sessions
        for edge in (
            row.start + drawn.facts.site.tolerance_min * 60,
            row.start + drawn.facts.site.tolerance_min * 60 + 1,
            row.end,
            row.end + 1,
        )
    ]
    for terminal in drawn.facts.site.terminals:
        edges = sorted({*limits, *turns(drawn.facts, terminal)})
        for at in drawn.rng.sample(edges, min(8, len(edges))):
            facts = cut(drawn.facts, terminal, at)
            assert_nothing_against(before, outcome(facts, as_of))


@given(SEEDS)
@settings(max_examples=80, deadline=None)
def test_clock_anchors_taken_away_never_count_against_a_person(seed: int) -> None:
    """A tap whose time is not known any more was still a tap."""
    drawn = draw(seed)
    as_of = drawn.scenario.as_of
    before = outcome(drawn.facts, as_of)
    for terminal in drawn.facts.site.terminals:
        timed: list[Tap | CheckIn] = [*drawn.facts.taps, *drawn.facts.check_ins]
        instants = sorted(one.lo for one in timed)
        for _ in range(4):
            first, last = (drawn.rng.choice(instants or [0]) for _ in range(2))
            facts = without_anchors(drawn.facts, terminal, first, last, drawn.rng)
            assert_nothing_against(before, outcome(facts, as_of))


def test_the_law_is_put_to_the_test() -> None:
    """Cuts do take arrivals away, or the laws above would hold for want of them."""
    lost = 0
    for seed in range(60):
        drawn = draw(seed)
        as_of = drawn.scenario.as_of
        before = outcome(drawn.facts, as_of)
        facts = cut(drawn.facts, TerminalId("T1"), as_of - 100_000)
        after = outcome(facts, as_of)
        lost += before != after
        assert Known(facts, as_of).unknown_card_dates() <= {
            date_of(tap.lo, facts.site.zone) for tap in facts.taps
        }
    assert lost > 20
