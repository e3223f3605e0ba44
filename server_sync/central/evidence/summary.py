"""A case in words, for somebody who opens the file: the same in Danish and English."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kiosk.look import words
from server_sync.central.rules.calendar import zone_of
from server_sync.central.rules.prompt import Key
from server_sync.central.rules.status import Cause, Source, Status, Told
from server_sync.protocol.keys import fingerprint
from server_sync.verify.case import Case, Fact, PromptNote, Session

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

HVAD DER ER NOTERET OM DET, NOGEN SKULLE SE PÅ
{notes}

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

WHAT WAS NOTED ABOUT WHAT SOMEBODY WAS ASKED TO LOOK AT
{notes}

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


def in_danish(
    case: Case,
    facts: Sequence[Fact],
    sessions: Sequence[Session],
    notes: Sequence[PromptNote],
) -> str:
    """Write what a caseworker reads first."""
    zone = zone_of(case.zone)
    counted = Counter(words.STATUS[Status(session.status)] for session in sessions)
    return DANISH.format(
        **_common(case),
        made=f"{_local(case.made_at, zone):%d-%m-%Y kl. %H.%M}",
        sessions=_lines(_session_da(session, zone) for session in sessions)
        or "  Ingen.",
        counts=_lines(f"{number} x {what}" for what, number in counted.items()),
        facts=_lines(
            _fact(fact, zone, words.FACT, by="af", informed="oplyst borgeren")
            for fact in facts
        )
        or "  Intet.",
        notes=_lines(_note_da(note, zone) for note in notes) or "  Intet.",
        chains=_chains(case, "hændelse {first} til {last} fra læseren {device}"),
    )


def in_english(
    case: Case,
    facts: Sequence[Fact],
    sessions: Sequence[Session],
    notes: Sequence[PromptNote],
) -> str:
    """Write the same for those who do not read Danish."""
    zone = zone_of(case.zone)
    counted = Counter(session.status for session in sessions)
    return ENGLISH.format(
        **_common(case),
        made=f"{_local(case.made_at, zone):%Y-%m-%d %H:%M}",
        sessions=_lines(_session_en(session, zone) for session in sessions)
        or "  None.",
        counts=_lines(f"{number} x {what}" for what, number in counted.items()),
        facts=_lines(
            _fact(fact, zone, {}, by="by", informed="the person was told")
            for fact in facts
        )
        or "  Nothing.",
        notes=_lines(_note_en(note, zone) for note in notes) or "  Nothing.",
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


def _session_da(session: Session, zone: ZoneInfo) -> str:
    text = words.STATUS[Status(session.status)]
    if session.arrived is not None and session.source is not None:
        source = words.SOURCE[Source(session.source)].lower()
        text += f", {_local(session.arrived, zone):%H.%M} ({source})"
    if session.notice is not None:
        text += f", afbud givet {words.NOTICE[Told(session.notice)].lower()}"
    if session.reason is not None:
        text += f": {words.REASON.get(session.reason, session.reason)}"
    if session.cause is not None:
        text += f": {words.CAUSE[Cause(session.cause)]}"
    return f"{session.date:%d-%m-%Y} kl. {_local(session.start, zone):%H.%M}  {text}"


def _session_en(session: Session, zone: ZoneInfo) -> str:
    text = session.status
    if session.arrived is not None:
        text += f", {_local(session.arrived, zone):%H:%M} ({session.source})"
    if session.notice is not None:
        text += f", notice given {session.notice}"
    for more in (session.reason, session.cause):
        text += f": {more}" if more is not None else ""
    return f"{session.date} {_local(session.start, zone):%H:%M}  {text}"


def _fact(
    fact: Fact, zone: ZoneInfo, kinds: Mapping[str, str], *, by: str, informed: str
) -> str:
    what = kinds.get(fact.table, fact.table)
    why = f": {fact.why}" if fact.why else ""
    told_at, told_how = fact.says.get("told_at"), fact.says.get("told_how")
    if told_at is not None:
        when = f"{_local(told_at, zone):%d-%m-%Y %H:%M}"
        why += f" ({informed} {when}{f', {told_how}' if told_how else ''})"
    return f"{_local(fact.at, zone):%d-%m-%Y %H:%M}  {what} {by} {fact.by}{why}"


def _note_da(note: PromptNote, zone: ZoneInfo) -> str:
    about = words.PROMPT[Key(note.prompt)]
    day = f", {note.date:%d-%m-%Y}" if note.date is not None else ""
    done = "håndteret" if note.what == "handled" else "taget op igen"
    at = _local(note.at, zone)
    return f"{at:%d-%m-%Y %H:%M}  {about}{day}: {done} af {note.by}: {note.note}"


def _note_en(note: PromptNote, zone: ZoneInfo) -> str:
    day = f", {note.date}" if note.date is not None else ""
    at = _local(note.at, zone)
    about = f"{note.prompt}{day}: {note.what} by {note.by}: {note.note}"
    return f"{at:%d-%m-%Y %H:%M}  {about}"


def _chains(case: Case, text: str) -> str:
    return _lines(
        text.format(first=chain.first, last=chain.last, device=chain.device)
        for chain in case.chains
    )


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(f"  {line}" for line in lines)


def _local(at: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at, zone)
