"""What one entry of the journal is, as bytes. Kiosk and central both read this.

An entry is hashed over length-prefixed fields, never over JSON, so that there is
one way only to read what was hashed. What says something about a person is its
`content`; the hash covers a salted commitment to it, so that salt and content
can be erased one day while the chain still verifies.
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
    """What an entry tells."""

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
    """What was told as the reason of an absence; never whether it is accepted."""

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
    """What an entry says, beside when. Decoded strictly."""


class EntryId(Content, frozen=True, kw_only=True):
    """Which entry is meant: nothing else in the world has the same three."""

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
    """From here to there the terminal was able to read cards (CLOCK_BOOTTIME)."""

    from_boot_ns: Nanoseconds
    to_boot_ns: Nanoseconds


class Heartbeat(Content, frozen=True, kw_only=True):
    """The stretches of listening since the last heartbeat of this boot.

    No stretch means that the reader could not read at all; `reader` says why.
    """

    listened: tuple[Stretch, ...]
    reader: Text = "ok"


class Anchor(Content, frozen=True, kw_only=True):
    """At the entry's own CLOCK_BOOTTIME, true UTC lay between these two."""

    source: Literal["ntp", "central"]
    utc_from_ns: Nanoseconds
    utc_to_ns: Nanoseconds


class Start(Content, frozen=True, kw_only=True):
    """The terminal started."""

    version: Name
    reader: Text


class Stop(Content, frozen=True, kw_only=True):
    """The terminal stopped, and knew it."""

    why: Text


class Arrival(Content, frozen=True, kw_only=True):
    """A named person writes that somebody came, and when."""

    person: Name
    at: Instant
    by: Name
    why: Text
    delay: Text | None = None


class Notice(Content, frozen=True, kw_only=True):
    """Somebody told that a person would not come."""

    person: Name
    first: date
    last: date
    reason: Reason
    reported_at: Instant
    by: Name
    note: Text = ""


class NoShow(Content, frozen=True, kw_only=True):
    """A named person confirms that somebody stayed away without notice."""

    person: Name
    date: date
    by: Name
    at: Instant
    why: Text = ""


class Delay(Content, frozen=True, kw_only=True):
    """A named person notes what delayed the arrival that another entry tells."""

    about: EntryId
    reason: Text
    by: Name
    at: Instant


class Card(Content, frozen=True, kw_only=True):
    """A named person hands a card out: whose it is, from when, until when.

    With an `end`, it may speak of a holding that is known already: then it ends it.
    """

    uid: Uid
    person: Name
    start: Instant
    end: Instant | None
    by: Name
    at: Instant


class Newcomer(Content, frozen=True, kw_only=True):
    """A named person lends a card to somebody who is on no list yet.

    All that is known is a name; whose it is, central is told later.
    """

    uid: Uid
    name: Annotated[str, Meta(min_length=1, max_length=NEWCOMER_CHARACTERS_MAX)]
    start: Instant
    by: Name
    at: Instant


class Welcome(Content, frozen=True, kw_only=True):
    """A named person received somebody: told them of their data, asked two things."""

    person: Name
    language: Language
    first_name_shown: bool
    informed_at: Instant
    by: Name
    at: Instant


class Look(Content, frozen=True, kw_only=True):
    """A named person saw somebody's own page; the citizen may ask who did."""

    person: Name
    by: Name
    at: Instant


class Resolution(Content, frozen=True, kw_only=True):
    """A named person says whose card a tap was; nobody's means not one of ours."""

    about: EntryId
    person: Name | None
    by: Name
    at: Instant


class Void(Content, frozen=True, kw_only=True):
    """A named person takes one fact made by a person back."""

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
    """One numbered, hashed line of the journal.

    `kind` is free text here, so that an entry of a newer terminal still keeps its
    place in the chain. `salt` and `content` are None once they have been erased.
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
    """The device's signed word on how far its chain reached, and when."""

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
    """Turn a content into the bytes that are committed to and kept."""
    return msgspec.json.encode(content)


def decode_content(kind: str, raw: bytes) -> Content:
    """Read a content back, strictly.

    Raises:
        BadEntry: the kind is not known here, or the bytes do not fit it.
    """
    try:
        return DECODERS[kind].decode(raw)
    except (KeyError, ValueError) as error:
        raise BadEntry(f"the content of a {kind!r} entry: {error}") from error


def commit(salt: bytes, content: bytes) -> bytes:
    """Commit to a content without giving it away: SHA-256, 32 bytes."""
    fields = _LENGTH(len(salt)) + salt + _LENGTH(len(content)) + content
    return sha256(_COMMITMENT + fields).digest()


def link(previous: bytes, device: str, chain: bytes, entry: Entry) -> bytes:
    """Compute the hash of an entry that follows the one with hash `previous`.

    The first of a chain follows `GENESIS`. `entry.hash` itself is not read; what an
    entry holds has the lengths that it is read with.
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
    """Give what the signature of a head is over: all that it says, in its order."""
    *fields, _signature = msgspec.structs.astuple(head)
    return framed(b"moedt head 1", *map(_as_bytes, fields))


def framed(*fields: bytes) -> bytes:
    """Put fields behind their lengths, so that no two lists give the same bytes."""
    return b"".join([_LENGTH(len(field)) + field for field in fields])


@lru_cache(maxsize=OWNERS_REMEMBERED)
def _linking(
    device: str, chain: bytes, kind: str, clock: str
) -> tuple[Callable[..., bytes], bytes, bytes, bytes, bytes]:
    """Lay out what such entries are hashed over, and give the frames they share."""
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
