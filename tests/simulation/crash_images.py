"""What a disk can look like after a power cut, from a record of writes and syncs.

What was synced before the cut is there. Of what was written since, any part may be
there: some writes, in any order, and of one write any of its sectors. A new size or a
truncation may or may not have reached the disk either. A file that was unlinked is gone
for good with the next sync of any file, as on a file system with a journal of its own.
"""

import random
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HEADER = struct.Struct("<cIQQ")
SECTOR_BYTES = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing that the process did: Write, Truncate, Sync, Unlink, or a Mark."""

    kind: str
    name: str
    at: int
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """The files after a cut, and how much the process had confirmed by then."""

    files: dict[str, bytes]
    confirmed: int


def read_record(path: Path) -> list[Deed]:
    """Read what the recorder wrote."""
    raw, at = path.read_bytes(), 0
    deeds = []
    while at < len(raw):
        kind, length, offset, size = HEADER.unpack_from(raw, at)
        at += HEADER.size
        name, at = raw[at : at + length].decode(), at + length
        data, at = raw[at : at + size], at + size
        deeds.append(Deed(kind=kind.decode(), name=name, at=offset, data=data))
    return deeds


def confirmed_by(deeds: Sequence[Deed]) -> int:
    """Give the last number that was printed."""
    lines = b"".join(deed.data for deed in deeds if deed.kind == "M").split(b"\n")
    whole = [line for line in lines[:-1] if line]
    return int(whole[-1]) if whole else 0


def images(deeds: Sequence[Deed], dice: random.Random, count: int) -> Iterator[Image]:
    """Cut the power so many times, each time anywhere."""
    for _ in range(count):
        cut = dice.randrange(len(deeds) + 1)
        yield Image(
            files=_after_cut(deeds[:cut], dice), confirmed=confirmed_by(deeds[:cut])
        )


def _after_cut(deeds: Sequence[Deed], dice: random.Random) -> dict[str, bytes]:
    files: dict[str, bytearray] = {}
    last_sync = max(
        (place for place, deed in enumerate(deeds) if deed.kind == "S"), default=-1
    )
    for name in {deed.name for deed in deeds if deed.kind != "M"}:
        places = [place for place, deed in enumerate(deeds) if deed.name == name]
        done = [deeds[place] for place in places]
        synced = max(
            (
                number
                for number, deed in enumerate(done)
                if deed.kind == "S" or (deed.kind == "U" and places[number] < last_sync)
            ),
            default=-1,
        )
        kept: bytearray | None = bytearray()
        for deed in done[: synced + 1]:
            kept = _apply(kept, deed)
        kept = _some_of(kept, done[synced + 1 :], dice)
        if kept is not None:
            files[name] = kept
    return {name: bytes(content) for name, content in files.items()}


def _some_of(
    kept: bytearray | None, pending: Sequence[Deed], dice: random.Random
) -> bytearray | None:
    """Let nothing, all, or any part of what was not synced have reached the disk."""
    share = dice.choice((0.0, 0.0, 1.0, 0.5, dice.random()))
    reached = [deed for deed in pending if dice.random() < share]
    if dice.random() < 0.3:
        dice.shuffle(reached)
    for deed in reached:
        for part in _sectors(deed, dice):
            kept = _apply(kept, part)
    return kept


def _sectors(deed: Deed, dice: random.Random) -> list[Deed]:
    """Tear one write in three: only some of its sectors are there."""
    if deed.kind != "W" or dice.random() < 0.66:
        return [deed]
    return [
        Deed(
            kind="W",
            name=deed.name,
            at=deed.at + start,
            data=deed.data[start : start + SECTOR_BYTES],
        )
        for start in range(0, len(deed.data), SECTOR_BYTES)
        if dice.random() < 0.5
    ]


def _apply(kept: bytearray | None, deed: Deed) -> bytearray | None:
    if deed.kind == "U":
        return None
    content = bytearray() if kept is None else kept
    if deed.kind == "T":
        del content[deed.at :]
        content.extend(bytes(deed.at - len(content)))
    if deed.kind == "W":
        end = deed.at + len(deed.data)
        content.extend(bytes(max(0, end - len(content))))
        content[deed.at : end] = deed.data
    return content
