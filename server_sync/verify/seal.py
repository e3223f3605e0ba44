"""Sign a case as a whole, and check that signature."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from server_sync.errors import BadKey, BadSignature
from server_sync.protocol.signing import PrivateKey, sign_statement, verify_statement
from server_sync.verify import container
from server_sync.verify.case import FORMAT, MANIFEST, SIGNATURE, TAG, Manifest


def encode(value: Any) -> bytes:
    """Encode a part as readable JSON; the same part gives the same bytes."""
    return msgspec.json.format(msgspec.json.encode(value, order="sorted"), indent=1)


def seal(members: Mapping[str, bytes], key: PrivateKey) -> bytes:
    """Return the file: the members, their manifest, and its signature."""
    manifest = encode(Manifest(format=FORMAT, members=_digests(members)))
    signature = sign_statement(TAG, manifest, key)
    return container.pack({**members, MANIFEST: manifest, SIGNATURE: signature})


def broken_seals(
    raw: bytes, members: Mapping[str, bytes], central: bytes
) -> Iterator[str]:
    """Return a sentence for each change since central signed the file.

    Args:
        raw: the whole file.
        members: as they could be read out of it.
        central: the public key that must have signed.
    """
    manifest_raw = members.get(MANIFEST, b"")
    try:
        signature = members.get(SIGNATURE, b"")
        verify_statement(TAG, manifest_raw, signature, central)
    except (BadSignature, BadKey):
        yield "BAD SIGNATURE: the manifest is not what this central signed"
    try:
        listed = msgspec.json.decode(manifest_raw, type=Manifest).members
    except (ValueError, RecursionError):
        yield "ALTERED: the manifest cannot be read"
        return
    found = _digests(members)
    for name in sorted(listed.keys() - found.keys()):
        yield f"MISSING: {name}"
    for name in sorted(found.keys() - listed.keys()):
        yield f"ADDED: {_shown(name)} is not in the manifest"
    for name in sorted(found.keys() & listed.keys()):
        if found[name] != listed[name]:
            yield f"ALTERED: {name} is not what central signed"
    if not container.is_as_packed(raw, members):
        yield "ALTERED: the file around the members is not as central wrote it"


def _digests(members: Mapping[str, bytes]) -> dict[str, str]:
    return {
        name: hashlib.sha256(raw).hexdigest()
        for name, raw in sorted(members.items())
        if name not in {MANIFEST, SIGNATURE}
    }


def _shown(name: str) -> str:
    return name.encode("ascii", "backslashreplace").decode("ascii")[:80]
