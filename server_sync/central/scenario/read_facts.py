"""Read what a scenario says that terminals and people told (section 7)."""

from collections.abc import Mapping
from typing import Any

from server_sync.central.rules.errors import BadScenario
from server_sync.central.rules.facts import (
    CardAssignment,
    CardId,
    CheckIn,
    Closure,
    Instant,
    ManualArrival,
    NoShow,
    Notice,
    PersonId,
    Quarantined,
    Resolution,
    Site,
    Stretch,
    Tap,
    TerminalId,
)
from server_sync.central.scenario.fields import (
    date_at,
    flag_of,
    in_order,
    instant_at,
    is_voided,
    items_of,
    keys_of,
    pair_of,
    text_of,
)

ALWAYS = "always"
BEFORE_ALL = Instant(-2_208_992_400)
"""1900-01-01: `"listening": "always"` begins here."""


class FactReader:
    """Reads the facts about one site; a voided one is read and then left out."""

    def __init__(self, site: Site, as_of: Instant) -> None:
        self._site = site
        self._as_of = as_of

    def closure(self, value: object, where: str) -> Closure | None:
        """Read a closure of the site or a suspension of one person."""
        fields = keys_of(value, where, needed="from to", optional="person why voided")
        start, end = self._from_to(fields, where)
        person = fields.get("person")
        closure = Closure(
            start=start,
            end=end,
            person=None if person is None else _person(fields, where),
            why=_text(fields, "why", where),
        )
        return None if is_voided(fields, where) else closure

    def card(self, value: object, where: str) -> CardAssignment | None:
        """Read to whom a card was assigned; without an end it still is."""
        fields = keys_of(value, where, needed="card person from", optional="to voided")
        start = self._at(fields, "from", where)
        end = None if fields.get("to") is None else self._at(fields, "to", where)
        if end is not None:
            in_order(start, end, where)
        card = CardAssignment(
            card=_card(fields, where),
            person=_person(fields, where),
            start=start,
            end=end,
        )
        return None if is_voided(fields, where) else card

    def stretches(self, value: object, where: str) -> tuple[Stretch, ...]:
        """Read when each terminal was able to read cards."""
        if value == ALWAYS:
            return tuple(
                Stretch(
                    terminal=name,
                    start=min(BEFORE_ALL, self._as_of),
                    end=self._as_of,
                )
                for name in self._site.terminals
            )
        if not isinstance(value, dict):
            raise BadScenario(f"{where} is neither {ALWAYS!r} nor an object")
        return tuple(
            stretch
            for name in value
            for stretch in self._stretches_of(value, name, where)
        )

    def tap(self, value: object, where: str) -> Tap | CheckIn:
        """Read a tap or a check-in by code, made at an instant or between two."""
        fields = keys_of(
            value,
            where,
            needed="terminal",
            optional="card person at between delay beside",
        )
        if ("card" in fields) is ("person" in fields):
            raise BadScenario(f"{where} has not one of 'card' and 'person'")
        lo, hi, certain = self._when(fields, where)
        terminal, delayed = self._terminal(fields, where), _delayed(fields, where)
        beside = [
            CardId(text_of(card, at)) for at, card in items_of(fields, "beside", where)
        ]
        if "person" in fields:
            return CheckIn(
                terminal=terminal,
                person=_person(fields, where),
                lo=lo,
                hi=hi,
                certain=certain,
                delayed=delayed,
            )
        return Tap(
            terminal=terminal,
            card=_card(fields, where),
            lo=lo,
            hi=hi,
            certain=certain,
            delayed=delayed,
            beside=tuple(beside) or None,
        )

    def resolution(self, value: object, where: str) -> Resolution | None:
        """Read whose card one tap was, or that it is not one of ours."""
        fields = keys_of(
            value,
            where,
            needed="terminal card",
            optional="at between person not_ours voided",
        )
        lo, hi, certain = self._when(fields, where)
        not_ours = flag_of(fields.get("not_ours", False), f"{where}.not_ours")
        person = fields.get("person")
        if not_ours is (person is not None):
            raise BadScenario(f"{where} says not one of 'person' and 'not_ours'")
        resolution = Resolution(
            terminal=self._terminal(fields, where),
            card=_card(fields, where),
            lo=lo,
            hi=hi,
            certain=certain,
            person=None if not_ours else _person(fields, where),
        )
        return None if is_voided(fields, where) else resolution

    def arrival(self, value: object, where: str) -> ManualArrival | None:
        """Read an arrival that a named person wrote."""
        fields = keys_of(
            value, where, needed="person at by", optional="why delay voided"
        )
        arrival = ManualArrival(
            person=_person(fields, where),
            at=self._at(fields, "at", where),
            by=_text(fields, "by", where),
            why=_text(fields, "why", where),
            delayed=_delayed(fields, where),
        )
        return None if is_voided(fields, where) else arrival

    def notice(self, value: object, where: str) -> Notice | None:
        """Read a notice of absence."""
        fields = keys_of(
            value,
            where,
            needed="person from to reason reported_at by",
            optional="voided",
        )
        first = date_at(fields["from"], f"{where}.from")
        last = date_at(fields["to"], f"{where}.to")
        in_order(first, last, where)
        notice = Notice(
            person=_person(fields, where),
            first=first,
            last=last,
            reason=text_of(fields["reason"], f"{where}.reason"),
            reported_at=self._at(fields, "reported_at", where),
            by=_text(fields, "by", where),
        )
        return None if is_voided(fields, where) else notice

    def no_show(self, value: object, where: str) -> NoShow | None:
        """Read that a named person confirmed a no-show."""
        fields = keys_of(value, where, needed="person date by at", optional="voided")
        no_show = NoShow(
            person=_person(fields, where),
            date=date_at(fields["date"], f"{where}.date"),
            at=self._at(fields, "at", where),
            by=_text(fields, "by", where),
        )
        return None if is_voided(fields, where) else no_show

    def quarantined(self, value: object, where: str) -> Quarantined:
        """Read between which instants a terminal said what could not be used."""
        fields = keys_of(value, where, needed="terminal between")
        lo, hi = self._two(fields["between"], f"{where}.between")
        return Quarantined(terminal=self._terminal(fields, where), lo=lo, hi=hi)

    def _at(self, fields: Mapping[str, Any], key: str, where: str) -> Instant:
        return instant_at(fields[key], f"{where}.{key}", self._site.zone)

    def _from_to(
        self, fields: Mapping[str, Any], where: str
    ) -> tuple[Instant, Instant]:
        start = self._at(fields, "from", where)
        end = self._at(fields, "to", where)
        in_order(start, end, where)
        return start, end

    def _two(self, value: object, where: str) -> tuple[Instant, Instant]:
        first, last = pair_of(value, where)
        start = instant_at(first, where, self._site.zone)
        end = instant_at(last, where, self._site.zone)
        in_order(start, end, where)
        return start, end

    def _when(
        self, fields: Mapping[str, Any], where: str
    ) -> tuple[Instant, Instant, bool]:
        if ("at" in fields) is ("between" in fields):
            raise BadScenario(f"{where} has not one of 'at' and 'between'")
        if "at" in fields:
            at = self._at(fields, "at", where)
            return at, at, True
        lo, hi = self._two(fields["between"], f"{where}.between")
        return lo, hi, False

    def _terminal(self, fields: Mapping[str, Any], where: str) -> TerminalId:
        return self._named(fields["terminal"], f"{where}.terminal")

    def _named(self, value: object, where: str) -> TerminalId:
        name = TerminalId(text_of(value, where))
        if name not in self._site.terminals:
            raise BadScenario(f"{where} is no terminal of the site: {name!r}")
        return name

    def _stretches_of(
        self, fields: dict[str, object], name: str, where: str
    ) -> list[Stretch]:
        terminal = self._named(name, where)
        stretches = []
        for at, item in items_of(fields, name, where):
            start, end = self._two(item, at)
            stretches.append(Stretch(terminal=terminal, start=start, end=end))
        return stretches


def _person(fields: Mapping[str, Any], where: str) -> PersonId:
    return PersonId(text_of(fields["person"], f"{where}.person"))


def _card(fields: Mapping[str, Any], where: str) -> CardId:
    return CardId(text_of(fields["card"], f"{where}.card"))


def _text(fields: Mapping[str, Any], key: str, where: str) -> str:
    return text_of(fields.get(key, ""), f"{where}.{key}")


def _delayed(fields: Mapping[str, Any], where: str) -> bool:
    delay = fields.get("delay")
    return delay is not None and text_of(delay, f"{where}.delay") != ""
