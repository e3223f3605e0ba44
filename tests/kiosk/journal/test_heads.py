"""The terminal signs how far its chain came, and keeps that until central has it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.journal.chain import Journal
from kiosk.journal.contents import Head, Heartbeat, Stop, head_bytes
from kiosk.journal.heads import signer
from server_sync.protocol.keys import new_key
from tests.builders import A_UID, make_moment
from tests.kiosk.journal.journals import append_some
from tests.kiosk.terminals import DEVICE, TWO_PEOPLE, Terminal, make_terminal

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
ALL = 10**9


@pytest.fixture
def signing(tmp_path: Path) -> Iterator[Terminal]:
    """A terminal with a key."""
    made = make_terminal(tmp_path, roster=TWO_PEOPLE, find_signer=lambda: KEY.sign)
    yield made
    made.journal.close()


def assert_signed(head: Head) -> None:
    """Check that the key said just this."""
    KEY.public_key().verify(head.signature, head_bytes(head))


def test_every_heartbeat_and_the_stop_are_signed(signing: Terminal) -> None:
    """A cut shows although nothing was uploaded; no tap waits for a signature."""
    signing.run(400)
    signing.tap(A_UID)
    signing.run(700)
    signing.loop.stop("told to stop")

    entries = signing.journal.after(0, 1000)
    ends = [one for one in entries if one.kind in {"heartbeat", "stop"}]
    before_stop = ends[-2].seq  # the last heartbeat is covered by the stop's head
    heads = signing.journal.heads_before(ALL, 1000)
    expected = [(one.seq, one.hash) for one in ends if one.seq != before_stop]
    assert [(head.seq, head.hash) for head in heads] == expected
    assert [head.head_no for head in heads] == list(range(1, len(heads) + 1))
    assert len(heads) >= 4
    for head in heads:
        assert_signed(head)
    assert (heads[-1].device, heads[-1].chain) == (DEVICE, signing.journal.chain)


def test_a_terminal_without_a_key_keeps_its_journal_all_the_same(
    tmp_path: Path,
) -> None:
    """Enrolment may come later; nothing waits for it."""
    terminal = make_terminal(tmp_path, roster=TWO_PEOPLE)
    terminal.run(700)
    terminal.loop.stop("told to stop")

    told = terminal.own_contents()
    assert isinstance(told[-1], Stop)
    assert any(isinstance(one, Heartbeat) for one in told)
    assert terminal.journal.heads_before(ALL, 10) == []
    terminal.journal.close()


def test_numbers_go_on_over_restarts_and_deliveries(tmp_path: Path) -> None:
    """No two heads ever have the same number, also when none is kept any more."""
    path, moment = tmp_path / "journal.db", make_moment()
    numbers = []
    for _ in range(3):
        with closing(Journal.open(path, device=DEVICE)) as journal:
            (entry,) = append_some(journal, 1)
            head = journal.add_head(
                seq=entry.seq, hash=entry.hash, moment=moment, sign=KEY.sign
            )
            numbers.append(head.head_no)
            journal.forget_heads([head.head_no])
            assert journal.heads_before(ALL, 10) == []

    assert numbers == [1, 2, 3]


def test_saying_the_same_again_is_one_head_and_not_two(tmp_path: Path) -> None:
    """A week of failed uploads fills no disk; another key says it for itself."""
    moment = make_moment()
    with closing(Journal.open(tmp_path / "journal.db", device=DEVICE)) as journal:
        (entry,) = append_some(journal, 1)
        said = [
            journal.add_head(
                seq=entry.seq, hash=entry.hash, moment=moment, sign=key.sign
            )
            for key in (KEY, KEY, OTHER)
        ]

        assert [head.head_no for head in said] == [1, 1, 2]
        assert journal.heads_before(2, 10) == said[:1]


def test_a_head_that_was_changed_is_not_signed(signing: Terminal) -> None:
    """Each thing that a head says is under its signature."""
    signing.run(400)
    (head, *_) = signing.journal.heads_before(ALL, 1)
    changes: list[dict[str, object]] = [
        {"device": "door-2"},
        {"chain": b"x" * 16},
        {"seq": head.seq + 1},
        {"hash": bytes(32)},
        {"head_no": head.head_no + 1},
        {"wall_ns": 0},
        {"boot_ns": 0},
        {"boot_id": b"x" * 16},
    ]

    for change in changes:
        with pytest.raises(InvalidSignature):
            assert_signed(msgspec.structs.replace(head, **change))


def test_the_key_is_the_one_that_the_uplink_made(tmp_path: Path) -> None:
    """Both processes of a terminal speak with one voice; no key signs nothing."""
    path = tmp_path / "device.key"
    assert signer(path) is None
    key = new_key(path)

    sign = signer(path)

    assert sign is not None
    assert sign(b"anything") == key.sign(b"anything")
    path.write_bytes(b"no key")
    assert signer(path) is None
