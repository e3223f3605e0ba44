"""Check the entries of a chain one after the other. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from kiosk.journal.contents import Entry, commit, link
from server_sync.verify import frames
from server_sync.verify.case import Chain, PutAside
from server_sync.verify.findings import Found, span

Read = Sequence[Entry | None]


@dataclass(slots=True)
class Walk:
    """The position in a chain, and what was read so far.

    Attributes:
        entries: those read so far, by number.
        hashes: the stated hash of each place, also where there is no entry.
        end: the number of the last place that was checked.
        previous: the hashes that the next entry may follow; empty if unknown.
    """

    chain: Chain
    found: Found
    end: int
    previous: set[bytes]
    entries: dict[int, Entry] = field(default_factory=dict)
    hashes: dict[int, bytes] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The chain's name for people."""
        return f"of {self.chain.device} (chain {self.chain.chain[:8]})"


def walk(chain: Chain, raw: bytes, found: Found) -> Walk:
    """Check the entries of a chain in the order of the file."""
    before = bytes.fromhex(chain.before)
    way = Walk(chain=chain, found=found, end=chain.first - 1, previous={before})
    way.hashes[way.end] = before
    records, rest = frames.split(raw)
    read = [_entry_of(record) for record in records]
    bare = {entry.seq: entry for entry in chain.put_aside if not entry.has_entry}
    for place, entry in enumerate(read):
        _pass_bare(way, bare)
        if way.end == chain.last:
            found.fault(f"ADDED: events behind {chain.last} {way.label}")
            break
        _step(way, entry, read[place + 1 :])
    _pass_bare(way, bare)
    if rest:
        found.fault(
            f"ALTERED at event {way.end + 1} {way.label}: it cannot be read from"
            " there on"
        )
    return way


def _entry_of(record: bytes) -> Entry | None:
    try:
        return msgspec.msgpack.decode(record, type=Entry)
    except (ValueError, RecursionError):
        return None


def _pass_bare(way: Walk, bare: dict[int, PutAside]) -> None:
    """Skip places where central never had a readable entry."""
    while (entry := bare.get(way.end + 1)) is not None:
        way.end = entry.seq
        way.previous = set()
        if entry.hash is not None:
            way.hashes[entry.seq] = bytes.fromhex(entry.hash)
            way.previous = {way.hashes[entry.seq]}
        if entry.sha256 is None:
            lost = (
                f"MISSING {entry.seq} {way.label}: declared lost by {entry.resolved_by}"
            )
            way.found.fault(lost)
        else:
            unread = f"event {entry.seq} {way.label} could not be read ({entry.reason})"
            way.found.note(f"{unread}; central keeps its bytes")


def _step(way: Walk, entry: Entry | None, behind: Read) -> None:
    expected = way.end + 1
    if entry is not None and entry.seq > expected and _goes_on(way, entry, behind):
        gone = span([expected, entry.seq - 1])
        way.found.fault(f"MISSING {gone} {way.label}")
        expected, way.previous = entry.seq, set()
    way.end = expected
    if entry is None or entry.seq != expected:
        way.found.fault(f"ALTERED at event {expected} {way.label}")
        way.previous = set()
        return
    way.entries[expected] = entry
    way.hashes[expected] = entry.hash
    _check(way, entry)


def _goes_on(way: Walk, entry: Entry, behind: Read) -> bool:
    """Return whether a number that is too high means a gap."""
    if not behind:
        return entry.seq <= way.chain.last
    after = behind[0]
    return after is not None and after.seq == entry.seq + 1


def _check(way: Walk, entry: Entry) -> None:
    device, chain = way.chain.device, bytes.fromhex(way.chain.chain)
    computed = {link(previous, device, chain, entry) for previous in way.previous}
    follows = not way.previous or entry.hash in computed
    if not follows or not _says_what_it_said(entry):
        way.found.fault(f"ALTERED at event {entry.seq} {way.label}")
    # Where the entry's own hash was changed, the next still follows what was computed.
    way.previous = {entry.hash} | (set() if follows else computed)


def _says_what_it_said(entry: Entry) -> bool:
    """Return whether the content, if present, fits its commitment."""
    if entry.salt is None or entry.content is None:
        return entry.salt is entry.content
    return commit(entry.salt, entry.content) == entry.commitment
