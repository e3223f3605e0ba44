"""The events of a terminal that cannot be used: why, their bytes, who reviewed."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, Row, Table, select

from kiosk.look import danish
from server_sync.central.db import tables
from server_sync.central.ingest import conflicts
from server_sync.central.ingest.contents import Trouble
from server_sync.central.ingest.items import read_entry
from server_sync.central.rules.calendar import zone_of

NS = 10**9
SHOWN_MAX = 100
BYTES_SHOWN_MAX = 2048
BYTES_A_LINE = 16
UNSAFE = re.compile(r"[^\n\x20-\x7e\xa1-\xac\xae-\u024f]")

REASONS = {
    Trouble.UNREADABLE: "Kan ikke læses",
    Trouble.ALTERED: "Indholdet er ændret, siden læseren skrev det",
    Trouble.DOES_NOT_FOLLOW: "Følger ikke efter hændelsen før",
    Trouble.UNKNOWN_KIND: "En slags hændelse, som centralen ikke kender",
    Trouble.BAD_CONTENT: "Indholdet giver ikke mening",
    Trouble.ERASED: "Indholdet er slettet",
    Trouble.UNKNOWN_PERSON: "Nævner en person, som centralen ikke kender her",
    Trouble.UNKNOWN_FACT: "Handler om noget, som centralen ikke kender",
    Trouble.REVOKED: "Kom, efter at læserens nøgle blev spærret",
    Trouble.LOST: "Mangler, og kommer aldrig",
    conflicts.OTHER_ENTRY: "En anden hændelse har samme nummer",
    conflicts.OTHER_HEAD: "Læseren har sagt to forskellige ting om sin log",
    conflicts.NEW_JOURNAL: "En ny log begyndte; den før kan rumme mere",
    conflicts.HEAD_OF_OTHER: "Læserens ord passer ikke til hændelsen med det nummer",
}
FINDINGS = {
    "tells_nothing": "Set efter: siger ikke noget om nogen",
    "look_again": "Taget op igen",
    "lost": "Erklæret tabt",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantinedEntry:
    """One entry that is stored and not used.

    Attributes:
        digest: in hexadecimal; "" where it is in quarantine and no conflict.
        between: when it must have happened, in words.
        raw: its bytes; None where there are none.
        reviewed: who has reviewed at it, when and why; None while nobody has.
    """

    chain: str
    seq: int
    digest: str
    reason: str
    received: datetime
    between: str
    raw: bytes | None
    reviewed: str | None
    used: bool

    @property
    def open(self) -> bool:
        """Whether it still makes days unknown."""
        return self.reviewed is None and not self.used


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a named person found out about the entry, or wrote later."""

    at: datetime
    what: str
    by: str
    why: str


def of_terminal(
    connection: Connection, *, device: str, zone: str
) -> list[QuarantinedEntry]:
    """Read what is in quarantine; what nobody has reviewed comes first."""
    found = [
        _quarantined_entry(row, zone)
        for table in (tables.quarantine, tables.conflict)
        for row in connection.execute(
            _query(table, device)
            .order_by(table.c.resolved_at.is_not(None), table.c.seq.desc())
            .limit(SHOWN_MAX)
        )
    ]
    return sorted(found, key=lambda entry: (not entry.open, -entry.seq, entry.digest))


def find(  # noqa: PLR0913 - the name of one event
    connection: Connection,
    *,
    device: str,
    chain: bytes,
    seq: int,
    digest: bytes | None,
    zone: str,
) -> QuarantinedEntry | None:
    """Find the entry; None where there is none of that name."""
    table = tables.quarantine if digest is None else tables.conflict
    asked = _query(table, device).where(
        tables.chain.c.chain == chain, table.c.seq == seq
    )
    if digest is not None:
        asked = asked.where(table.c.digest == digest)
    row = connection.execute(asked).one_or_none()
    return None if row is None else _quarantined_entry(row, zone)


def history(
    connection: Connection,
    *,
    device: str,
    chain: bytes,
    entry: QuarantinedEntry,
    zone: str,
) -> list[Statement]:
    """Read what people wrote about the entry, the oldest first."""
    statement = tables.looked_at.c
    digest = bytes.fromhex(entry.digest) if entry.digest else None
    asked = (
        select(tables.looked_at)
        .join(tables.chain, tables.chain.c.id == statement.chain)
        .where(tables.chain.c.device == device, tables.chain.c.chain == chain)
        .where(statement.first <= entry.seq, statement.last >= entry.seq)
        .where(statement.digest == digest if digest else statement.digest.is_(None))
        .order_by(statement.at, statement.key)
    )
    return [
        Statement(
            at=datetime.fromtimestamp(row.at, zone_of(zone)),
            what=FINDINGS.get(row.finding, row.finding),
            by=row.by,
            why=row.why,
        )
        for row in connection.execute(asked)
    ]


def as_json(raw: bytes) -> str:
    """Write what can be read of the bytes, bytes in hexadecimal; "" if nothing can."""
    entry = read_entry(raw)
    try:
        found: Any = msgspec.msgpack.decode(raw)
        if entry is not None:
            found = msgspec.structs.asdict(entry)
        text = json.dumps(_plain(found), ensure_ascii=False, indent=2)
    except (ValueError, TypeError, RecursionError):
        return ""
    return _cut(_safe(text))


def as_hex(raw: bytes) -> Sequence[str]:
    """Write bytes in hexadecimal, with what can be read of them beside."""
    shown = raw[:BYTES_SHOWN_MAX]
    lines = [
        f"{start:04x}  {part.hex(' '):<47}  {_readable(part)}"
        for start in range(0, len(shown), BYTES_A_LINE)
        for part in [shown[start : start + BYTES_A_LINE]]
    ]
    more = len(raw) - len(shown)
    return [*lines, f"… og {more} byte mere"] if more else lines


def _query(table: Table, device: str) -> Any:
    return (
        select(table, tables.chain.c.chain.label("chain_bytes"))
        .join(tables.chain, tables.chain.c.id == table.c.chain)
        .where(tables.chain.c.device == device)
    )


def _quarantined_entry(row: Row[Any], zone: str) -> QuarantinedEntry:
    place, fields = zone_of(zone), row._mapping  # noqa: SLF001 - its public name
    reviewed = None
    if row.resolved_at is not None:
        at = danish.moment(datetime.fromtimestamp(row.resolved_at, place))
        reviewed = f"{row.resolved_by}, {at}: {row.resolved_why}"
    return QuarantinedEntry(
        chain=bytes(row.chain_bytes).hex(),
        seq=row.seq,
        digest=bytes(fields["digest"]).hex() if "digest" in fields else "",
        reason=REASONS.get(row.reason, row.reason),
        received=datetime.fromtimestamp(row.received_ns // NS, place),
        between=_between(row, place),
        raw=None if row.raw is None else bytes(row.raw),
        reviewed=reviewed,
        used=fields.get("used_at") is not None,
    )


def _between(row: Row[Any], zone: ZoneInfo) -> str:
    if row.lo is None or row.hi is None:
        return "Ikke kendt endnu"
    lo, hi = (datetime.fromtimestamp(bound, zone) for bound in (row.lo, row.hi))
    if row.lo == row.hi:
        return danish.moment(lo)
    if row.lo <= 0:
        return f"Før {danish.moment(hi)}"
    if lo.date() == hi.date():
        return f"{lo:%d-%m-%Y} mellem kl. {danish.clock(lo)} og {danish.clock(hi)}"
    return f"Mellem {danish.moment(lo)} og {danish.moment(hi)}"


def _plain(found: Any) -> Any:
    if isinstance(found, bytes):
        return _of_bytes(found)
    if isinstance(found, dict):
        return {str(_plain(name)): _plain(value) for name, value in found.items()}
    if isinstance(found, (list, tuple)):
        return [_plain(value) for value in found]
    plain = found is None or isinstance(found, (str, int, float))
    return found if plain else str(found)


def _of_bytes(raw: bytes) -> Any:
    """Give a content as the JSON that it is, and any other bytes in hexadecimal."""
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError):
        return raw.hex()
    return _plain(content) if isinstance(content, dict) else raw.hex()


def _safe(text: str) -> str:
    """Write out what could turn the reading direction, hide, or look like another."""
    return UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def _readable(part: bytes) -> str:
    return "".join(chr(byte) if 0x20 <= byte < 0x7F else "·" for byte in part)  # noqa: PLR2004 - ASCII


def _cut(text: str) -> str:
    more = len(text) - BYTES_SHOWN_MAX
    return text if more <= 0 else f"{text[:BYTES_SHOWN_MAX]}\n… og {more} tegn mere"
