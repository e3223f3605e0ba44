"""What kiosk and central say to each other, as bytes (MessagePack, strict).

`POST /v1/devices/{device}/entries` carries a gzipped `Batch`, signed as an HTTP
message, and is answered by a signed `Receipt`. `GET /v1/devices/{device}/roster`
answers the roster as JSON. Anything may be sent twice; the second time does nothing.
"""

from typing import Annotated

from msgspec import Meta, Raw, Struct

BATCH_ENTRIES_MAX = 500
BATCH_BYTES_MAX = 4 * 1024 * 1024
CONTENT_TYPE = "application/vnd.moedt.batch"
RECEIPT_TYPE = "application/vnd.moedt.receipt"

Hash = Annotated[bytes, Meta(min_length=32, max_length=32)]
ChainId = Annotated[bytes, Meta(min_length=16, max_length=16)]
Signature = Annotated[bytes, Meta(min_length=64, max_length=64)]
Seq = Annotated[int, Meta(ge=0, le=2**62)]


class Head(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The device's signed word on how far its chain reached, and when."""

    device: str
    chain: ChainId
    seq: Seq
    hash: Hash
    head_no: Seq
    wall_ns: Seq
    boot_ns: Seq
    boot_id: ChainId
    signature: Signature


class Batch(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Up to 500 consecutive entries of one chain.

    Each entry is left as its own raw bytes, so that one that cannot be read does
    not stop those behind it.
    """

    device: str
    chain: ChainId
    entries: Annotated[list[Raw], Meta(max_length=BATCH_ENTRIES_MAX)]
    head: Head


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
