"""Several records in one member, each after its length in four bytes."""

from collections.abc import Iterable

LENGTH_BYTES = 4


def join(records: Iterable[bytes]) -> bytes:
    """Concatenate records."""
    return b"".join(
        len(record).to_bytes(LENGTH_BYTES, "big") + record for record in records
    )


def split(raw: bytes) -> tuple[list[bytes], bytes]:
    """Return the complete records, and the bytes left over."""
    records: list[bytes] = []
    at = 0
    while at + LENGTH_BYTES <= len(raw):
        begin = at + LENGTH_BYTES
        end = begin + int.from_bytes(raw[at:begin], "big")
        if end > len(raw):
            break
        records.append(raw[begin:end])
        at = end
    return records, raw[at:]
