"""The members of an evidence file, as central writes and `verify` reads them.

| member | holds |
| --- | --- |
| `LAES-MIG.txt`, `README.txt` | the case in words |
| `case.json` | a `Case`: whose, when, which terminals, keys and chains |
| `facts.json` | a list of `Fact`: what named persons stated about this person |
| `sessions.json` | a list of `Session`: what was judged of it, and when |
| `prompts.json` | a list of `PromptNote`; files of earlier versions have none |
| `chains/1/entries` | the entries as bytes, framed; other people's contents left out |
| `chains/1/heads` | the terminal's signed heads, framed |
| `chains/1/receipts` | central's signed receipts, framed |
| `roots/2026-11-23` | the day's `Root`, and where this case's heads lie under it |
| `stamps/2026-11-23` | the day's `Stamp`, where an authority outside stamped its root |
| `manifest.json`, `manifest.sig` | the SHA-256 of all of these, signed by central |

Instants are whole seconds since 1970 in UTC; hashes, keys and chains hexadecimal.
"""

from datetime import date
from typing import Any, Literal

from msgspec import Struct

FORMAT: Literal[1] = 1
TAG = b"moedt evidence 1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
CASE, FACTS, SESSIONS = "case.json", "facts.json", "sessions.json"
PROMPTS = "prompts.json"


class Part(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of an evidence file; decoded strictly."""


class Key(Part, frozen=True, kw_only=True):
    """A terminal's public key, and who approved it after comparing its fingerprint."""

    public_key: str
    fingerprint: str
    approved_by: str
    approved_at: int


class Revocation(Part, frozen=True, kw_only=True):
    """From this entry of this chain on, and in chains begun later, nothing is used."""

    by: str
    at: int
    why: str
    chain: str | None
    from_seq: int | None


class Terminal(Part, frozen=True, kw_only=True):
    """A terminal at one of the person's sites."""

    device: str
    site: str
    added_by: str
    added_at: int
    keys: tuple[Key, ...]
    revoked: Revocation | None


class PutAside(Part, frozen=True, kw_only=True):
    """An event that central could not use.

    Attributes:
        has_entry: whether it is an entry, which is then among the others.
        hash: its hash as it states itself, or as the terminal's head states.
        sha256: of its bytes, where they are no entry. If both are None, it never came,
            and a named person declared it lost.
    """

    seq: int
    reason: str
    has_entry: bool
    hash: str | None
    sha256: str | None
    received_at: int
    resolved_by: str | None
    resolved_at: int | None
    resolved_why: str | None


class Conflict(Part, frozen=True, kw_only=True):
    """Another event under a number that was taken; `sha256` is of its bytes."""

    seq: int
    reason: str
    sha256: str
    received_at: int
    resolved_by: str | None
    resolved_why: str | None


class Chain(Part, frozen=True, kw_only=True):
    """A stretch of a terminal's journal without a gap, in the folder `chains/{no}`.

    `before` is the hash that the first entry follows.
    """

    no: int
    device: str
    chain: str
    first: int
    last: int
    before: str
    put_aside: tuple[PutAside, ...]
    conflicts: tuple[Conflict, ...]


class EarlierKey(Part, frozen=True, kw_only=True):
    """An earlier key of central; the next key signed the `endorsement`."""

    public_key: str
    since: int
    until: int
    endorsement: str


class Case(Part, frozen=True, kw_only=True):
    """The person, the dates, and the parts of the evidence."""

    format: Literal[1]
    software: str
    person: str
    name: str
    municipality: str
    first: date
    last: date
    zone: str
    made_at: int
    made_by: str
    central_key: str
    incarnation: str
    sites: dict[str, str]
    terminals: tuple[Terminal, ...]
    chains: tuple[Chain, ...]
    roots: tuple[date, ...]
    stamps: tuple[date, ...] = ()
    earlier_keys: tuple[EarlierKey, ...] = ()


class Fact(Part, frozen=True, kw_only=True):
    """A fact from a named person; voided facts and their voids are included.

    `key` is "device/chain/seq" of its entry, or "central/...".
    """

    table: str
    key: str
    by: str
    at: int
    why: str
    origin: Literal["terminal", "central"]
    recorded_at: int
    says: dict[str, Any]


class Session(Part, frozen=True, kw_only=True):
    """A session as judged at `as_of`, with version `tz` of the time zones."""

    site: str
    date: date
    start: int
    end: int
    status: str
    arrived: int | None
    uncertain: bool
    source: str | None
    seconds_late: int | None
    cause: str | None
    standing_cause: str | None
    notice: str | None
    reason: str | None
    as_of: int
    tz: str


class PromptNote(Part, frozen=True, kw_only=True):
    """What a named person noted when they handled a prompt or took it up again.

    `date` is the day that the prompt was about; None where it was about several.
    """

    prompt: str
    date: date | None
    what: Literal["handled", "reopened"]
    by: str
    at: int
    note: str


class Manifest(Part, frozen=True, kw_only=True):
    """The SHA-256 of every member but the manifest's own two."""

    format: Literal[1]
    members: dict[str, str]


def entries_name(no: int) -> str:
    """Return the member name of a chain's entries."""
    return f"chains/{no}/entries"


def heads_name(no: int) -> str:
    """Return the member name of a chain's heads."""
    return f"chains/{no}/heads"


def receipts_name(no: int) -> str:
    """Return the member name of a chain's receipts."""
    return f"chains/{no}/receipts"


def root_name(day: date) -> str:
    """Return the member name of a day's root."""
    return f"roots/{day}"


def stamp_name(day: date) -> str:
    """Return the member name of the stamp on a day's root."""
    return f"stamps/{day}"
