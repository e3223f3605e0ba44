"""Central itself, with its own signature on it, cannot change what a chain says."""

from collections.abc import Callable

import msgspec
import pytest

from kiosk.journal.contents import Entry, commit
from server_sync.verify import frames
from server_sync.verify.seal import encode
from server_sync.verify.verify import Verdict, verify_case
from tests.server_sync.central.evidence.case_of_alice import (
    ENTRIES,
    HEADS,
    case_in,
    records,
    signed_anew,
    whole_case,
)

OF_DOOR = "of door-1 (chain 00010203)"
Change = Callable[[list[bytes]], list[bytes]]


def verdict_on_entries(change: Change) -> Verdict:
    """Have central sign a file with other entries; only witnesses can tell."""
    raw = whole_case()
    entries = frames.join(change(records(raw, ENTRIES)))
    return verify_case(signed_anew(raw, chains__1__entries=entries))


def entry_at(place: int, /, **values: object) -> Change:
    """Give an entry other values."""

    def change(old: list[bytes]) -> list[bytes]:
        entry = msgspec.msgpack.decode(old[place - 1], type=Entry)
        old[place - 1] = msgspec.msgpack.encode(
            msgspec.structs.replace(entry, **values)
        )
        return old

    return change


SALT = b"s" * 16
OTHER_TAP = b'{"uid":"11223344"}'


CHANGES: dict[str, Change] = {
    "when": entry_at(2, wall_ns=0),
    "kind": entry_at(2, kind="void"),
    "clock": entry_at(2, clock="unsynced"),
    "hash": entry_at(2, hash=bytes(32)),
    "commitment": entry_at(2, commitment=bytes(32)),
    "content": entry_at(2, content=OTHER_TAP),
    "salt": entry_at(2, salt=SALT),
    "half erased": entry_at(2, content=None),
    "committed anew": entry_at(
        2, salt=SALT, content=OTHER_TAP, commitment=commit(SALT, OTHER_TAP)
    ),
    "no message": lambda old: [old[0], b"\xc1", *old[2:]],
    "no entry": lambda old: [old[0], msgspec.msgpack.encode([2, "tap"]), *old[2:]],
    "too high": entry_at(2, seq=9),
    "too low": entry_at(2, seq=1),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_central_itself_cannot_change_an_event(change: Change) -> None:
    """With central's own signature on the change, the terminal's still tells."""
    found = verdict_on_entries(change).faults

    assert found[0] == f"ALTERED at event 2 {OF_DOOR}"
    assert not [words for words in found if "central signed" in words]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda old: [*old[:2], *old[4:]], "MISSING 3 to 4"),
        (lambda old: [*old[:2], *old[3:]], "MISSING 3"),
        (lambda old: old[1:], "MISSING 1"),
        (lambda old: old[:5] + old[6:], "MISSING 6"),
        (lambda old: old[:-2], "CUT OFF: the terminal signed 7, file ends at 5"),
        (lambda _: [], "CUT OFF: the terminal signed 7, file ends at 0"),
        (lambda old: [*old, old[-1]], "ADDED: events behind 7"),
        (lambda old: [old[1], old[0], *old[2:]], "ALTERED at event 1"),
    ],
)
def test_central_itself_cannot_leave_an_event_out(change: Change, words: str) -> None:
    """A gap, a cut and a swap are each called what they are."""
    assert f"{words} {OF_DOOR}" in verdict_on_entries(change).faults


def test_a_cut_that_central_signed_is_told_by_its_own_receipts() -> None:
    """Even with the heads cut too, what was receipted at the time is a witness."""
    raw = whole_case()
    case = case_in(raw)
    (chain,) = case.chains
    shorter = msgspec.structs.replace(
        case, chains=(msgspec.structs.replace(chain, last=3),), roots=()
    )
    cut = signed_anew(
        raw,
        **{"case.json": encode(shorter)},
        chains__1__entries=frames.join(records(raw, ENTRIES)[:3]),
        chains__1__heads=frames.join(records(raw, HEADS)[:1]),
    )

    found = verify_case(cut).faults

    assert found[0] == f"CUT OFF: central receipted 7, file ends at 3 {OF_DOOR}"
