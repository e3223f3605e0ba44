"""Define the bytes of a journal entry. Kiosk and central both read this.

An entry is hashed over length-prefixed fields, never over JSON, so that hashed bytes
have exactly one meaning. What an entry says about a person is in its `content`. The
hash covers a salted commitment to it, so that salt and content can be erased later
while the chain still verifies.
"""

from collections.abc import Callable
from datetime import date
from datetime import datetime as DateTime  # noqa: N812 - the field names shadow it
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from struct import Struct as Layout
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from kiosk.errors import BadEntry

SEQ_MAX = 2**62
SALT_BYTES = 16
GENESIS = bytes(32)
CONTENT_BYTES_MAX = 8192
OWNERS_REMEMBERED = 1024
BESIDE_MAX = 8
_LENGTH = Layout(">I").pack
NEWCOMER_CHARACTERS_MAX = 100

Instant = Annotated[DateTime, Meta(tz=True)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Text = Annotated[str, Meta(max_length=1000)]
Uid = Annotated[str, Meta(pattern=r"^([0-9a-f]{8}|[0-9a-f]{14}|[0-9a-f]{20})$")]
Beside = Annotated[tuple[Uid, ...], Meta(min_length=1, max_length=BESIDE_MAX)]
Language = Literal["da", "en", "ar", "uk"]
"""A language that the door speaks."""
Nanoseconds = Annotated[int, Meta(ge=0, le=SEQ_MAX)]


class Kind(StrEnum):
    """The kind of an entry."""

    TAP = "tap"
    CHECK_IN = "check_in"
    HEARTBEAT = "heartbeat"
    ANCHOR = "anchor"
    START = "start"
    STOP = "stop"
    ARRIVAL = "arrival"
    NOTICE = "notice"
    NO_SHOW = "no_show"
    DELAY = "delay"
    CARD = "card"
    NEWCOMER = "newcomer"
    WELCOME = "welcome"
    LOOK = "look"
    RESOLUTION = "resolution"
    VOID = "void"


class Reason(StrEnum):
    """The reason that somebody gave for an absence; not whether it is accepted."""

    ILL = "ill"
    CHILD_ILL = "child_ill"
    JOB_INTERVIEW = "job_interview"
    AUTHORITY_MEETING = "authority_meeting"
    DOCTOR = "doctor"
    LANGUAGE_SCHOOL = "language_school"
    HOLIDAY = "holiday"
    AGREED = "agreed"
    OTHER = "other"


class Content(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an entry says, apart from its time. Decoded strictly."""


class EntryId(Content, frozen=True, kw_only=True):
    """Identifies an entry: no two entries anywhere have the same three values."""

    device: Name
    chain: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]
    seq: Annotated[int, Meta(ge=1, le=SEQ_MAX)]


class Tap(Content, frozen=True, kw_only=True):
    """A card was read. `atqa` and `sak` are what the card said of its type.

    `beside` names the other cards of the same hold; a tap without any has no such
    field, so the bytes of entries that do not know it are the same.
    """

    uid: Uid
    atqa: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    sak: Annotated[int, Meta(ge=0, le=0xFF)] | None = None
    beside: Beside | UnsetType = UNSET


class CheckIn(Content, frozen=True, kw_only=True):
    """A citizen checked in by a code of their own; None where the code fits nobody."""

    person: Name | None


class Stretch(Content, frozen=True, kw_only=True):
    """The terminal was able to read cards during this time (CLOCK_BOOTTIME)."""

    from_boot_ns: Nanoseconds
    to_boot_ns: Nanoseconds


class Heartbeat(Content, frozen=True, kw_only=True):
    """The stretches of listening since the last heartbeat of this boot.

    Without any stretch the reader could not read at all; `reader` says why.
    """

    listened: tuple[Stretch, ...]
    reader: Text = "ok"


class Anchor(Content, frozen=True, kw_only=True):
    """When the entry's CLOCK_BOOTTIME was read, UTC lay between these two values."""

    source: Literal["ntp", "central"]
    utc_from_ns: Nanoseconds
    utc_to_ns: Nanoseconds


class Start(Content, frozen=True, kw_only=True):
    """The terminal started."""

    version: Name
    reader: Text


class Stop(Content, frozen=True, kw_only=True):
    """The terminal was stopped in order."""

    why: Text


class Arrival(Content, frozen=True, kw_only=True):
    """A named person wrote that somebody came, and when."""

    person: Name
    at: Instant
    by: Name
    why: Text
    delay: Text | None = None


class Notice(Content, frozen=True, kw_only=True):
    """Somebody gave notice that a person would not come."""

    person: Name
    first: date
    last: date
    reason: Reason
    reported_at: Instant
    by: Name
    note: Text = ""


class NoShow(Content, frozen=True, kw_only=True):
    """A named person confirmed that somebody stayed away without notice."""

    person: Name
    date: date
    by: Name
    at: Instant
    why: Text = ""


class Delay(Content, frozen=True, kw_only=True):
    """A named person noted what delayed the arrival of another entry."""

    about: EntryId
    reason: Text
    by: Name
    at: Instant


class Card(Content, frozen=True, kw_only=True):
    """A named person handed out a card: to whom, from when, until when.

    With an `end`, it may name a holding that is known already, and ends it.
    """

    uid: Uid
    person: Name
    start: Instant
    end: Instant | None
    by: Name
    at: Instant


class Newcomer(Content, frozen=True, kw_only=True):
    """A named person lent a card to somebody who is on no list yet.

    Only a name is known; central learns later who the person is.
    """

    uid: Uid
    name: Annotated[str, Meta(min_length=1, max_length=NEWCOMER_CHARACTERS_MAX)]
    start: Instant
    by: Name
    at: Instant


class Welcome(Content, frozen=True, kw_only=True):
    """A named person informed a citizen about their data, and asked two things."""

    person: Name
    language: Language
    first_name_shown: bool
    informed_at: Instant
    by: Name
    at: Instant


class Look(Content, frozen=True, kw_only=True):
    """A named person opened a citizen's own page; the citizen may ask who did."""

    person: Name
    by: Name
    at: Instant


class Resolution(Content, frozen=True, kw_only=True):
    """A named person wrote whose card a tap was; None is nobody of this workshop."""

    about: EntryId
    person: Name | None
    by: Name
    at: Instant


class Void(Content, frozen=True, kw_only=True):
    """A named person took back a fact that a person had written."""

    about: EntryId
    by: Name
    at: Instant
    why: Text


CONTENTS: dict[Kind, type[Content]] = {
    Kind.TAP: Tap,
    Kind.CHECK_IN: CheckIn,
    Kind.HEARTBEAT: Heartbeat,
    Kind.ANCHOR: Anchor,
    Kind.START: Start,
    Kind.STOP: Stop,
    Kind.ARRIVAL: Arrival,
    Kind.NOTICE: Notice,
    Kind.NO_SHOW: NoShow,
    Kind.DELAY: Delay,
    Kind.CARD: Card,
    Kind.NEWCOMER: Newcomer,
    Kind.WELCOME: Welcome,
    Kind.LOOK: Look,
    Kind.RESOLUTION: Resolution,
    Kind.VOID: Void,
}
KINDS = {content: kind for kind, content in CONTENTS.items()}
DECODERS = {str(kind): msgspec.json.Decoder(CONTENTS[kind]) for kind in CONTENTS}


class Entry(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One numbered and hashed entry of the journal.

    `kind` is free text here, so that an entry of a newer terminal keeps its place in
    the chain. `salt` and `content` are None after they were erased.
    """

    seq: Annotated[int, Meta(ge=1, le=SEQ_MAX)]
    kind: Annotated[str, Meta(min_length=1, max_length=32)]
    wall_ns: Nanoseconds
    boot_ns: Nanoseconds
    boot_id: Annotated[bytes, Meta(min_length=16, max_length=16)]
    clock: Literal["synced", "unsynced", "unknown"]
    commitment: Annotated[bytes, Meta(min_length=32, max_length=32)]
    hash: Annotated[bytes, Meta(min_length=32, max_length=32)]
    salt: Annotated[bytes, Meta(min_length=SALT_BYTES, max_length=SALT_BYTES)] | None
    content: Annotated[bytes, Meta(max_length=CONTENT_BYTES_MAX)] | None


class Head(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The device's signed statement how far its chain reached, and when."""

    device: str
    chain: Annotated[bytes, Meta(min_length=16, max_length=16)]
    seq: Annotated[int, Meta(ge=0, le=SEQ_MAX)]
    hash: Annotated[bytes, Meta(min_length=32, max_length=32)]
    head_no: Annotated[int, Meta(ge=0, le=SEQ_MAX)]
    wall_ns: Nanoseconds
    boot_ns: Nanoseconds
    boot_id: Annotated[bytes, Meta(min_length=16, max_length=16)]
    signature: Annotated[bytes, Meta(min_length=64, max_length=64)]


def encode_content(content: Content) -> bytes:
    """Encode a content as the bytes that are committed to and stored."""
    return msgspec.json.encode(content)


def decode_content(kind: str, raw: bytes) -> Content:
    """Decode a content, strictly.

    Raises:
        BadEntry: the kind is not known here, or the bytes do not fit it.
    """
    try:
        return DECODERS[kind].decode(raw)
    except (KeyError, ValueError) as error:
        raise BadEntry(f"the content of a {kind!r} entry: {error}") from error


def commit(salt: bytes, content: bytes) -> bytes:
    """Return the SHA-256 commitment to a content, which does not reveal it."""
    fields = _LENGTH(len(salt)) + salt + _LENGTH(len(content)) + content
    return sha256(_COMMITMENT + fields).digest()


def link(previous: bytes, device: str, chain: bytes, entry: Entry) -> bytes:
    """Compute the hash of an entry that follows the one with hash `previous`.

    The first entry of a chain follows `GENESIS`. `entry.hash` is not read. The fields
    of an entry must have the lengths that decoding has checked.
    """
    pack, front, owner_frame, kind_frame, clock_frame = _linking(
        device, chain, entry.kind, entry.clock
    )
    seq, boot_id, commitment = entry.seq, entry.boot_id, entry.commitment
    times = (entry.wall_ns, 8, entry.boot_ns, 16)
    fields = pack(
        front,
        previous,
        owner_frame,
        seq,
        kind_frame,
        *times,
        boot_id,
        clock_frame,
        commitment,
    )
    return sha256(fields).digest()


def head_bytes(head: Head) -> bytes:
    """Return the bytes that a head's signature covers: its fields in order."""
    *fields, _signature = msgspec.structs.astuple(head)
    return framed(b"moedt head 1", *map(_as_bytes, fields))


def framed(*fields: bytes) -> bytes:
    """Prefix each field with its length, so that no two lists give the same bytes."""
    return b"".join([_LENGTH(len(field)) + field for field in fields])


@lru_cache(maxsize=OWNERS_REMEMBERED)
def _linking(
    device: str, chain: bytes, kind: str, clock: str
) -> tuple[Callable[..., bytes], bytes, bytes, bytes, bytes]:
    """Return the packer and the constant frames for entries of this kind."""
    front = framed(b"moedt entry 1") + _LENGTH(32)
    owner_frame = framed(device.encode(), chain) + _LENGTH(8)
    kind_frame = framed(kind.encode()) + _LENGTH(8)
    clock_frame = framed(clock.encode()) + _LENGTH(32)
    before, after = (
        f"{len(front)}s32s{len(owner_frame)}sQ",
        f"QIQI16s{len(clock_frame)}s32s",
    )
    pack = Layout(f">{before}{len(kind_frame)}s{after}").pack
    return pack, front, owner_frame, kind_frame, clock_frame


_COMMITMENT = framed(b"moedt content 1")


def _as_bytes(fields: str | int | bytes) -> bytes:
    raw = fields.encode() if isinstance(fields, str) else fields
    return raw if isinstance(raw, bytes) else raw.to_bytes(8, "big")
