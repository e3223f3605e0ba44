"""A roster is taken as a whole or not at all."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.errors import BadRoster
from kiosk.roster.roster import Roster, StaffMember, store_roster
from kiosk.roster.watch import WatchedRoster
from tests.builders import (
    A_DAY,
    A_UID,
    at,
    make_card,
    make_closed,
    make_notified,
    make_person,
    make_roster,
    make_session,
)

BOB = make_person("bob")
A_STAFF = StaffMember(name="Karen", role="koordinator", pin_hash="$argon2id$x")
WRONG: list[tuple[str, dict[str, Any]]] = [
    ("ends on .*: mend the dates", {"last": A_DAY - timedelta(days=9)}),
    ("person alice is there 2 times", {"people": (make_person(), make_person())}),
    ("member of staff Karen is there 2", {"staff": (A_STAFF, A_STAFF)}),
    ("closed date 2026-11-23 is there 2", {"closed": (make_closed(), make_closed())}),
    (
        f"card {A_UID} is held by alice and by alice at .*: end the first",
        {"cards": (make_card(), make_card())},
    ),
    (
        f"card {A_UID} is held by alice and by bob",
        {
            "people": (make_person(), BOB),
            "cards": (
                make_card(end=at("07:00:01")),
                make_card(person="bob", start=at("07:00:00")),
            ),
        },
    ),
    ("card names the person carol", {"cards": (make_card(person="carol"),)}),
    ("session names the person carol", {"expected": (make_session(person="carol"),)}),
    ("notice names the person carol", {"notified": (make_notified("carol"),)}),
    ("card of alice ends at", {"cards": (make_card(end=make_card().start),)}),
    ("session of alice ends at", {"expected": (make_session("08:00:00", "07:00:00"),)}),
    (
        "notice of alice ends on",
        {
            "notified": (
                msgspec.structs.replace(make_notified(), first=A_DAY + timedelta(1)),
            )
        },
    ),
    (
        "two sessions of alice overlap",
        {"expected": (make_session(), make_session("13:29:59", "15:00:00"))},
    ),
    ("Invalid enum value 2", {"format": 2}),
    ("matching regex", {"cards": (make_card(uid="04A3C6CAE26180"),)}),
]


def as_json(**changes: Any) -> bytes:
    """Make a roster's JSON."""
    return msgspec.json.encode(make_roster(**changes))


@pytest.mark.parametrize(("why", "changes"), WRONG)
def test_a_roster_that_contradicts_itself_is_refused_with_what_to_do(
    tmp_path: Path, why: str, changes: dict[str, Any]
) -> None:
    """It is not stored, and the one before it stays on the disk."""
    path = tmp_path / "roster.json"
    store_roster(path, as_json())

    with pytest.raises(BadRoster, match=why) as refusal:
        store_roster(path, as_json(**changes))
    assert "at central" in str(refusal.value)
    assert path.read_bytes() == as_json()
    assert [one.name for one in tmp_path.iterdir()] == ["roster.json"]


@pytest.mark.parametrize(
    "raw",
    [b"", b"{}", b"<html>", b"\xff", b"[]", as_json()[:-1]],
)
def test_what_is_no_roster_is_refused(raw: bytes) -> None:
    """A page of a captive portal is no roster, and neither is half of one."""
    with pytest.raises(BadRoster, match="this is no roster"):
        Roster.parse(raw)


def test_a_later_central_may_tell_more_and_an_earlier_one_less() -> None:
    """A terminal goes on with what it knows of a roster, at every depth."""
    newer = json.loads(as_json()) | {"weather": {"rain": True}}
    newer["people"][0]["shoe_size"] = 43
    newer["site"]["colour"] = "green"
    older = {
        key: said
        for key, said in json.loads(as_json()).items()
        if key not in {"newcomers", "figures"}
    }

    assert Roster.parse(json.dumps(newer).encode()) == make_roster()
    assert Roster.parse(json.dumps(older).encode()) == make_roster()


def test_a_roster_comes_back_as_it_was_sent(tmp_path: Path) -> None:
    """Every field, and a card that goes from one to the next in the same second."""
    cards = (
        make_card(end=at("07:00:00")),
        make_card(person="bob", start=at("07:00:00")),
    )
    roster = make_roster(people=(make_person(), BOB), cards=cards, staff=(A_STAFF,))
    path = tmp_path / "kiosk" / "roster.json"

    assert store_roster(path, msgspec.json.encode(roster)) == roster
    assert Roster.read(path) == roster
    assert roster.cards_with(A_UID) == cards
    assert roster.sessions_of("alice") == roster.expected
    assert (roster.person("bob"), roster.person("carol")) == (BOB, None)


def test_without_a_roster_nothing_is_known(tmp_path: Path) -> None:
    """A terminal that was never sent one runs, and knows nobody."""
    roster = Roster.read(tmp_path / "roster.json")

    assert roster == Roster.nothing_known()
    assert (roster.people, roster.cards, roster.staff) == ((), (), ())


def test_a_new_roster_is_taken_up_and_a_bad_one_is_not(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The terminal follows the file; a bad one is said once, and changes nothing."""
    path = tmp_path / "roster.json"
    watched = WatchedRoster(path)
    seen = [watched.current]
    for raw in (as_json(), b"damaged", as_json(people=(make_person(), BOB))):
        path.unlink(missing_ok=True)
        path.write_bytes(raw)
        watched.refresh()
        watched.refresh()
        seen.append(watched.current)
    path.unlink()
    watched.refresh()

    two = make_roster(people=(make_person(), BOB))
    assert seen == [Roster.nothing_known(), make_roster(), make_roster(), two]
    assert watched.current == two
    assert [record.message for record in caplog.records] == ["roster refused"]


def test_a_roster_of_the_version_before_says_the_same() -> None:
    """A terminal that was updated keeps the roster that it has on its disk."""
    raw = (Path(__file__).parent / "released" / "roster.json").read_bytes()
    before = json.loads(raw)
    roster = Roster.parse(raw)
    written = json.loads(msgspec.json.encode(roster))

    assert written | {"figures": []} == before
    assert [person.id for person in roster.people] == ["alice", "bob"]
    assert roster.cards[0].person == before["cards"][0]["person"]
