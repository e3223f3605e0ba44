"""Check an evidence file: central's signature, and whether its witnesses agree.

Each part is checked separately, so that a file that central changed and signed anew
is still compared with what the terminals signed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from kiosk.journal.contents import Entry
from server_sync.protocol.keys import fingerprint
from server_sync.verify import case as parts
from server_sync.verify import container
from server_sync.verify.case import Case, Chain, Fact, PromptNote, Session, Terminal
from server_sync.verify.claims import hold_facts
from server_sync.verify.earlier_keys import CentralKeys, vouched_for
from server_sync.verify.errors import NotEvidence
from server_sync.verify.findings import Found, span
from server_sync.verify.roots import Root, hold_deposited, hold_roots
from server_sync.verify.seal import broken_seals
from server_sync.verify.stamps import Authority, hold_stamps
from server_sync.verify.walk import walk
from server_sync.verify.witnesses import by_device, hear_central, hear_terminal

Members = Mapping[str, bytes]
HEX_PUBLIC_KEY = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The result of a check.

    Attributes:
        events: how many entries the file holds.
        faults: why it is not valid; empty if it is valid.
        notes: what a reader should know.
        case: whose evidence it is, or None where that cannot be read.
    """

    events: int
    faults: tuple[str, ...]
    notes: tuple[str, ...]
    case: Case | None


def verify_case(
    raw: bytes,
    *,
    pinned: bytes | None = None,
    deposited: Root | None = None,
    authority: Authority | None = None,
) -> Verdict:
    """Check a whole file.

    Args:
        raw: the file.
        pinned: central's public key as somebody else told it; None takes the file's
            own word, and its fingerprint must be compared by a person.
        deposited: the root of a day as somebody else has kept it.
        authority: whose stamps on the roots must hold; None takes the file's own word
            of who it is.

    Raises:
        NotEvidence: no member of an evidence file can be found in it.
    """
    members = container.unpack(raw)
    if not members.keys() & {parts.CASE, parts.MANIFEST, parts.FACTS}:
        raise NotEvidence("this is not an evidence file, or nothing of it is left")
    found = Found()
    case = _read(members, parts.CASE, Case, found)
    central = pinned or (bytes.fromhex(case.central_key) if case else bytes(32))
    if case and pinned and case.central_key != pinned.hex():
        other = fingerprint(bytes.fromhex(case.central_key))
        found.fault(f"UNKNOWN KEY: another central made this file ({other})")
    earlier = case.earlier_keys if case else ()
    keys = vouched_for(earlier, now=central, found=found)
    events = _chains(case, members, keys, found) if case else 0
    if case:
        hold_stamps(case, members, found, trusted=authority)
    if deposited is not None:
        hold_deposited(deposited, members, keys, found)
    _read(members, parts.SESSIONS, list[Session], found)
    if parts.PROMPTS in members:
        _read(members, parts.PROMPTS, list[PromptNote], found)
    found.add(broken_seals(raw, members, central))
    return Verdict(
        events=events, faults=tuple(found.faults), notes=tuple(found.notes), case=case
    )


def _chains(case: Case, members: Members, keys: CentralKeys, found: Found) -> int:
    terminals = by_device(case.terminals)
    entries: dict[str, Entry] = {}
    heads = []
    for chain in case.chains:
        terminal = terminals.get(chain.device)
        way = walk(chain, members.get(parts.entries_name(chain.no), b""), found)
        signed = members.get(parts.heads_name(chain.no), b"")
        heads += hear_terminal(way, signed, terminal)
        hear_central(way, members.get(parts.receipts_name(chain.no), b""), keys)
        _note_conflicts(chain, terminal, found)
        entries |= {
            f"{chain.device}/{chain.chain}/{seq}": entry
            for seq, entry in way.entries.items()
        }
    hold_facts(_read(members, parts.FACTS, list[Fact], found) or [], entries, found)
    hold_roots(case, members, heads, found)
    return len(entries)


def _note_conflicts(chain: Chain, terminal: Terminal | None, found: Found) -> None:
    """Note the conflicts and revocations that central itself reports."""
    for conflict in chain.conflicts:
        looked = (
            f"resolved by {conflict.resolved_by}"
            if conflict.resolved_by
            else "not resolved"
        )
        found.note(
            f"two different events came as {conflict.seq} of {chain.device}"
            f" ({conflict.reason}); {looked}"
        )
    revoked = terminal.revoked if terminal else None
    if revoked is None or revoked.from_seq is None or revoked.chain != chain.chain:
        return
    if revoked.from_seq <= chain.last:
        after = span([max(chain.first, revoked.from_seq), chain.last])
        found.note(
            f"{revoked.by} revoked the key of {chain.device}; events {after} count"
            " for nothing"
        )


def _read(members: Members, name: str, kind: Any, found: Found) -> Any:
    """Read a member strictly; None where it cannot be read."""
    try:
        value = msgspec.json.decode(members.get(name, b""), type=kind)
        if isinstance(value, Case):
            _check_hex(value)
    except (ValueError, RecursionError):
        state = "cannot be read" if name in members else "is not there"
        found.fault(f"ALTERED: {name} {state}")
        return None
    return value


def _check_hex(case: Case) -> None:
    """Check that all hexadecimal fields can be decoded."""
    keys = [key.public_key for terminal in case.terminals for key in terminal.keys]
    keys += [key.public_key for key in case.earlier_keys]
    for key in (case.central_key, *keys):
        if len(bytes.fromhex(key)) != HEX_PUBLIC_KEY // 2:
            raise ValueError("a public key has 32 bytes")
    for chain in case.chains:
        hashes = [entry.hash for entry in chain.put_aside if entry.hash is not None]
        for digits in (chain.chain, chain.before, *hashes):
            bytes.fromhex(digits)
