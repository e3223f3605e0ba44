"""Roots that an authority outside stamps, so that nobody need take central's word."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from kiosk.errors import BadSettings
from server_sync.central.db import tables
from server_sync.central.errors import StampFailed
from server_sync.central.evidence.stamping import Ask, authority_in, stamp_next
from server_sync.central.evidence.transport import ask_authority
from server_sync.central.server import stamp_round
from server_sync.central.settings import CentralSettings
from server_sync.verify.errors import NotEvidence
from server_sync.verify.stamps import Authority, read_authority
from server_sync.verify.verify import Verdict, verify_case
from tests.server_sync.central.evidence.authority import OwnAuthority, openssl_stamps
from tests.server_sync.central.evidence.case_of_alice import (
    CENTRAL,
    TUESDAY,
    a_monday,
    case_from,
    town_with,
    whole_case,
)
from tests.server_sync.central.evidence.recorded_stamp import (
    CERTIFICATE,
    MESSAGE,
    RESPONSE,
    STAMPED_AT,
)
from tests.server_sync.central.world import CENTRAL_KEY, MONDAY, at, send

NOW = at("09:00", MONDAY + timedelta(days=3))
RECORDED = Authority(CERTIFICATE)
needs_openssl = pytest.mark.skipif(
    not openssl_stamps(), reason="this machine has no openssl that can stamp"
)


@pytest.fixture
def town() -> Iterator[Engine]:
    """A central that got heads on Monday and on Tuesday."""
    with town_with(a_monday()) as engine:
        yield engine


@pytest.fixture
def authority(tmp_path: Path) -> OwnAuthority:
    """An authority with a key of its own."""
    return OwnAuthority(tmp_path / "authority")


def stamp(town: Engine, authority: OwnAuthority, ask: Ask | None = None) -> object:
    """Have one root stamped, without a network."""
    return stamp_next(
        town,
        authority=read_authority(authority.certificate),
        key=CENTRAL_KEY,
        now=NOW,
        ask=ask or authority.stamp,
    )


def stamps_kept(town: Engine) -> int:
    """Count what central has kept of stamps."""
    with town.begin() as connection:
        found = select(func.count()).select_from(tables.stamp)
        return int(connection.execute(found).scalar_one())


def checked(town: Engine, *, trusted: Authority | None = None) -> Verdict:
    """Make the case about Alice, and check it as somebody outside would."""
    with town.begin() as connection:
        raw = case_from(connection)
    return verify_case(raw, pinned=CENTRAL, authority=trusted)


def test_a_stamp_says_when_its_message_was_there() -> None:
    """Asked of the stamp and the certificate alone, years later."""
    assert RECORDED.stamped_at(MESSAGE, RESPONSE) == STAMPED_AT


def test_a_stamp_on_something_else_says_nothing() -> None:
    """It stamps one message, one answer to one question, and no other."""
    with pytest.raises(NotEvidence):
        RECORDED.stamped_at(MESSAGE + b".", RESPONSE)
    with pytest.raises(NotEvidence):
        RECORDED.stamped_at(MESSAGE, RESPONSE, nonce=1)


def test_a_stamp_by_another_authority_says_nothing(authority: OwnAuthority) -> None:
    """Of the same name even: the key tells."""
    with pytest.raises(NotEvidence):
        read_authority(authority.certificate).stamped_at(MESSAGE, RESPONSE)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300) | st.integers(0, len(RESPONSE) * 8 - 1))
@example(b"")
def test_no_answer_breaks_the_check(answer: bytes | int) -> None:
    """Whatever comes, it is a stamp at that second or it is none."""
    raw = answer if isinstance(answer, bytes) else _with_bit_flipped(answer)
    try:
        assert RECORDED.stamped_at(MESSAGE, raw) == STAMPED_AT
    except NotEvidence:
        return


def _with_bit_flipped(bit: int) -> bytes:
    raw = bytearray(RESPONSE)
    raw[bit // 8] ^= 1 << bit % 8
    return bytes(raw)


@needs_openssl
def test_every_day_with_heads_is_stamped_once(
    town: Engine, authority: OwnAuthority
) -> None:
    """The oldest first, until each has its stamp; then nobody is asked."""
    stamped = [stamp(town, authority) for _ in range(4)]

    assert stamped == [MONDAY, TUESDAY, None, None]
    assert (len(authority.asked), stamps_kept(town)) == (2, 2)


@needs_openssl
def test_a_case_carries_the_stamps_of_its_days(
    town: Engine, authority: OwnAuthority
) -> None:
    """They hold offline, against the certificate in the case or the one we know."""
    stamp(town, authority)
    stamp(town, authority)
    trusted = read_authority(authority.certificate)

    for known, said in (
        (None, "compare it with the one you know"),
        (trusted, "as you"),
    ):
        verdict = checked(town, trusted=known)
        assert verdict.faults == ()
        told = [note for note in verdict.notes if "was stamped" in note]
        assert [note.split()[3] for note in told] == [str(MONDAY), str(TUESDAY)]
        assert all(trusted.fingerprints in note and said in note for note in told)


@needs_openssl
def test_a_stamp_of_an_authority_that_is_not_ours_is_a_fault(
    town: Engine, authority: OwnAuthority
) -> None:
    """Central could make an authority of its own; who checks knows the real one."""
    stamp(town, authority)

    assert checked(town, trusted=RECORDED).faults == (
        f"BAD STAMP: the root of {MONDAY} has no stamp of the authority's",
    )


@needs_openssl
def test_what_central_changes_after_the_stamp_shows(
    town: Engine, authority: OwnAuthority
) -> None:
    """A head that appears on a day that was stamped makes another root of it."""
    stamp(town, authority)
    later = a_monday()
    later.heads = 7
    send(town, later.batch(), received=at("21:00", MONDAY))

    assert checked(town).faults == (
        f"STAMP CONTRADICTS: another root of {MONDAY} was stamped",
    )


def test_a_case_without_stamps_holds_until_one_asks_for_them() -> None:
    """A root without a stamp is a root; who asks for the authority is told."""
    assert verify_case(whole_case(), pinned=CENTRAL).faults == ()
    assert verify_case(whole_case(), pinned=CENTRAL, authority=RECORDED).faults == (
        "NOT COVERED: the case has no root that an authority stamped",
    )


@pytest.mark.parametrize("answer", [b"", b"<html>Welcome to the hotel", RESPONSE])
def test_an_answer_that_is_no_stamp_is_not_kept(
    town: Engine, authority: OwnAuthority, answer: bytes
) -> None:
    """Nothing is kept, and the same day is asked for again next time."""
    authority.instead = answer
    with pytest.raises(StampFailed, match=f"the root of {MONDAY}"):
        stamp(town, authority)

    assert stamps_kept(town) == 0
    assert checked(town).faults == ()


@needs_openssl
@pytest.mark.parametrize(
    ("answer", "days", "why"),
    [
        (OwnAuthority.stamp_something_else, 36_500, "Mismatch between messages"),
        (OwnAuthority.stamp_for_another, 36_500, "Nonce mismatch"),
        (OwnAuthority.stamp, 1, "certificate has expired"),
    ],
)
def test_a_stamp_that_does_not_hold_is_not_kept(
    town: Engine,
    tmp_path: Path,
    answer: Callable[[OwnAuthority, bytes], bytes],
    days: int,
    why: str,
) -> None:
    """It is said what is wrong with it; the root goes on without, and is asked for."""
    authority = OwnAuthority(tmp_path / "authority", timedelta(days=days))
    with pytest.raises(StampFailed, match=f"the root of {MONDAY}: .*: {why}$"):
        stamp(town, authority, partial(answer, authority))

    assert (len(authority.asked), stamps_kept(town)) == (1, 0)
    assert checked(town).faults == ()
    assert stamp(town, OwnAuthority(tmp_path / "another")) == MONDAY


def test_an_authority_that_fails_is_told_and_tried_again(town: Engine) -> None:
    """A round ends with one line in the log; the next one asks again."""
    said: list[str] = []

    def fail(_: bytes) -> bytes:
        raise StampFailed("http://tsa.example is out of reach")

    step = partial(
        stamp_next, town, authority=RECORDED, key=CENTRAL_KEY, now=NOW, ask=fail
    )
    for _ in range(2):
        stamp_round(step, log=said.append)

    assert said == ["not stamped: http://tsa.example is out of reach"] * 2
    assert checked(town).faults == ()


def test_a_port_where_nobody_answers_is_out_of_reach() -> None:
    """Port 1 of this machine stands for an authority that is gone."""
    with pytest.raises(StampFailed, match="out of reach"):
        ask_authority("http://127.0.0.1:1/tsa", b"query")


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [(200, b"a" * 70_000, "more than"), (302, b"", "302"), (503, b"", "503")],
)
def test_an_answer_that_cannot_be_a_stamp_is_refused(
    authority: OwnAuthority, status: int, answer: bytes, said: str
) -> None:
    """Too much, a way to elsewhere, or a fault: refused before it is read."""
    authority.out_of_order, authority.instead = status, answer
    with authority.at_a_port() as address, pytest.raises(StampFailed, match=said):
        ask_authority(address, b"query")


@pytest.mark.parametrize(
    ("set_to", "said"),
    [
        ({"timestamp_authority": "http://tsa.example"}, "go together"),
        ({"timestamp_certificate": "tsa.pem"}, "go together"),
        (
            {
                "timestamp_authority": "http://tsa.example",
                "timestamp_certificate": "/nowhere/tsa.pem",
            },
            "timestamp_certificate",
        ),
    ],
)
def test_half_an_authority_is_a_bad_setting(set_to: dict[str, str], said: str) -> None:
    """It is said at the start, not once an hour in a log."""
    path = Path("central.toml")
    assert authority_in(CentralSettings.parse({}, path=path)) is None
    with pytest.raises(BadSettings, match=said):
        authority_in(CentralSettings.parse(set_to, path=path))
