"""What an entry says, checked as far as it can be without knowing anybody. Pure."""

from datetime import UTC, timedelta
from datetime import datetime as DateTime  # noqa: N812 - as in kiosk/journal/contents.py
from enum import StrEnum
from functools import lru_cache

from kiosk.errors import BadEntry
from kiosk.journal.contents import (
    Anchor,
    Card,
    Content,
    Entry,
    EntryId,
    Heartbeat,
    Kind,
    Notice,
    commit,
    decode_content,
)
from server_sync.central.facts.entry_key import EntryKey

EPOCH = DateTime(1970, 1, 1, tzinfo=UTC)
CARDS_REMEMBERED = 4096
SECOND = timedelta(seconds=1)
EARLIEST = DateTime(2000, 1, 1, tzinfo=UTC)
LATEST = DateTime(2200, 1, 1, tzinfo=UTC)
KINDS_KNOWN = frozenset(Kind)
AUTOMATIC_KINDS = frozenset(
    {Kind.TAP, Kind.HEARTBEAT, Kind.ANCHOR, Kind.START, Kind.STOP}
)
"""What a terminal writes with nobody's hand in it: it names nobody and nothing."""
NUL, ESCAPED_NUL = b"\x00", b"\\u0000"


class Trouble(StrEnum):
    """Why an entry is kept but not used; the words that a receipt gives."""

    UNREADABLE = "unreadable"
    ALTERED = "altered"
    DOES_NOT_FOLLOW = "does_not_follow"
    UNKNOWN_KIND = "unknown_kind"
    BAD_CONTENT = "bad_content"
    ERASED = "erased"
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_FACT = "unknown_fact"
    REVOKED = "revoked"
    LOST = "lost"


def trouble_in(entry: Entry) -> Trouble | None:
    """Say what keeps this entry, taken alone, from being used; None is nothing."""
    return read_strictly(entry)[0]


def read_strictly(entry: Entry) -> tuple[Trouble | None, Content | None]:
    """Give what the entry says, or what keeps it, taken alone, from being used."""
    if entry.salt is None or entry.content is None:
        return Trouble.ERASED, None
    if commit(entry.salt, entry.content) != entry.commitment:
        return Trouble.ALTERED, None
    if entry.kind not in KINDS_KNOWN:
        return Trouble.UNKNOWN_KIND, None
    try:
        return None, content_of(entry.kind, entry.content)
    except BadEntry:
        return Trouble.BAD_CONTENT, None


def content_of(kind: str, raw: bytes) -> Content:
    """Read a content that also makes sense.

    Raises:
        BadEntry: it is not what its kind says, ends before it begins, or speaks of
            a time that no terminal can have seen.
    """
    return _read_tap(raw) if kind == Kind.TAP else _read(kind, raw)


def _read(kind: str, raw: bytes) -> Content:
    if NUL in raw or ESCAPED_NUL in raw:
        raise BadEntry("PostgreSQL keeps no text with a NUL")
    content = decode_content(kind, raw)
    if not _makes_sense(content):
        raise BadEntry(f"the content of a {kind!r} entry contradicts itself")
    return content


@lru_cache(maxsize=CARDS_REMEMBERED)
def _read_tap(raw: bytes) -> Content:
    """Read a tap; those of one card are all the same bytes."""
    return _read(Kind.TAP, raw)


def person_named(content: Content) -> str | None:
    """Return the person that a content names, in its field `person`."""
    person = getattr(content, "person", None)
    return person if isinstance(person, str) else None


def entry_named(content: Content) -> EntryId | None:
    """Return the other entry that a content is about, in its field `about`."""
    about = getattr(content, "about", None)
    return about if isinstance(about, EntryId) else None


def key_of(entry: EntryId) -> str:
    """Return the key of the facts that an entry states."""
    return str(EntryKey(entry.device, bytes.fromhex(entry.chain), entry.seq))


def seconds_of(moment: DateTime) -> int:
    """Give an instant as whole seconds, the fraction cut off."""
    return (moment - EPOCH) // SECOND


def _makes_sense(content: Content) -> bool:
    match content:
        case Heartbeat():
            return all(one.from_boot_ns <= one.to_boot_ns for one in content.listened)
        case Anchor():
            return content.utc_from_ns <= content.utc_to_ns
        case Notice() if content.first > content.last:
            return False
        case Card() if content.start >= (content.end or LATEST):
            return False
        case _:
            return all(map(_possible, _moments_of(content)))


def _moments_of(content: Content) -> list[DateTime]:
    """Return every instant that a person wrote."""
    values = (getattr(content, name) for name in content.__struct_fields__)
    return [value for value in values if isinstance(value, DateTime)]


def _possible(moment: DateTime) -> bool:
    return EARLIEST <= moment <= LATEST
