"""A case in words, for somebody who opens the file: the same in Danish and English."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kiosk.look import words
from server_sync.central.rules.calendar import zone_of
from server_sync.central.rules.status import Cause, Source, Status
from server_sync.protocol.keys import fingerprint
from server_sync.verify.case import (
    Case,
    Fact,
    Session,
)

DANISH = """\
BEVIS FRA MØDT

{name}, {municipality}
{first:%d-%m-%Y} til {last:%d-%m-%Y}
Lavet {made} af {by}

Registreringer, ikke afgørelser. »Ukendt« betyder, at systemet ikke kan vide det;
det er aldrig det samme som, at nogen blev væk.

MØDETIDER
{sessions}

{counts}

HVAD NAVNGIVNE PERSONER HAR SKREVET
{facts}

HVAD DER LIGGER I FILEN
{chains}
Hvad andres kort og registreringer siger, er udeladt. At de findes, og i hvilken
rækkefølge, er med, så det kan ses, at intet er taget ud.

SÅDAN PRØVES FILEN
    moedt verify FIL
svarer »OK« og antallet af hændelser, eller hvad der er galt. Det virker uden netværk.
Sammenlign centralens nøgle med den, kommunen har oplyst:
    {key}

HVAD FILEN IKKE KAN BEVISE
At den, der holdt kortet, var kortets ejer. At en læser registrerede alt, der skete
foran den: den siger selv, hvornår den lyttede. At en hel læser ikke er holdt udenfor.
"""
ENGLISH = """\
EVIDENCE FROM MØDT

{name}, {municipality}
{first} to {last}
Made {made} by {by}

These are records, not decisions. "unknown" says that the system cannot know; it never
means that somebody stayed away.

SESSIONS
{sessions}

{counts}

WHAT NAMED PEOPLE WROTE
{facts}

WHAT THE FILE HOLDS
{chains}
What other people's cards and records say is left out. That they exist, and in which
order, is here, so that anybody can see that nothing was taken out.

HOW TO CHECK THE FILE
    moedt verify FILE
answers "OK" and the number of events, or what is wrong. It needs no network.
Compare central's key with the one that the municipality has told you:
    {key}

WHAT THE FILE CANNOT PROVE
That whoever held the card was its owner. That a reader saw all that happened before
it: it says itself when it was listening. That no whole reader was left out.
"""


def in_danish(case: Case, facts: Sequence[Fact], sessions: Sequence[Session]) -> str:
    """Write what a caseworker reads first."""
    zone = zone_of(case.zone)
    counted = Counter(words.STATUS[Status(one.status)] for one in sessions)
    return DANISH.format(
        **_common(case),
        made=f"{_local(case.made_at, zone):%d-%m-%Y kl. %H.%M}",
        sessions=_lines(_session_da(one, zone) for one in sessions) or "  Ingen.",
        counts=_lines(f"{number} x {what}" for what, number in counted.items()),
        facts=_lines(_fact(one, zone, words.FACT, "af") for one in facts) or "  Intet.",
        chains=_chains(case, "hændelse {first} til {last} fra læseren {device}"),
    )


def in_english(case: Case, facts: Sequence[Fact], sessions: Sequence[Session]) -> str:
    """Write the same for those who do not read Danish."""
    zone = zone_of(case.zone)
    counted = Counter(one.status for one in sessions)
    return ENGLISH.format(
        **_common(case),
        made=f"{_local(case.made_at, zone):%Y-%m-%d %H:%M}",
        sessions=_lines(_session_en(one, zone) for one in sessions) or "  None.",
        counts=_lines(f"{number} x {what}" for what, number in counted.items()),
        facts=_lines(_fact(one, zone, {}, "by") for one in facts) or "  Nothing.",
        chains=_chains(case, "events {first} to {last} of the terminal {device}"),
    )


def _common(case: Case) -> dict[str, str | date]:
    return {
        "name": case.name,
        "municipality": case.municipality,
        "first": case.first,
        "last": case.last,
        "by": case.made_by,
        "key": fingerprint(bytes.fromhex(case.central_key)),
    }


def _session_da(one: Session, zone: ZoneInfo) -> str:
    said = words.STATUS[Status(one.status)]
    if one.arrived is not None and one.source is not None:
        source = words.SOURCE[Source(one.source)].lower()
        said += f", {_local(one.arrived, zone):%H.%M} ({source})"
    if one.reason is not None:
        said += f": {words.REASON.get(one.reason, one.reason)}"
    if one.cause is not None:
        said += f": {words.CAUSE[Cause(one.cause)]}"
    return f"{one.date:%d-%m-%Y} kl. {_local(one.start, zone):%H.%M}  {said}"


def _session_en(one: Session, zone: ZoneInfo) -> str:
    said = one.status
    if one.arrived is not None:
        said += f", {_local(one.arrived, zone):%H:%M} ({one.source})"
    for more in (one.reason, one.cause):
        said += f": {more}" if more is not None else ""
    return f"{one.date} {_local(one.start, zone):%H:%M}  {said}"


def _fact(one: Fact, zone: ZoneInfo, kinds: Mapping[str, str], by: str) -> str:
    what = kinds.get(one.table, one.table)
    why = f": {one.why}" if one.why else ""
    return f"{_local(one.at, zone):%d-%m-%Y %H:%M}  {what} {by} {one.by}{why}"


def _chains(case: Case, text: str) -> str:
    return _lines(
        text.format(first=one.first, last=one.last, device=one.device)
        for one in case.chains
    )


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(f"  {line}" for line in lines)


def _local(at: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at, zone)
