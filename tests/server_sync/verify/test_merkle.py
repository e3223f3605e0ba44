"""The tree over a day's heads, and the way from a head up to its root."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server_sync.verify.merkle import Tree, leaf_hash, root_by

# RFC 6962 has no vectors; these are the ones that its implementations share.
KNOWN = (
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
)


@pytest.mark.parametrize(
    ("leaves", "root"),
    [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        (7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
        (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
    ],
)
def test_roots_are_those_that_others_compute(leaves: int, root: str) -> None:
    """Anybody's implementation of RFC 6962 gives the same root."""
    assert Tree([leaf_hash(one) for one in KNOWN[:leaves]]).root.hex() == root


@given(st.lists(st.binary(max_size=3), min_size=1, max_size=40), st.data())
def test_every_leaf_leads_to_the_root_and_no_other_does(
    raws: list[bytes], data: st.DataObject
) -> None:
    """A head that was not there has no way up."""
    leaves = [leaf_hash(raw) for raw in raws]
    tree = Tree(leaves)
    at = data.draw(st.integers(0, len(leaves) - 1))
    path = tree.path_to(at)

    assert root_by(leaves[at], path, at=at, leaves=len(leaves)) == tree.root
    other = leaf_hash(b"never there")
    assert root_by(other, path, at=at, leaves=len(leaves)) != tree.root


@pytest.mark.parametrize(("steps", "at", "leaves"), [(1, 0, 1), (0, 0, 2), (1, 2, 2)])
def test_a_way_of_another_length_is_refused(steps: int, at: int, leaves: int) -> None:
    """Nobody can take a node for a leaf."""
    with pytest.raises(ValueError, match="too"):
        root_by(bytes(32), [bytes(32)] * steps, at=at, leaves=leaves)
