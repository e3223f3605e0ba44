"""A day's root: one hash over all heads that central got that day, signed.

Deposited with somebody else, it keeps central itself from changing its records later:
the heads in an evidence file must lie under the roots that were deposited.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

import msgspec

from kiosk.journal.contents import Head, framed, head_bytes
from server_sync.errors import BadKey, BadSignature
from server_sync.protocol.signing import PrivateKey, sign_statement, verify_statement
from server_sync.verify.case import Case, Part, root_name
from server_sync.verify.earlier_keys import CentralKeys
from server_sync.verify.errors import NotEvidence
from server_sync.verify.findings import Found
from server_sync.verify.merkle import leaf_hash, root_by
from server_sync.verify.seal import encode

TAG = b"moedt root 1"
NOT_YET_SIGNED = ""


class Root(Part, frozen=True, kw_only=True):
    """The root over the heads of one day by UTC; a file of its own to deposit."""

    format: Literal[1]
    day: date
    heads: int
    root: str
    incarnation: str
    central_key: str
    signature: str


class Place(Part, frozen=True, kw_only=True):
    """Where a head lies under a day's root; `leaf` is its hash."""

    leaf: str
    at: int
    path: tuple[str, ...]


class Roots(Part, frozen=True, kw_only=True):
    """A day's root, and the places of those of its heads that this case has."""

    root: Root
    places: tuple[Place, ...]


def leaf_of(head: Head) -> bytes:
    """Return a head's leaf: over all its fields and its signature."""
    return leaf_hash(framed(head_bytes(head), head.signature))


def sign_root(root: Root, key: PrivateKey) -> Root:
    """Return the root, signed by central; its earlier signature is ignored."""
    signature = sign_statement(TAG, _signed_bytes(root), key)
    return msgspec.structs.replace(root, signature=signature.hex())


def read_root(raw: bytes, *, pinned: bytes | None = None) -> Root:
    """Read a deposited root, and verify central's signature.

    Raises:
        NotEvidence: it is no such file, was changed, or is another central's.
    """
    try:
        root = msgspec.json.decode(raw, type=Root)
        # Capitals would be the same signature, and another file.
        plain = bytes.fromhex(root.signature).hex()
        is_same = encode(msgspec.structs.replace(root, signature=plain)) == raw
    except (ValueError, RecursionError) as error:
        raise NotEvidence(
            "this is neither an evidence file nor a day's root"
        ) from error
    if not is_same:
        raise NotEvidence("ALTERED: the day's root is not written as central wrote it")
    if pinned is not None and root.central_key != pinned.hex():
        raise NotEvidence("UNKNOWN KEY: another central made this root")
    if not is_signed(root):
        raise NotEvidence("BAD SIGNATURE: the root is not what this central signed")
    return root


def is_signed(root: Root) -> bool:
    """Return whether the key that the root names signed it."""
    try:
        public, signature = (
            bytes.fromhex(root.central_key),
            bytes.fromhex(root.signature),
        )
        verify_statement(TAG, _signed_bytes(root), signature, public)
    except (BadSignature, BadKey, ValueError):
        return False
    return True


def hold_roots(
    case: Case, members: Mapping[str, bytes], heads: Sequence[Head], found: Found
) -> None:
    """Check that each place in the file leads to the root of its day."""
    leaves = {leaf_of(head).hex() for head in heads}
    for day in case.roots:
        try:
            roots = msgspec.json.decode(members.get(root_name(day), b""), type=Roots)
            whole = all(_leads_up(place, roots.root, leaves) for place in roots.places)
        except (ValueError, RecursionError):
            whole, roots = False, None
        if not whole or roots is None or not _is_ours(roots.root, day, case):
            found.fault(f"ALTERED: the heads are not those under the root of {day}")


def hold_deposited(
    deposited: Root, members: Mapping[str, bytes], central: CentralKeys, found: Found
) -> None:
    """Check that the case has exactly the deposited root, signed by central."""
    day = deposited.day
    if not central.has(deposited.central_key):
        found.fault("UNKNOWN KEY: another central made the root that was deposited")
    try:
        roots = msgspec.json.decode(members.get(root_name(day), b""), type=Roots)
    except (ValueError, RecursionError):
        found.fault(f"NOT COVERED: the case has no root of {day}")
        return
    if (roots.root.root, roots.root.heads) != (deposited.root, deposited.heads):
        found.fault(f"ROOT CONTRADICTS: another root of {day} was deposited")


def _is_ours(root: Root, day: date, case: Case) -> bool:
    named = (root.day, root.central_key) == (day, case.central_key)
    return named and is_signed(root)


def _leads_up(place: Place, root: Root, leaves: set[str]) -> bool:
    path = [bytes.fromhex(digest) for digest in place.path]
    leaf = bytes.fromhex(place.leaf)
    reached = root_by(leaf, path, at=place.at, leaves=root.heads)
    return place.leaf in leaves and reached.hex() == root.root


def _signed_bytes(root: Root) -> bytes:
    return encode(msgspec.structs.replace(root, signature=NOT_YET_SIGNED))
