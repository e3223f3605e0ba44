"""A card handed out this morning is its owner's at once, with no central in reach."""

from datetime import timedelta

import pytest

from kiosk.journal import contents
from kiosk.journal.contents import EntryId, Tap, Void, Welcome
from kiosk.roster.overlay import RosterOverlay, with_changes
from kiosk.roster.roster import CardHolding, Roster
from tests.kiosk.web.workshop import (
    ANNA,
    BENT,
    UIDS,
    local,
    make_card,
    make_person,
    make_roster,
)

NEW = "04d1d2d3d4d5d6"
NOON = local("12.00")
LONG_AGO = make_card(ANNA, NEW).start
HOUR = timedelta(hours=1)


def given(
    start: str, end: str | None = None, *, person: str = ANNA.id, uid: str = NEW
) -> contents.Card:
    """Hand a card out at that time of today."""
    return contents.Card(
        uid=uid,
        person=person,
        start=local(start),
        end=local(end) if end else None,
        by="Mette Lund",
        at=local(start),
    )


def held(start: str, end: str | None = None, *, person: str = ANNA.id) -> CardHolding:
    """Make what the roster should tell then."""
    return CardHolding(
        uid=NEW,
        person=person,
        start=local(start),
        end=local(end) if end else None,
        blocked=False,
    )


def cards_after(roster: Roster, *written: contents.Card) -> tuple[CardHolding, ...]:
    """Lay what was written over a roster, and give the holdings of the new card."""
    return with_changes(roster, written).cards_with(NEW)


def test_a_card_handed_out_is_its_owners_from_then_on() -> None:
    """Beside all that the roster tells."""
    roster = make_roster()
    over = with_changes(roster, [given("09.00")])

    assert over.cards == (*roster.cards, held("09.00"))


def test_a_card_that_the_roster_tells_already_stands_there_once() -> None:
    """Central sent it back; nothing is changed by laying it over again."""
    roster = make_roster(cards=[held("09.00")])
    once = with_changes(make_roster(cards=[]), [given("09.00")])

    assert cards_after(roster, given("09.00")) == (held("09.00"),)
    assert cards_after(once, given("09.00")) == (held("09.00"),)


def test_what_central_ended_meanwhile_stays_ended() -> None:
    """Its word is the later one."""
    roster = make_roster(cards=[held("09.00", "10.00")])

    assert cards_after(roster, given("09.00")) == (held("09.00", "10.00"),)


def test_an_ending_ends_what_the_roster_tells() -> None:
    """Until then it was hers."""
    roster = make_roster(cards=[held("08.00")])
    ended = given("08.00", "09.00")

    assert cards_after(roster, ended) == (held("08.00", "09.00"),)
    assert cards_after(roster, ended, ended) == (held("08.00", "09.00"),)


def test_a_card_can_go_on_to_somebody_else() -> None:
    """Ended for one, handed out to another, and never both's."""
    roster = make_roster(cards=[held("08.00")])
    then = [given("08.00", "09.00"), given("10.00", person=BENT.id)]

    assert cards_after(roster, *then) == (
        held("08.00", "09.00"),
        held("10.00", person=BENT.id),
    )
    assert cards_after(roster, then[1]) == (
        held("08.00", "10.00"),
        held("10.00", person=BENT.id),
    )


def test_what_is_laid_over_is_a_roster_that_holds_together() -> None:
    """Whatever came first, no two have a card at the same time."""
    later = make_roster(cards=[held("11.00", person=BENT.id)])

    assert cards_after(later, given("09.00")) == (
        held("09.00", "11.00"),
        held("11.00", person=BENT.id),
    )


def test_whoever_is_not_on_the_roster_stays_off_it() -> None:
    """The door invents nobody."""
    roster = make_roster()

    assert with_changes(roster, [given("09.00", person="nobody")]) == roster


def test_how_to_speak_to_somebody_is_known_at_once() -> None:
    """The second tap of the first day is already in the right language."""
    welcome = Welcome(
        person=ANNA.id,
        language="uk",
        first_name_shown=True,
        informed_at=local("09.00"),
        by="Mette Lund",
        at=local("09.00"),
    )
    over = with_changes(make_roster(), [welcome])

    assert over.person(ANNA.id) == make_person(
        "Anna Holm", language="uk", first_name_shown=True
    )
    assert over.person(BENT.id) == BENT


def test_what_was_taken_back_is_laid_over_nothing() -> None:
    """A slip at the counter is forgotten."""
    since, roster = RosterOverlay(), make_roster()
    since.add_entry(1, given("09.00"))
    assert since.applied_to(roster, NOON).cards_with(NEW) == (held("09.00"),)
    about = EntryId(device="door-1", chain="c" * 32, seq=1)
    since.add_entry(2, Void(about=about, by="Mette Lund", at=NOON, why="x"))

    assert since.applied_to(roster, NOON) is roster


@pytest.mark.parametrize(("hours", "there"), [(35, True), (36, False)])
def test_after_a_day_and_a_half_central_has_the_word(
    hours: int, *, there: bool
) -> None:
    """What it sends by then counts, also where it sends nothing."""
    since, roster = RosterOverlay(), make_roster(made_at=local("09.00") + hours * HOUR)
    since.add_entry(1, given("09.00"))
    since.add_entry(2, Tap(uid=UIDS["Anna Holm"]))

    seen = since.applied_to(roster, local("09.00") + hours * HOUR)
    assert bool(seen.cards_with(NEW)) is there


def test_no_card_stops_working_because_the_network_is_down() -> None:
    """A week without central: nothing of hers can have taken the card's place."""
    since, roster = RosterOverlay(), make_roster()
    since.add_entry(1, given("09.00"))

    assert since.applied_to(roster, local("09.00") + 168 * HOUR).cards_with(NEW)


def test_a_new_roster_is_laid_under_at_once() -> None:
    """The roster may change between two taps."""
    since = RosterOverlay()
    since.add_entry(1, given("09.00"))
    for people in ([ANNA], [ANNA, BENT]):
        roster = make_roster(people)
        assert since.applied_to(roster, NOON).people == tuple(people)


def test_a_roster_is_never_taken_for_one_that_is_gone() -> None:
    """Python may put the next one in the very place where the last one was."""
    since = RosterOverlay()
    since.add_entry(1, given("09.00"))
    for number in range(50):
        people = [ANNA] if number % 2 else [ANNA, BENT]
        roster = make_roster(people)
        assert since.applied_to(roster, NOON).people == tuple(people)
        del roster
