"""Read a scenario into facts, or refuse it with one line (docs/rules.md section 7)."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from server_sync.central.rules.errors import BadScenario
from server_sync.central.rules.facts import CheckIn, Facts, Instant, Site, Stretch, Tap
from server_sync.central.scenario import read_facts
from server_sync.central.scenario.check import span_of, terminal_of
from server_sync.central.scenario.parts import (
    Interval,
    Part,
    ScenarioPart,
    Voidable,
    read_hook,
)
from server_sync.central.scenario.read_plans import courses_of, site_of

ALWAYS = "always"
BEFORE_ALL = Instant(-2_208_992_400)
"""1900-01-01: `"listening": "always"` begins here."""
PLACE = re.compile(r"^(?P<said>.*) - at `\$\.?(?P<place>.*)`$", re.DOTALL)
END_OF_AN_INTERVAL = re.compile(r"(?<=between)\[\d\]$|(?<=\])\[\d\]$")

AnyPart = TypeVar("AnyPart", bound=Part)
Stated = TypeVar("Stated", bound=Voidable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Facts about one site, and the instant at which they are looked at."""

    about: str
    facts: Facts
    as_of: Instant


def read(text: str) -> Scenario:
    """Read a scenario from the text of its file.

    Raises:
        BadScenario: it is no JSON, or is refused.
    """
    try:
        value = json.loads(text, object_pairs_hook=_object_of)
    except RecursionError as error:
        raise BadScenario("this is nested too deeply for a scenario") from error
    except BadScenario:
        raise
    except ValueError as error:
        raise BadScenario(f"this is not JSON: {error}") from error
    return parse(value)


def parse(value: object) -> Scenario:
    """Read a scenario from the value of its JSON; voided facts are left out.

    Raises:
        BadScenario: it is refused.
    """
    part = _converted(value, ScenarioPart, "")
    as_of = part.as_of.instant
    site = site_of(part.site)
    facts = _facts_of(part, site, as_of)
    return Scenario(about=part.about, facts=facts, as_of=as_of)


def _facts_of(part: ScenarioPart, site: Site, as_of: Instant) -> Facts:
    """Read every fact, so that a voided one is checked too; keep those that stand."""
    terminals = site.terminals
    taps = [
        read_facts.tap_of(one, where, terminals)
        for where, one in _placed(part.taps, "taps")
    ]
    resolutions = [
        (one, read_facts.resolution_of(one, where, terminals))
        for where, one in _placed(part.resolved, "resolved")
    ]
    closures = [
        (one, read_facts.closure_of(one, where))
        for where, one in _placed(part.closures, "closures")
    ]
    cards = [
        (one, read_facts.card_of(one, where))
        for where, one in _placed(part.cards, "cards")
    ]
    notices = [
        (one, read_facts.notice_of(one, where))
        for where, one in _placed(part.notices, "notices")
    ]
    return Facts(
        site=site,
        courses=courses_of(part.courses),
        closures=tuple(fact for one, fact in closures if not one.voided),
        cards=tuple(fact for one, fact in cards if not one.voided),
        stretches=tuple(_stretches_of(part.listening, site, as_of)),
        taps=tuple(one for one in taps if isinstance(one, Tap)),
        check_ins=tuple(one for one in taps if isinstance(one, CheckIn)),
        resolutions=tuple(fact for one, fact in resolutions if not one.voided),
        arrivals=tuple(map(read_facts.arrival_of, _stand(part.manual))),
        notices=tuple(fact for one, fact in notices if not one.voided),
        no_shows=tuple(map(read_facts.no_show_of, _stand(part.no_shows))),
        quarantined=tuple(
            read_facts.quarantined_of(one, where, terminals)
            for where, one in _placed(part.quarantined, "quarantined")
        ),
    )


def _stretches_of(
    listening: str | dict[str, Any], site: Site, as_of: Instant
) -> Iterator[Stretch]:
    """Read when each terminal was able to read cards."""
    if isinstance(listening, str):
        start = min(BEFORE_ALL, as_of)
        for terminal in site.terminals:
            yield Stretch(terminal=terminal, start=start, end=as_of)
        return
    for name, value in listening.items():
        terminal = terminal_of(name, site.terminals, "listening")
        where = f"listening.{name}"
        for number, one in enumerate(_converted(value, list[Interval], where)):
            start, end = span_of(one, f"{where}[{number}]")
            yield Stretch(terminal=terminal, start=start, end=end)


Kind = TypeVar("Kind")


def _converted(value: object, kind: type[Kind], where: str) -> Kind:
    """Let msgspec read a value; a refusal begins with the place that is wrong."""
    try:
        return msgspec.convert(value, kind, dec_hook=read_hook)
    except msgspec.ValidationError as error:
        found = PLACE.match(str(error))
        said, place = (found["said"], found["place"]) if found else (str(error), "")
        dot = "." if where and place and not place.startswith("[") else ""
        place = END_OF_AN_INTERVAL.sub("", f"{where}{dot}{place}")
        line = f"{place or 'the scenario'} is refused: {said}"
        raise BadScenario(_on_one_line(line)) from error


def _on_one_line(text: str) -> str:
    """Show what is no printable character, a line break among them, as Python does."""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


def _placed(listed: Iterable[AnyPart], name: str) -> Iterator[tuple[str, AnyPart]]:
    for number, one in enumerate(listed):
        yield f"{name}[{number}]", one


def _stand(listed: Iterable[Stated]) -> Iterator[Stated]:
    return (one for one in listed if not one.voided)


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise BadScenario("a key stands twice in one object")
    return value
