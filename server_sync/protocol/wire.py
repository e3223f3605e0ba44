"""The messages between terminal and central (MessagePack and JSON, strict).

`POST /v1/devices/{device}/entries` carries a gzipped `Batch`, signed as an HTTP
message, and is answered by a signed `Receipt`. `GET /v1/devices/{device}/roster`
answers the roster as JSON. Anything may be sent twice; the second time does nothing.

A batch may have the header `Moedt-Report`, which the signature covers: a `Report` as
JSON. It is for people to see, and is no fact.

`GET /v1/devices/{device}/release` answers the release file that staff put there. It is
signed with the release key, so central does not sign it again.

`POST /v1/devices/{device}/login` carries a `Login` as JSON, and is answered by a signed
`LoginAnswer`.

`POST /v1/enrol` carries an `Enrolment` as JSON, signed with the key that it contains,
and is answered by a signed `Enrolled`.

An entry that central refuses even in a batch of its own is sent as raw bytes to
`POST /v1/devices/{device}/quarantine?chain=&seq=&hash=` and is receipted likewise.
"""

import zlib
from typing import Annotated, Literal
from urllib.parse import quote, urlencode

import msgspec
from msgspec import Meta, Raw, Struct

from kiosk.journal import contents
from server_sync.errors import BadBatch

BATCH_ENTRIES_MAX = 500
BATCH_HEADS_MAX = 200
BATCH_BYTES_MAX = 4 * 1024 * 1024
CONTENT_TYPE = "application/vnd.moedt.batch"
RECEIPT_TYPE = "application/vnd.moedt.receipt"
ENROL_PATH = "/v1/enrol"
ENTRY_TYPE = "application/vnd.moedt.entry"
RELEASE_TYPE = "application/vnd.moedt.release"
REPORT_HEADER = "Moedt-Report"
GZIP_WINDOW = 31  # zlib: a gzip header is required

Hash = Annotated[bytes, Meta(min_length=32, max_length=32)]
ChainId = Annotated[bytes, Meta(min_length=16, max_length=16)]
Signature = Annotated[bytes, Meta(min_length=64, max_length=64)]
Seq = Annotated[int, Meta(ge=0, le=2**62)]
Head = contents.Head


class Batch(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Up to 500 consecutive entries of one chain.

    Each entry is kept as raw bytes, so that an unreadable entry does not stop those
    behind it. `head` is that of the last entry; `heads` are the earlier ones that no
    receipt has answered yet, oldest first.
    """

    device: str
    chain: ChainId
    entries: Annotated[list[Raw], Meta(max_length=BATCH_ENTRIES_MAX)]
    head: Head
    heads: Annotated[list[Head], Meta(max_length=BATCH_HEADS_MAX)] = []


class Verdict(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """An entry that central put into quarantine or reports as a conflict, and why."""

    seq: Seq
    reason: str


class Receipt(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What central has stored of a chain, without a gap from 1 on; signed.

    `through_seq` counts quarantined entries as received; 0 means nothing yet.
    `hash` is that of the entry at `through_seq` (zeros at 0). `incarnation` changes
    when central was restored from a backup. `nonce` is that of the request.
    """

    device: str
    chain: ChainId
    through_seq: Seq
    hash: Hash
    incarnation: ChainId
    server_time_ns: Seq
    nonce: str
    quarantined: list[Verdict]
    conflicts: list[Verdict]
    signature: Signature


class Report(Struct, frozen=True, kw_only=True):
    """The state of a terminal; a newer terminal may send more fields.

    Attributes:
        version: the version of the program.
        queued: how many entries wait behind this batch.
        celsius: the temperature of the processor; null if unknown.
    """

    version: Annotated[str, Meta(max_length=40)]
    queued: Seq
    celsius: Annotated[int, Meta(ge=-100, le=200)] | None = None


class Enrolment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A new terminal's one-time code, public key, and name if it has one."""

    code: Annotated[str, Meta(min_length=1, max_length=64)]
    public_key: Hash
    device: Annotated[str, Meta(max_length=63)] | None


class Enrolled(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Central's signed answer: the terminal's name and site, and central's key."""

    device: str
    site: str
    central_key: Hash
    nonce: str


class Login(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A login typed at a terminal; `repr` does not show the password."""

    login: Annotated[str, Meta(max_length=200)]
    password: Annotated[str, Meta(max_length=200)]

    def __repr__(self) -> str:
        return "Login(...)"


class LoginAnswer(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Central's signed answer to a login; `name` only where the answer is right."""

    answer: Literal["right", "wrong", "wait"]
    nonce: str
    name: str | None = None
    seconds: int = 0


def entries_path(device: str) -> str:
    """Return the path for a terminal's batches."""
    return _path(device, "entries")


def roster_path(device: str) -> str:
    """Return the path of a terminal's roster."""
    return _path(device, "roster")


def login_path(device: str) -> str:
    """Return the path for a login at a terminal."""
    return _path(device, "login")


def release_path(device: str) -> str:
    """Return the path of the release for a terminal."""
    return _path(device, "release")


def quarantine_path(device: str, *, chain: bytes, seq: int, entry_hash: bytes) -> str:
    """Return the path for an entry that central refused, with its place."""
    place = urlencode({"chain": chain.hex(), "seq": seq, "hash": entry_hash.hex()})
    return f"{_path(device, 'quarantine')}?{place}"


def _path(device: str, what: str) -> str:
    return f"/v1/devices/{quote(device, safe='')}/{what}"


def pack(batch: Batch) -> bytes:
    """Encode a batch as a request body; the same batch gives the same bytes."""
    compressor = zlib.compressobj(level=6, wbits=GZIP_WINDOW)
    return compressor.compress(msgspec.msgpack.encode(batch)) + compressor.flush()


def unpack(body: bytes) -> Batch:
    """Decode a request body strictly, up to `BATCH_BYTES_MAX` unpacked bytes.

    Raises:
        BadBatch: it is not gzip, too large when unpacked, or no batch.
    """
    decompressor = zlib.decompressobj(wbits=GZIP_WINDOW)
    try:
        raw = decompressor.decompress(body, BATCH_BYTES_MAX + 1)
    except zlib.error as error:
        raise BadBatch("the body is not gzip") from error
    if len(raw) > BATCH_BYTES_MAX:
        raise BadBatch(f"unpacked it is larger than {BATCH_BYTES_MAX} bytes")
    if not decompressor.eof or decompressor.unused_data:
        raise BadBatch("the gzip ends early or goes on behind its end")
    try:
        return msgspec.msgpack.decode(raw, type=Batch)
    except (ValueError, RecursionError) as error:
        raise BadBatch(f"not a batch: {error}") from error
