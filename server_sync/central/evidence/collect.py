"""Put a case together: everything that bears on one person's days, and nobody else's.

The same facts and the same `made_at` give the same bytes.
"""

from collections.abc import Sequence
from datetime import date
from importlib.metadata import version

from sqlalchemy import Connection, select

from server_sync.central.db import tables
from server_sync.central.db.engine import incarnation_of
from server_sync.central.evidence.asking import Asked
from server_sync.central.evidence.chains import ShownEntries, Stretch, stretches
from server_sync.central.evidence.daily import roots_over
from server_sync.central.evidence.facts import cards_of, entry_of, facts_about
from server_sync.central.evidence.own_keys import earlier_keys
from server_sync.central.evidence.prompt_notes import notes_about
from server_sync.central.evidence.stamping import stamps_of
from server_sync.central.evidence.summary import in_danish, in_english
from server_sync.central.evidence.taps import own_taps
from server_sync.central.evidence.terminals import terminals_of
from server_sync.protocol.signing import PrivateKey, public_bytes
from server_sync.verify import case
from server_sync.verify.case import FORMAT, Case, Session
from server_sync.verify.seal import encode, seal


def collect(connection: Connection, asked: Asked, key: PrivateKey) -> bytes:
    """Give the evidence file of one person and some days, signed by central."""
    taps = own_taps(connection, asked)
    facts = facts_about(connection, asked, taps)
    stated = {fact.key for fact in facts if entry_of(fact) is not None}
    selection = ShownEntries(keys={*taps, *stated}, cards=cards_of(facts))
    found = list(stretches(connection, asked, selection, key))
    sessions = _sessions(connection, asked)
    notes = notes_about(connection, asked)
    heads = [head for stretch in found for head in stretch.heads]
    roots = dict(roots_over(connection, heads, now=asked.made_at, key=key))
    stamps = {stamp.root.day: stamp for stamp in stamps_of(connection, roots)}
    about = _case(
        connection, asked, found, key, roots=tuple(roots), stamps=tuple(stamps)
    )
    members = {
        case.CASE: encode(about),
        case.FACTS: encode(facts),
        case.SESSIONS: encode(sessions),
        case.PROMPTS: encode(notes),
        "LAES-MIG.txt": in_danish(about, facts, sessions, notes).encode(),
        "README.txt": in_english(about, facts, sessions, notes).encode(),
    }
    members |= {case.root_name(day): encode(root) for day, root in roots.items()}
    members |= {case.stamp_name(day): encode(stamp) for day, stamp in stamps.items()}
    for stretch in found:
        members |= stretch.members
    return seal(members, key)


def _case(  # noqa: PLR0913 - all that a case names comes together here
    connection: Connection,
    asked: Asked,
    found: Sequence[Stretch],
    key: PrivateKey,
    *,
    roots: tuple[date, ...],
    stamps: tuple[date, ...],
) -> Case:
    sites = {site.id: site.name for site in asked.sites}
    devices = {stretch.about.device for stretch in found}
    return Case(
        format=FORMAT,
        software=version("moedt"),
        person=asked.person.id,
        name=asked.person.name,
        municipality=_municipality(connection, asked.person.municipality),
        first=asked.first,
        last=asked.last,
        zone=asked.zone,
        made_at=asked.made_at,
        made_by=asked.by,
        central_key=public_bytes(key).hex(),
        incarnation=incarnation_of(connection).hex(),
        sites=sites,
        terminals=tuple(terminals_of(connection, sites=sites, devices=devices)),
        chains=tuple(stretch.about for stretch in found),
        roots=roots,
        stamps=stamps,
        earlier_keys=earlier_keys(connection),
    )


def _municipality(connection: Connection, known_as: str) -> str:
    columns = tables.municipality.c
    named = select(columns.name).where(columns.id == known_as)
    return str(connection.execute(named).scalar_one())


def _sessions(connection: Connection, asked: Asked) -> list[Session]:
    columns = tables.judged.c
    rows = connection.execute(
        select(tables.judged)
        .where(columns.person == asked.person.id)
        .where(columns.date.between(asked.first, asked.last))
        .order_by(columns.date, columns.site, columns.no)
    )
    return [
        Session(**{name: getattr(row, name) for name in Session.__struct_fields__})
        for row in rows
    ]
