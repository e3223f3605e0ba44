"""A terminal becomes one of ours by a code, a key, and a person who compares."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, select

from server_sync.central.db import tables
from server_sync.central.errors import BadCode, NotKnown, NotTheSame
from server_sync.central.facts.provenance import Provenance
from server_sync.central.judging.load_plans import site_of
from server_sync.central.terminals.codes import new_code
from server_sync.central.terminals.enrolment import (
    Pending,
    approve,
    claim,
    decline,
    invite,
    pending,
)
from server_sync.protocol.keys import fingerprint
from server_sync.protocol.signing import public_bytes
from tests.server_sync.central.ingest.deliveries import counted
from tests.server_sync.central.world import DEVICE, DEVICE_KEY, SITE, at, set_up

NEW = "door-2"
KEY = public_bytes(Ed25519PrivateKey.from_private_bytes(b"k" * 32))
OTHER_KEY = public_bytes(Ed25519PrivateKey.from_private_bytes(b"o" * 32))
QUARTER_SECONDS = 15 * 60
NOON = at("12:00")
PROVENANCE = Provenance(by="Mette", at=NOON, why="the door was forced")


@pytest.fixture
def town(engine: Engine) -> Engine:
    """A database with the small world in it."""
    with engine.begin() as connection:
        set_up(connection)
    return engine


def invited(town: Engine, device: str = NEW) -> str:
    """Invite a terminal at noon; give its code."""
    with town.begin() as connection:
        return invite(
            connection, terminal=device, site=SITE, provenance=PROVENANCE
        ).code


def claimed(town: Engine, code: str, *, key: bytes = KEY, now: int = NOON + 60) -> str:
    """Show a code a minute later."""
    with town.begin() as connection:
        return claim(connection, code=code, public_key=key, now=now)


def in_use(town: Engine, device: str = NEW) -> tuple[bytes | None, str | None]:
    """Say which key is taken in, and who approved it."""
    columns = tables.terminal.c
    with town.begin() as connection:
        key, by = connection.execute(
            select(columns.public_key, columns.approved_by).where(
                columns.device == device
            )
        ).one()
    return key if key is None else bytes(key), by


def approved(town: Engine, device: str, key: bytes, *, by: str = "Ida") -> None:
    """Have a person compare the right fingerprint."""
    with town.begin() as connection:
        approve(
            connection,
            terminal=device,
            compared=fingerprint(key),
            provenance=Provenance(by=by, at=NOON + 120),
        )


def test_a_code_has_80_bits_and_is_kept_as_a_hash(town: Engine) -> None:
    """Whoever reads the database finds no code in it."""
    code = invited(town)

    letters = code.replace("-", "")
    assert (len(letters), len(code.split("-"))) == (16, 4)
    assert new_code() != code
    with town.begin() as connection:
        row = connection.execute(
            select(tables.terminal).where(tables.terminal.c.device == NEW)
        ).one()
    assert row.code_until == NOON + QUARTER_SECONDS
    assert letters.encode() not in bytes(row.code_hash)
    assert len(bytes(row.code_hash)) == 32


def test_a_key_counts_for_nothing_until_a_person_approves_it(town: Engine) -> None:
    """A code alone lets nobody in."""
    assert claimed(town, invited(town)) == NEW
    assert in_use(town) == (None, None)

    approved(town, NEW, KEY)

    assert in_use(town) == (KEY, "Ida")


def test_a_code_may_be_typed_as_people_type(town: Engine) -> None:
    """Small letters, no dashes, and the digits that look like letters."""
    code = invited(town)
    typed = code.lower().replace("-", " ").replace("o", "0").replace("i", "1")

    assert claimed(town, typed) == NEW


def test_a_code_works_once(town: Engine) -> None:
    """A second key with the same code is refused; the first may ask again."""
    code = invited(town)
    claimed(town, code)

    assert claimed(town, code) == NEW
    with pytest.raises(BadCode):
        claimed(town, code, key=OTHER_KEY)
    assert counted(town, "terminal_key") == {"terminal_key": 1}


@pytest.mark.parametrize(
    ("late", "works"), [(QUARTER_SECONDS - 1, True), (QUARTER_SECONDS, False)]
)
def test_a_code_works_for_15_minutes(town: Engine, late: int, *, works: bool) -> None:
    """What lies about on a note is of no use to anybody."""
    code = invited(town)
    if works:
        assert claimed(town, code, now=NOON + late) == NEW
        return
    with pytest.raises(BadCode):
        claimed(town, code, now=NOON + late)
    assert counted(town, "terminal_key") == {"terminal_key": 0}


def test_an_answer_that_was_lost_is_given_again_only_while_the_code_lasts(
    town: Engine,
) -> None:
    """After its 15 minutes a code says nothing to anybody."""
    code = invited(town)
    claimed(town, code)

    with pytest.raises(BadCode):
        claimed(town, code, now=NOON + QUARTER_SECONDS)


def test_a_new_code_ends_the_one_before(town: Engine) -> None:
    """Two codes of one terminal are never open at once."""
    first, second = invited(town), invited(town)

    with pytest.raises(BadCode):
        claimed(town, first)
    assert claimed(town, second) == NEW


def test_a_code_for_another_terminal_is_not_used_up(town: Engine) -> None:
    """Typed at the wrong door, it still works at the right one."""
    code = invited(town)
    with pytest.raises(NotTheSame), town.begin() as connection:
        claim(connection, code=code, public_key=OTHER_KEY, now=NOON, device="door-9")

    assert counted(town, "terminal_key") == {"terminal_key": 0}
    assert claimed(town, code) == NEW


def test_a_fingerprint_that_is_not_the_same_approves_nothing(town: Engine) -> None:
    """Somebody else who showed the code first is found out here."""
    claimed(town, invited(town), key=OTHER_KEY)

    with pytest.raises(NotTheSame):
        approved(town, NEW, KEY)
    assert in_use(town) == (None, None)


def test_what_waits_is_listed_with_what_it_would_replace(town: Engine) -> None:
    """A person sees which keys to compare, and which are new."""
    claimed(town, invited(town))
    claimed(town, invited(town, DEVICE), key=OTHER_KEY)

    with town.begin() as connection:
        listed = pending(connection)

    old = fingerprint(public_bytes(DEVICE_KEY))
    assert listed == [
        Pending(
            device=device,
            site=SITE,
            fingerprint=fingerprint(key),
            asked_at=NOON + 60,
            replaces=replaces,
        )
        for device, key, replaces in ((DEVICE, OTHER_KEY, old), (NEW, KEY, None))
    ]


def test_a_key_that_is_declined_never_counts(town: Engine) -> None:
    """It is kept, with the name of who turned it down, and cannot be approved."""
    claimed(town, invited(town), key=OTHER_KEY)
    with town.begin() as connection:
        decline(
            connection,
            terminal=NEW,
            compared=fingerprint(OTHER_KEY),
            provenance=PROVENANCE,
        )

    with pytest.raises(NotKnown):
        approved(town, NEW, OTHER_KEY)
    with town.begin() as connection:
        assert pending(connection) == []
        row = connection.execute(select(tables.terminal_key)).one()
    assert (row.declined_by, row.approved_by) == ("Mette", None)
    assert in_use(town) == (None, None)


def test_the_old_key_stays_in_use_until_the_new_one_is_approved(town: Engine) -> None:
    """A claim by somebody else puts no terminal out of order; old keys are kept."""
    old = public_bytes(DEVICE_KEY)
    claimed(town, invited(town, DEVICE))
    assert in_use(town, DEVICE) == (old, "Mette")

    approved(town, DEVICE, KEY)

    assert in_use(town, DEVICE) == (KEY, "Ida")
    shown = tables.terminal_key.c
    with town.begin() as connection:
        kept = connection.execute(
            select(shown.public_key, shown.approved_by).order_by(shown.approved_at)
        ).all()
    assert [(bytes(key), by) for key, by in kept] == [(old, "Mette"), (KEY, "Ida")]


def test_a_terminal_that_is_only_invited_is_not_expected_to_listen(
    town: Engine,
) -> None:
    """An invitation makes nobody's day unknown; it counts from the approval on."""
    code = invited(town)
    with town.begin() as connection:
        assert site_of(connection, SITE).terminals == (DEVICE,)
    claimed(town, code)
    approved(town, NEW, KEY)

    with town.begin() as connection:
        site = site_of(connection, SITE)
    assert site.terminals == (DEVICE, NEW)
    assert [(one.terminal, str(one.first)) for one in site.uses] == [
        (NEW, "2026-11-23")
    ]
