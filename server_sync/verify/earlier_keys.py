"""Central's earlier keys: what they signed while they were in use is valid.

Whoever checks a case knows one key, the one that central has now. Each key endorses
the one before it, with the time in which that was in use, so that the one leads back
to them all. A key that got into other hands afterwards signs nothing that counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from server_sync.errors import BadKey, BadSignature
from server_sync.protocol.keys import fingerprint
from server_sync.protocol.signing import (
    PrivateKey,
    sign_statement,
    verify_receipt,
    verify_statement,
)
from server_sync.protocol.wire import Receipt
from server_sync.verify.case import EarlierKey
from server_sync.verify.findings import Found
from server_sync.verify.seal import encode

TAG = b"moedt central key 1"
NS = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class CentralKeys:
    """Central's current key, and the earlier keys that it vouches for."""

    now: bytes
    earlier: Sequence[EarlierKey] = ()

    def has(self, public_key: str) -> bool:
        """Return whether this is a current or earlier key."""
        known = [self.now.hex(), *(key.public_key for key in self.earlier)]
        return public_key in known

    def signed(self, receipt: Receipt) -> bool:
        """Return whether this is signed with a key that was in use at that time."""
        at = receipt.server_time_ns // NS
        then = [key for key in self.earlier if key.since <= at <= key.until]
        keys = (self.now, *(bytes.fromhex(key.public_key) for key in then))
        return any(_is_by(receipt, key) for key in keys)


def endorse(public: bytes, key: PrivateKey, *, since: int, until: int) -> EarlierKey:
    """Sign an endorsement of the previous key with the current one.

    Args:
        public: the previous key.
        key: the current private key.
        since: when the previous key came into use.
        until: when it was replaced.
    """
    earlier = EarlierKey(
        public_key=public.hex(), since=since, until=until, endorsement=""
    )
    signature = sign_statement(TAG, _signed_bytes(earlier), key)
    return replace(earlier, endorsement=signature.hex())


def vouched_for(
    earlier: Sequence[EarlierKey], *, now: bytes, found: Found
) -> CentralKeys:
    """Return the earlier keys, back to the first that is not endorsed.

    Args:
        earlier: the oldest first, as the case names them.
        now: the current key, which is trusted.
        found: gets the first key that is not endorsed; it and earlier ones are ignored.
    """
    by, until = now, None
    for place, earlier_key in reversed(list(enumerate(earlier))):
        follows = until in {None, earlier_key.until}
        if not follows or not _is_endorsed(earlier_key, by=by):
            found.fault(
                f"UNKNOWN KEY: central's key {shown(earlier_key)} is not endorsed by"
                " the one that followed it"
            )
            return CentralKeys(now=now, earlier=tuple(earlier[place + 1 :]))
        by, until = bytes.fromhex(earlier_key.public_key), earlier_key.since
    return CentralKeys(now=now, earlier=tuple(earlier))


def shown(earlier_key: EarlierKey) -> str:
    """Shorten it to what two people can compare."""
    return fingerprint(bytes.fromhex(earlier_key.public_key))


def _is_endorsed(earlier_key: EarlierKey, *, by: bytes) -> bool:
    try:
        verify_statement(
            TAG, _signed_bytes(earlier_key), bytes.fromhex(earlier_key.endorsement), by
        )
    except (BadSignature, BadKey, ValueError):
        return False
    return True


def _is_by(receipt: Receipt, key: bytes) -> bool:
    try:
        verify_receipt(receipt, key)
    except (BadSignature, BadKey):
        return False
    return True


def _signed_bytes(earlier_key: EarlierKey) -> bytes:
    return encode(replace(earlier_key, endorsement=""))
