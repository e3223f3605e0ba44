"""A tree of hashes over the heads of a day (RFC 6962, section 2.1). Pure.

With the root one can check later that a head was among them.
"""

import hashlib
from collections.abc import Sequence

LEAF, NODE = b"\x00", b"\x01"


def leaf_hash(raw: bytes) -> bytes:
    """Return the hash of one leaf."""
    return hashlib.sha256(LEAF + raw).digest()


class Tree:
    """The tree over leaf hashes in their order; each node is computed once."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self._leaves = leaves
        self._nodes: dict[tuple[int, int], bytes] = {}

    @property
    def root(self) -> bytes:
        """The root; of no leaves it is the hash of nothing."""
        if not self._leaves:
            return hashlib.sha256(b"").digest()
        return self._over(0, len(self._leaves))

    def path_to(self, at: int) -> list[bytes]:
        """Return the hashes on the path from a leaf to the root."""
        path: list[bytes] = []
        first, behind = 0, len(self._leaves)
        while behind - first > 1:
            half = first + _half(behind - first)
            if at < half:
                path.append(self._over(half, behind))
                behind = half
            else:
                path.append(self._over(first, half))
                first = half
        return path[::-1]

    def _over(self, first: int, behind: int) -> bytes:
        if behind - first == 1:
            return self._leaves[first]
        found = self._nodes.get((first, behind))
        if found is None:
            half = first + _half(behind - first)
            found = _node(self._over(first, half), self._over(half, behind))
            self._nodes[first, behind] = found
        return found


def root_by(leaf: bytes, path: Sequence[bytes], *, at: int, leaves: int) -> bytes:
    """Return the root that this path from a leaf leads to.

    Raises:
        ValueError: a path from that place has another length.
    """
    if leaves <= 1:
        if path or at:
            raise ValueError("the way up is too long")
        return leaf
    if not path or not 0 <= at < leaves:
        raise ValueError("the way up is too short")
    half = _half(leaves)
    if at < half:
        below = root_by(leaf, path[:-1], at=at, leaves=half)
        return _node(below, path[-1])
    below = root_by(leaf, path[:-1], at=at - half, leaves=leaves - half)
    return _node(path[-1], below)


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE + left + right).digest()


def _half(leaves: int) -> int:
    """Return the largest smaller power of two."""
    return 1 << ((leaves - 1).bit_length() - 1)
