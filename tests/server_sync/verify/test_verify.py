"""What was changed in an evidence file, and by whom, shows when it is checked."""

import hashlib

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.journal.contents import Entry
from server_sync.protocol.signing import public_bytes
from server_sync.verify import container
from server_sync.verify.case import FACTS, MANIFEST, SIGNATURE
from server_sync.verify.errors import NotEvidence
from server_sync.verify.seal import encode, seal
from server_sync.verify.verify import Verdict, verify_case
from tests.server_sync.central.evidence.case_of_alice import (
    CENTRAL,
    ENTRIES,
    case_in,
    changed,
    records,
    signed_anew,
    whole_case,
)
from tests.server_sync.central.world import CARDS

STRANGER = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
OF_DOOR = "of door-1 (chain 00010203)"


def test_a_whole_file_holds() -> None:
    """Nothing is wrong with what central made, and every event is counted."""
    assert verify_case(whole_case(), pinned=CENTRAL) == Verdict(
        events=7, faults=(), notes=(), case=case_in(whole_case())
    )


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_one_changed_bit_anywhere_is_noticed(data: st.DataObject) -> None:
    """Also in names, dates and lengths of the zip around the members."""
    raw = bytearray(whole_case())
    at = data.draw(st.integers(0, len(raw) - 1), label="byte")
    raw[at] ^= 1 << data.draw(st.integers(0, 7), label="bit")

    assert is_refused(bytes(raw))


def test_one_changed_bit_in_each_place_of_the_zip_is_noticed() -> None:
    """Every byte that is no member's own: headers, names, the directory at the end."""
    raw = whole_case()
    inside: set[int] = set()
    for member in container.unpack(raw).values():
        at = raw.index(member)
        inside |= set(range(at, at + len(member)))
    around = [at for at in range(len(raw)) if at not in inside]

    def is_noticed(changed: bytes) -> bool:
        return not container.is_as_packed(changed, container.unpack(changed))

    unnoticed = [at for at in around if not is_noticed(flipped(raw, at, at % 8))]

    assert len(around) > 500
    assert unnoticed == []
    assert all(is_refused(flipped(raw, at, 0)) for at in around[::20])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
@example(0)
@example(1)
def test_a_file_that_ends_early_or_goes_on_is_noticed(size: int) -> None:
    """A download that broke off, and one with something behind it, do not hold."""
    raw = whole_case()

    assert is_refused(raw[:size])
    assert is_refused(raw + bytes(size + 1))


def is_refused(raw: bytes) -> bool:
    """Say whether a file does not hold."""
    try:
        return bool(verify_case(raw).faults)
    except NotEvidence:
        return True


def flipped(raw: bytes, at: int, bit: int) -> bytes:
    """Change one bit."""
    new = bytearray(raw)
    new[at] ^= 1 << bit
    return bytes(new)


def test_a_flipped_bit_in_an_event_names_that_event() -> None:
    """Whoever looks is told where, not only that something is wrong."""
    raw = whole_case()
    third = records(raw, ENTRIES)[2]

    found = verify_case(flipped(raw, raw.index(third) + 20, 0)).faults

    assert found[0] == f"ALTERED at event 3 {OF_DOOR}"
    assert "ALTERED: chains/1/entries is not what central signed" in found


def test_another_central_is_not_this_one() -> None:
    """A file that a forger signed throughout shows when the key is known."""
    other = public_bytes(STRANGER)

    assert verify_case(whole_case(), pinned=other).faults[0].startswith("UNKNOWN KEY")


def test_a_terminal_whose_key_nobody_approved_is_not_believed() -> None:
    """Central cannot put a key of its own beside a terminal's without a name on it."""
    raw = whole_case()
    case = case_in(raw)
    (terminal,) = case.terminals
    nobody = msgspec.structs.replace(
        case, terminals=(msgspec.structs.replace(terminal, keys=()),)
    )

    found = verify_case(signed_anew(raw, **{"case.json": encode(nobody)})).faults

    assert found[0] == f"UNKNOWN KEY: nobody approved a key {OF_DOOR}"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b'"Mette",\n  "key": "door-1', b'"Ida",\n  "key": "door-1', "CONTRADICTED"),
        (b"0e0f/5", b"0e0f/4", "UNFOUNDED"),
    ],
)
def test_a_fact_must_stand_on_its_event(old: bytes, new: bytes, words: str) -> None:
    """What central says that the door told, the door must have told."""
    raw = whole_case()
    facts = container.unpack(raw)[FACTS].replace(old, new)

    (found,) = verify_case(signed_anew(raw, **{FACTS: facts})).faults

    assert found.startswith(words)


def test_a_manifest_that_somebody_else_signed_is_refused() -> None:
    """Without central's key nobody can seal a file again."""
    members = dict(container.unpack(whole_case()))
    del members[MANIFEST], members[SIGNATURE]
    members[FACTS] = members[FACTS].replace(b"doctor", b"parked")

    found = verify_case(seal(members, STRANGER)).faults

    assert found == ("BAD SIGNATURE: the manifest is not what this central signed",)


def test_each_byte_of_the_signature_counts() -> None:
    """Also where all else is as it was."""
    raw = whole_case()
    begin = raw.index(container.unpack(raw)[SIGNATURE])

    assert all(
        "BAD SIGNATURE" in verify_case(flipped(raw, begin + at, at % 8)).faults[0]
        for at in range(64)
    )


@pytest.mark.parametrize("member", ["sessions.json", "README.txt", "facts.json"])
def test_words_that_were_changed_are_told(member: str) -> None:
    """Also what only people read is as central signed it."""
    raw = whole_case()
    other = container.unpack(raw)[member].replace(b"Alice", b"Alise") + b"\n"

    found = verify_case(changed(raw, **{member: other})).faults

    assert found == (f"ALTERED: {member} is not what central signed",)


def test_a_member_added_or_left_out_is_told() -> None:
    """The file holds what central put in, no more and no less."""
    raw = whole_case()
    members = container.unpack(raw)
    added = container.pack({**members, "more.txt": b"?"})
    del members["README.txt"]

    assert verify_case(added).faults == ("ADDED: more.txt is not in the manifest",)
    assert verify_case(container.pack(members)).faults == ("MISSING: README.txt",)


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", b"not a zip at all" * 9])
def test_what_is_no_evidence_is_said_to_be_none(raw: bytes) -> None:
    """Another file does not look like a changed one."""
    with pytest.raises(NotEvidence):
        verify_case(raw)


def test_nobody_elses_card_is_in_the_file() -> None:
    """Others' taps are there as places in the chain, and say nothing of whose."""
    raw = whole_case()
    entries = [msgspec.msgpack.decode(one, type=Entry) for one in records(raw, ENTRIES)]

    assert CARDS["alice"].encode() in raw
    for theirs in (CARDS["bob"].encode(), b"deadbeef", b"Bob forgot"):
        assert theirs not in raw
    assert [one.seq for one in entries if one.content is None] == [3, 4, 6]
    assert [one.seq for one in entries if one.salt is None] == [3, 4, 6]


def test_the_same_facts_give_the_same_file() -> None:
    """The digest of a file can be written down and compared."""
    raw = whole_case()

    again = signed_anew(raw)

    assert hashlib.sha256(again).digest() == hashlib.sha256(raw).digest()
