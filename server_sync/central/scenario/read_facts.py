"""Read what a scenario says that terminals and people told (section 7)."""

from server_sync.central.rules.errors import BadScenario
from server_sync.central.rules.facts import (
    CardAssignment,
    CardId,
    CheckIn,
    Closure,
    ManualArrival,
    NoShow,
    Notice,
    PersonId,
    Quarantined,
    Resolution,
    Tap,
    TerminalId,
)
from server_sync.central.scenario import parts
from server_sync.central.scenario.check import in_order, span_of, terminal_of, when_of

Terminals = tuple[TerminalId, ...]


def closure_of(part: parts.ClosurePart, where: str) -> Closure:
    """Read a closure of the site or a suspension of one person."""
    in_order(part.start.instant, part.end.instant, where)
    return Closure(
        start=part.start.instant,
        end=part.end.instant,
        person=None if part.person is None else PersonId(part.person),
        why=part.why or "",
    )


def card_of(part: parts.CardPart, where: str) -> CardAssignment:
    """Read to whom a card was assigned."""
    if part.end is not None:
        in_order(part.start.instant, part.end.instant, where)
    return CardAssignment(
        card=CardId(part.card),
        person=PersonId(part.person),
        start=part.start.instant,
        end=None if part.end is None else part.end.instant,
    )


def tap_of(part: parts.TapPart, where: str, terminals: Terminals) -> Tap | CheckIn:
    """Read a tap, or a check-in by code."""
    lo, hi, certain = when_of(part.at, part.between, where)
    terminal = terminal_of(part.terminal, terminals, f"{where}.terminal")
    delayed = bool(part.delay)
    if part.person is not None and part.card is None:
        person = PersonId(part.person)
        return CheckIn(
            terminal=terminal,
            person=person,
            lo=lo,
            hi=hi,
            certain=certain,
            delayed=delayed,
        )
    if part.card is None or part.person is not None:
        raise BadScenario(f"{where} has not one of 'card' and 'person'")
    return Tap(
        terminal=terminal,
        card=CardId(part.card),
        lo=lo,
        hi=hi,
        certain=certain,
        delayed=delayed,
        beside=tuple(map(CardId, part.beside)) or None,
    )


def resolution_of(
    part: parts.ResolvedPart, where: str, terminals: Terminals
) -> Resolution:
    """Read whose card one tap was, or that it is not one of ours."""
    lo, hi, certain = when_of(part.at, part.between, where)
    if part.not_ours is (part.person is not None):
        raise BadScenario(f"{where} says not one of 'person' and 'not_ours'")
    return Resolution(
        terminal=terminal_of(part.terminal, terminals, f"{where}.terminal"),
        card=CardId(part.card),
        lo=lo,
        hi=hi,
        certain=certain,
        person=None if part.person is None else PersonId(part.person),
    )


def arrival_of(part: parts.ManualPart) -> ManualArrival:
    """Read an arrival that a named person wrote."""
    return ManualArrival(
        person=PersonId(part.person),
        at=part.at.instant,
        by=part.by,
        why=part.why or "",
        delayed=bool(part.delay),
    )


def notice_of(part: parts.NoticePart, where: str) -> Notice:
    """Read a notice of absence."""
    in_order(part.first, part.last, where)
    return Notice(
        person=PersonId(part.person),
        first=part.first,
        last=part.last,
        reason=part.reason,
        reported_at=part.reported_at.instant,
        by=part.by,
    )


def no_show_of(part: parts.NoShowPart) -> NoShow:
    """Read that a named person confirmed a no-show."""
    return NoShow(
        person=PersonId(part.person),
        date=part.date,
        at=part.at.instant,
        by=part.by,
    )


def quarantined_of(
    part: parts.QuarantinedPart, where: str, terminals: Terminals
) -> Quarantined:
    """Read between which instants a terminal said what could not be used."""
    lo, hi = span_of(part.between, f"{where}.between")
    terminal = terminal_of(part.terminal, terminals, f"{where}.terminal")
    return Quarantined(terminal=terminal, lo=lo, hi=hi)
