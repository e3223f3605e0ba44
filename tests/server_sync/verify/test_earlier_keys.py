"""What central signed with a key that it had before holds, and nothing else by it."""

import dataclasses
from collections.abc import Sequence

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from server_sync.central.evidence.daily import root_of_day
from server_sync.central.evidence.own_keys import earlier_keys, store_key
from server_sync.central.ingest.deliver import take_in
from server_sync.protocol.signing import fingerprint, public_bytes, sign_receipt
from server_sync.protocol.wire import Batch, Receipt
from server_sync.verify import frames
from server_sync.verify.case import CASE, EarlierKey
from server_sync.verify.earlier_keys import endorse
from server_sync.verify.roots import Root
from server_sync.verify.seal import encode
from server_sync.verify.verify import verify_case
from tests.server_sync.central.evidence.case_of_alice import (
    CENTRAL,
    RECEIPTS,
    TUESDAY,
    a_monday,
    case_from,
    case_in,
    records,
    signed_anew,
    town,
)
from tests.server_sync.central.world import CENTRAL_KEY, MONDAY, at, delivery

FIRST_KEY = Ed25519PrivateKey.from_private_bytes(b"1" * 32)
SECOND_KEY = Ed25519PrivateKey.from_private_bytes(b"2" * 32)
STRANGER = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
OF_DOOR = "of door-1 (chain 00010203)"
NOT_ENDORSED = (
    "UNKNOWN KEY: central's key {} is not endorsed by the one that followed it"
)
NOT_CENTRALS = "BAD SIGNATURE: the receipt for {} {} is not signed by central's key"


def case_of_three_keys() -> tuple[bytes, Root]:
    """Give a case whose receipts central signed with three keys, and an early root."""
    engine, journal = town(), a_monday()
    with engine.begin() as connection:

        def send_by(key: Ed25519PrivateKey, batch: Batch, received: int) -> None:
            as_it_comes = delivery(connection, received)
            take_in(
                connection,
                batch=batch,
                delivery=dataclasses.replace(as_it_comes, key=key),
            )

        store_key(connection, key=FIRST_KEY, now=at("05:00"))
        send_by(FIRST_KEY, journal.batch(1, 3), at("12:00"))
        store_key(connection, key=SECOND_KEY, now=at("06:00", TUESDAY))
        send_by(SECOND_KEY, journal.batch(4), at("20:00", TUESDAY))
        root = root_of_day(
            connection, day=MONDAY, now=at("21:00", TUESDAY), key=SECOND_KEY
        )
        for _ in range(2):  # the second time does nothing
            store_key(connection, key=CENTRAL_KEY, now=at("22:00", TUESDAY))
        raw = case_from(connection)
    engine.dispose()
    return raw, root


@pytest.fixture(scope="module")
def made() -> tuple[bytes, Root]:
    """Make it once."""
    return case_of_three_keys()


@pytest.fixture(scope="module")
def case(made: tuple[bytes, Root]) -> bytes:
    """Give the file."""
    return made[0]


def with_keys(case: bytes, *keys: EarlierKey) -> tuple[str, ...]:
    """Say what is wrong with a case that names these earlier keys instead."""
    other = replace(case_in(case), earlier_keys=keys)
    return verify_case(signed_anew(case, **{CASE: encode(other)})).faults


def with_receipts(case: bytes, receipts: Sequence[Receipt]) -> tuple[str, ...]:
    """Say what is wrong with a case that has these receipts instead."""
    new = frames.join(msgspec.msgpack.encode(one) for one in receipts)
    return verify_case(signed_anew(case, chains__1__receipts=new)).faults


def receipts_in(case: bytes) -> list[Receipt]:
    """Read the receipts."""
    found = records(case, RECEIPTS)
    return [msgspec.msgpack.decode(one, type=Receipt) for one in found]


def test_receipts_of_keys_that_were_replaced_hold(case: bytes) -> None:
    """A case carries them, with the keys, and is checked by the key of now alone."""
    found = verify_case(case, pinned=CENTRAL)

    assert (found.faults, found.notes) == ((), ())
    assert [one.through_seq for one in receipts_in(case)] == [3, 7, 7]
    assert [
        (one.public_key, one.since, one.until) for one in case_in(case).earlier_keys
    ] == [
        (public_bytes(FIRST_KEY).hex(), 0, at("06:00", TUESDAY)),
        (public_bytes(SECOND_KEY).hex(), at("06:00", TUESDAY), at("22:00", TUESDAY)),
    ]


def test_a_key_signs_nothing_after_it_was_replaced(case: bytes) -> None:
    """Whoever finds an old key can make no receipt of today with it."""
    early, *others = receipts_in(case)
    late = replace(early, server_time_ns=at("07:00", TUESDAY) * 10**9)

    found = with_receipts(case, [sign_receipt(late, FIRST_KEY), *others])

    assert found == (NOT_CENTRALS.format(3, OF_DOOR),)


def test_a_stranger_is_not_among_the_earlier_keys(case: bytes) -> None:
    """Nobody else's receipt holds, whenever it says it was made."""
    early, *others = receipts_in(case)

    found = with_receipts(case, [sign_receipt(early, STRANGER), *others])

    assert found == (NOT_CENTRALS.format(3, OF_DOOR),)


def test_a_key_that_was_not_endorsed_is_not_believed(case: bytes) -> None:
    """Nor is any key before it, however well that one was endorsed."""
    first, second = case_in(case).earlier_keys
    forged = endorse(
        public_bytes(SECOND_KEY), STRANGER, since=second.since, until=second.until
    )

    assert with_keys(case, first, forged) == (
        NOT_ENDORSED.format(fingerprint(public_bytes(SECOND_KEY))),
        NOT_CENTRALS.format(3, OF_DOOR),
        NOT_CENTRALS.format(7, OF_DOOR),
    )


@pytest.mark.parametrize("change", ["since", "until", "public_key", "endorsement"])
def test_nothing_said_of_an_earlier_key_can_be_changed(
    case: bytes, change: str
) -> None:
    """Not its time, and not whose it is."""
    first, second = case_in(case).earlier_keys
    other = {
        "since": 1,
        "until": first.until + 1,
        "public_key": public_bytes(STRANGER).hex(),
        "endorsement": second.endorsement,
    }[change]

    found = with_keys(case, replace(first, **{change: other}), second)

    assert found[0].startswith("UNKNOWN KEY: central's key ")
    assert NOT_CENTRALS.format(3, OF_DOOR) in found


def test_times_of_keys_leave_no_gap(case: bytes) -> None:
    """One key follows the other; a hole between them could hide a third."""
    first, second = case_in(case).earlier_keys
    short = endorse(
        public_bytes(FIRST_KEY), SECOND_KEY, since=0, until=first.until - 3600
    )

    assert with_keys(case, short, second)[0].startswith("UNKNOWN KEY: central's key ")
    assert with_keys(case, second)[0] == NOT_CENTRALS.format(3, OF_DOOR)


def test_a_root_deposited_under_an_earlier_key_holds(made: tuple[bytes, Root]) -> None:
    """It is central's all the same; one by a stranger is not."""
    case, root = made
    strange = replace(root, central_key=public_bytes(STRANGER).hex())

    assert verify_case(case, pinned=CENTRAL, deposited=root).faults == ()
    assert verify_case(case, pinned=CENTRAL, deposited=strange).faults == (
        "UNKNOWN KEY: another central made the root that was deposited",
    )


def test_a_key_that_came_back_is_kept_as_a_key_of_its_own() -> None:
    """A key put back from a copy follows the one that was in use meanwhile."""
    engine = town()
    with engine.begin() as connection:
        for hour, key in enumerate((FIRST_KEY, SECOND_KEY, FIRST_KEY)):
            store_key(connection, key=key, now=hour)
        kept = earlier_keys(connection)
    engine.dispose()

    assert [(one.public_key, one.since, one.until) for one in kept] == [
        (public_bytes(FIRST_KEY).hex(), 0, 1),
        (public_bytes(SECOND_KEY).hex(), 1, 2),
    ]
