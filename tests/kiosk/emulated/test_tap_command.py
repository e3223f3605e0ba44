"""Whose card `moedt tap` holds."""

from typing import Any

import pytest

from firmware.errors import BadCardUid
from kiosk.emulated.reader_socket import EmulatedCard
from kiosk.emulated.tap_command import SERIALS, TapRequest, cards_for, find_person
from kiosk.errors import NobodyFound
from kiosk.roster.roster import Roster
from tests.builders import A_UID, at, make_card, make_person, make_roster

BOB_UID, NEW_UID, CLASSIC_UID = "04b3c6cae26180", "04c3c6cae26180", "aabbccdd"
ALICE, ALINE = make_person(), make_person("aline")
BOB = make_person("bob", name="Bob Østergård")
ROSTER = make_roster(
    people=(ALICE, ALINE, BOB),
    cards=(
        make_card(blocked=True),
        make_card(uid=NEW_UID),
        make_card(uid=CLASSIC_UID, person="bob"),
        make_card(uid=BOB_UID, person="bob", end=at("07:00:00")),
    ),
)
NOW = at("07:00:00")


def cards(**wish: Any) -> tuple[EmulatedCard, ...]:
    """Choose the cards of a wish."""
    return cards_for(TapRequest(**wish), ROSTER, NOW, 7)


@pytest.mark.parametrize("name", ["Bob Østergård", "bob", "BOB Ø", "b"])
def test_the_beginning_of_a_name_is_enough(name: str) -> None:
    """Large and small letters are one, as long as one person only is meant."""
    assert find_person(ROSTER, name) == BOB


def test_a_whole_name_means_that_person_although_another_begins_so() -> None:
    """Ali is Ali, and not Ali Hassan."""
    ali, hassan = make_person("a", name="Ali"), make_person("b", name="Ali Hassan")

    assert find_person(make_roster(people=(hassan, ali)), "Ali") == ali


@pytest.mark.parametrize(
    ("roster", "name", "why"),
    [
        (ROSTER, "al", "'al' can be Alice Jensen or Aline Jensen: write more"),
        (ROSTER, "Alcie", "did you mean Alice Jensen or Aline Jensen?"),
        (ROSTER, "Ostergard", "did you mean Bob Østergård?"),
        (ROSTER, "xyzzy", "it holds Alice Jensen or Aline Jensen or Bob Østergård"),
        (Roster.nothing_known(), "Alice", "it is empty"),
    ],
)
def test_a_name_that_fits_nobody_is_answered_with_those_near(
    roster: Roster, name: str, why: str
) -> None:
    """Whoever mistypes is helped."""
    with pytest.raises(NobodyFound) as refusal:
        find_person(roster, name)
    assert why in str(refusal.value)


@pytest.mark.parametrize(
    ("wish", "held"),
    [
        ({"name": "alice"}, (EmulatedCard(uid=NEW_UID),)),
        ({"name": "bob"}, (EmulatedCard(uid=CLASSIC_UID, type="classic"),)),
        ({"uid": "04:A3:C6:CA:E2:61:80"}, (EmulatedCard(uid=A_UID),)),
        ({"unknown": True}, (EmulatedCard(uid="04000000000007"),)),
        ({"phone": True}, (EmulatedCard(type="phone"),)),
        (
            {"two": True},
            (EmulatedCard(uid=NEW_UID), EmulatedCard(uid=CLASSIC_UID, type="classic")),
        ),
        (
            {"name": "bob", "two": True},
            (EmulatedCard(uid=CLASSIC_UID, type="classic"), EmulatedCard(uid=NEW_UID)),
        ),
    ],
)
def test_each_wish_holds_its_cards(
    wish: dict[str, Any], held: tuple[EmulatedCard, ...]
) -> None:
    """A working card sooner than a lost one, and one that is held now."""
    assert cards(**wish) == held


def test_a_card_made_up_is_nobodys() -> None:
    """Where the number is taken, the next one is."""
    roster = make_roster(cards=(make_card(uid="04ffffffffffff"),))

    wish = TapRequest(unknown=True)
    made = cards_for(wish, roster, NOW, SERIALS - 1)
    assert made == (EmulatedCard(uid="04000000000000"),)


@pytest.mark.parametrize(
    ("wish", "fault", "why"),
    [
        ({}, NobodyFound, "say one of"),
        ({"name": "bob", "unknown": True}, NobodyFound, "say one of"),
        ({"name": "aline"}, NobodyFound, "Aline Jensen holds no card now"),
        ({"uid": "xyz"}, BadCardUid, "not hexadecimal"),
        ({"uid": "0102"}, BadCardUid, "4, 7 or 10 bytes"),
    ],
)
def test_what_cannot_be_held_is_refused(
    wish: dict[str, Any], fault: type[Exception], why: str
) -> None:
    """Each with what to do instead."""
    with pytest.raises(fault, match=why):
        cards(**wish)


def test_two_cards_need_two_people() -> None:
    """One person's two cards are no two people."""
    roster = make_roster(cards=(make_card(), make_card(uid=NEW_UID)))

    with pytest.raises(NobodyFound, match="fewer than two"):
        cards_for(TapRequest(two=True), roster, NOW, 7)
