"""What kiosk and central say to each other, as bytes (MessagePack, strict).

`POST /v1/devices/{device}/entries` carries a gzipped `Batch`, signed as an HTTP
message, and is answered by a signed `Receipt`. `GET /v1/devices/{device}/roster`
answers the roster as JSON. Anything may be sent twice; the second time does nothing.

A batch may have a `Moedt-Report` beside it, which the request's signature covers: a
`Report` as JSON. It is for people to see and is no fact.

`GET /v1/devices/{device}/release` answers the release file that staff put there; the
release key has signed it, so central's word on it is not needed.

`POST /v1/devices/{device}/login` carries a `Login` as JSON, and is answered by a signed
`LoginAnswer`.

`POST /v1/enrol` carries an `Enrolment` as JSON, signed with the key that it shows,
and is answered by a signed `Enrolled`.

An entry that central refuses even alone goes, as its own raw bytes, to
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
GZIP_WINDOW = 31  # zlib's word for: a gzip header, and nothing else

Hash = Annotated[bytes, Meta(min_length=32, max_length=32)]
ChainId = Annotated[bytes, Meta(min_length=16, max_length=16)]
Signature = Annotated[bytes, Meta(min_length=64, max_length=64)]
Seq = Annotated[int, Meta(ge=0, le=2**62)]
Head = contents.Head


class Batch(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Up to 500 consecutive entries of one chain.

    Each entry is left as its own raw bytes, so that one that cannot be read does
    not stop those behind it. `head` is that of the last entry; `heads` are those
    signed before it that no receipt has answered, oldest first.
    """

    device: str
    chain: ChainId
    entries: Annotated[list[Raw], Meta(max_length=BATCH_ENTRIES_MAX)]
    head: Head
    heads: Annotated[list[Head], Meta(max_length=BATCH_HEADS_MAX)] = []


class Verdict(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What central did with one entry that it could not simply use."""

    seq: Seq
    reason: str


class Receipt(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Central's signed word on what it holds of a chain, without a gap from 1 on.

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
    """What a terminal says of itself; a newer one may say more.

    Attributes:
        version: what it runs.
        queued: entries that wait behind this batch.
        celsius: how warm its processor is, if it knows.
    """

    version: Annotated[str, Meta(max_length=40)]
    queued: Seq
    celsius: Annotated[int, Meta(ge=-100, le=200)] | None = None


class Enrolment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a new terminal shows: a code, its public key, its name if it has one."""

    code: Annotated[str, Meta(min_length=1, max_length=64)]
    public_key: Hash
    device: Annotated[str, Meta(max_length=63)] | None


class Enrolled(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Central's signed answer: what the terminal is called, and whom to believe."""

    device: str
    site: str
    central_key: Hash
    nonce: str


class Login(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What somebody typed at a terminal. It shows no password where it is printed."""

    login: Annotated[str, Meta(max_length=200)]
    password: Annotated[str, Meta(max_length=200)]

    def __repr__(self) -> str:
        return "Login(...)"


class LoginAnswer(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Central's signed answer to one login; `name` is whose, where it is right."""

    answer: Literal["right", "wrong", "wait"]
    nonce: str
    name: str | None = None
    seconds: int = 0


def entries_path(device: str) -> str:
    """Say where a terminal's batches go, from central's own address on."""
    return _path(device, "entries")


def roster_path(device: str) -> str:
    """Say where a terminal's roster is."""
    return _path(device, "roster")


def login_path(device: str) -> str:
    """Say where a terminal asks whether name and password fit."""
    return _path(device, "login")


def release_path(device: str) -> str:
    """Say where the release is that this terminal may be brought up to."""
    return _path(device, "release")


def quarantine_path(device: str, *, chain: bytes, seq: int, entry_hash: bytes) -> str:
    """Say where an entry goes that central refused; its place is in the address."""
    place = urlencode({"chain": chain.hex(), "seq": seq, "hash": entry_hash.hex()})
    return f"{_path(device, 'quarantine')}?{place}"


def _path(device: str, what: str) -> str:
    return f"/v1/devices/{quote(device, safe='')}/{what}"


def pack(batch: Batch) -> bytes:
    """Turn a batch into the body of a request; the same batch gives the same bytes."""
    compressor = zlib.compressobj(level=6, wbits=GZIP_WINDOW)
    return compressor.compress(msgspec.msgpack.encode(batch)) + compressor.flush()


def unpack(body: bytes) -> Batch:
    """Read the body of a request back, strictly, and never more than is bounded.

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
