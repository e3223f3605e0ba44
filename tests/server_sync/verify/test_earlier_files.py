"""An evidence file that an earlier version made can be checked for ever.

`cases/first_format.moedt.zip` was written once and is never written again: when this
test fails, the program has forgotten how to read what people keep in their drawers.
It was made of the small world's Monday (tests/server_sync/central/world.py) and of one
entry of each kind on the Tuesday, one of them with a content that cannot be used.
"""

from collections import Counter
from datetime import date
from pathlib import Path

import msgspec

from server_sync.verify import container
from server_sync.verify.case import FACTS, Fact
from server_sync.verify.verify import verify_case

FIRST_FORMAT = Path(__file__).parent / "cases" / "first_format.moedt.zip"
SIGNED_BY = bytes.fromhex(
    "a7f6dfaf8f38b89ba8ce649b594f91e4d01fdc57f9c9493df43b5e50a9987367"
)


def test_a_file_of_the_first_format_still_verifies() -> None:
    """Every hash, signature and receipt in it is found good, under central's key."""
    verdict = verify_case(FIRST_FORMAT.read_bytes(), pinned=SIGNED_BY)

    assert (verdict.events, verdict.faults, verdict.notes) == (20, (), ())
    assert verdict.case is not None
    assert verdict.case.name == "Alice"
    assert (verdict.case.first, verdict.case.last) == (
        date(2026, 11, 23),
        date(2026, 11, 24),
    )


def test_the_facts_of_the_first_format_are_still_read() -> None:
    """The tables that facts are named after keep their names in the file."""
    members = container.unpack(FIRST_FORMAT.read_bytes())

    facts = msgspec.json.decode(members[FACTS], type=list[Fact])

    assert Counter(fact.table for fact in facts) == {
        "arrival": 1,
        "card": 2,
        "course": 1,
        "delay": 1,
        "no_show": 1,
        "notice": 1,
        "resolution": 1,
        "void": 1,
        "welcome": 1,
    }
    (arrival,) = (fact for fact in facts if fact.table == "arrival")
    assert arrival.says == {
        "arrived": 1795504440,
        "delay": "bus",
        "person": "alice",
        "site": "workshop",
    }
