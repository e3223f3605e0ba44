"""Who has come and who is expected, without a browser."""

from datetime import timedelta

from kiosk.journal.contents import Tap, Void
from kiosk.roster.roster import ClosedDay
from kiosk.web.active_entries import JournalId
from kiosk.web.day.arrivals import Source
from tests.kiosk.web.seeing import (
    arrived_names,
    make_arrival,
    make_entry,
    make_void,
    missing_names,
    morning_of,
    notice_names,
)
from tests.kiosk.web.workshop import (
    ANNA,
    BENT,
    TUESDAY,
    UIDS,
    local,
    make_person,
    make_roster,
    make_session,
)


def test_before_the_first_tap_everybody_is_awaited() -> None:
    """Nobody is anything worse than not registered yet."""
    seen = morning_of()

    assert (arrived_names(seen), notice_names(seen), seen.unknown_cards) == ([], [], ())
    assert missing_names(seen) == ["Anna Holm", "Bent Krogh", "Carla Ørsted"]
    assert (seen.head_count, seen.expected_arrived, seen.expected) == (0, 0, 3)


def test_a_tap_moves_its_person_to_those_who_came() -> None:
    """The card names the person, the tap the time."""
    seen = morning_of(Tap(uid=UIDS["Bent Krogh"]))

    one = seen.arrived[0]
    assert (one.person, one.sighting.at) == (BENT, local("08.10"))
    assert (one.sighting.source, one.sighting.by, one.planned) == (
        Source.CARD,
        None,
        True,
    )
    assert missing_names(seen) == ["Anna Holm", "Carla Ørsted"]


def test_a_card_that_is_tapped_again_changes_nothing() -> None:
    """The first tap in the window is the arrival."""
    tap = Tap(uid=UIDS["Anna Holm"])

    seen = morning_of(
        make_entry(1, tap, local("07.58")), make_entry(2, tap, local("08.12"))
    )

    assert [one.sighting.at for one in seen.arrived] == [local("07.58")]
    assert seen.head_count == 1


def test_an_arrival_by_hand_names_who_wrote_it() -> None:
    """It can be found again and corrected."""
    mark = morning_of(make_arrival("carla-ørsted")).arrived[0].sighting

    assert (mark.source, mark.by, mark.seq) == (Source.HAND, "Mette Lund", 1)


def test_an_arrival_that_was_taken_back_is_none() -> None:
    """The person is awaited again, and not worse."""
    seen = morning_of(make_arrival("anna-holm"), make_void(1))

    assert (arrived_names(seen), missing_names(seen)) == (
        [],
        ["Anna Holm", "Bent Krogh", "Carla Ørsted"],
    )


def test_a_void_of_another_journal_takes_nothing_back() -> None:
    """Entry 1 of another chain is not our entry 1."""
    other = Void(
        about=JournalId(device="door-1", chain="d" * 32).entry_id(1),
        by="Ole Bach",
        at=local("08.11"),
        why="forkert",
    )

    assert arrived_names(morning_of(make_arrival("anna-holm"), other)) == ["Anna Holm"]


def test_somebody_expected_at_noon_is_later_today() -> None:
    """At 08.15 nobody needs to ask after them; from 11.00 on they are due."""
    noon = make_roster([ANNA], expected=[make_session(ANNA, "12.00", "14.00")])

    assert [
        one.later for one in morning_of(roster=noon, now="10.59").not_registered
    ] == [True]
    assert [
        one.later for one in morning_of(roster=noon, now="11.00").not_registered
    ] == [False]


def test_two_sessions_on_a_date_are_two() -> None:
    """The tap of the morning is not the arrival of the afternoon."""
    twice = make_roster(
        [ANNA],
        expected=[
            make_session(ANNA, "08.15", "10.00"),
            make_session(ANNA, "12.00", "14.00"),
        ],
    )

    seen = morning_of(Tap(uid=UIDS["Anna Holm"]), roster=twice)

    assert [one.session and one.session.start for one in seen.arrived] == [
        local("08.15")
    ]
    assert [one.session.start for one in seen.not_registered] == [local("12.00")]
    assert (seen.head_count, seen.expected) == (1, 1)


def test_somebody_not_expected_is_welcome_all_the_same() -> None:
    """They count as heads, and not among those expected."""
    roster = make_roster([ANNA, BENT], expected=[make_session(ANNA)], cards=None)

    seen = morning_of(Tap(uid=UIDS["Bent Krogh"]), roster=roster)

    assert [(one.session, one.planned) for one in seen.arrived] == [(None, False)]
    assert (seen.head_count, seen.expected_arrived, seen.expected) == (1, 0, 1)


def test_outside_the_hours_somebody_is_here_and_awaited() -> None:
    """Both are true: they stand there, and their session has not been met."""
    noon = make_roster([ANNA], expected=[make_session(ANNA, "12.00", "14.00")])

    seen = morning_of(Tap(uid=UIDS["Anna Holm"]), roster=noon)

    assert [(one.session, one.planned) for one in seen.arrived] == [(None, True)]
    assert missing_names(seen) == ["Anna Holm"]


def test_outside_the_rosters_dates_nobody_knows_who_is_expected() -> None:
    """Not knowing is not the same as nobody."""
    assert morning_of(a_date=TUESDAY + timedelta(days=8)).expected is None
    assert morning_of(a_date=TUESDAY + timedelta(days=7)).expected == 0


def test_a_closed_day_says_so() -> None:
    """With the reason that the roster gives."""
    closed = make_roster(closed=[ClosedDay(date=TUESDAY, why="Personaledag")])

    assert morning_of(roster=closed).closed_why == "Personaledag"
    assert morning_of().closed_why is None


def test_the_first_day_is_marked_whether_seen_or_not() -> None:
    """Somebody should be ready to receive them."""
    new = make_person("Dan Friis", first_day="2026-11-03")
    roster = make_roster([ANNA, new])

    assert [one.first_day for one in morning_of(roster=roster).not_registered] == [
        False,
        True,
    ]
    here = morning_of(make_arrival("dan-friis"), roster=roster).arrived
    assert [one.first_day for one in here] == [True]


def test_a_tap_of_yesterday_is_no_arrival_of_today() -> None:
    """Midnight is that of the workshop's own clock."""
    tap = Tap(uid=UIDS["Anna Holm"])

    assert (
        arrived_names(
            morning_of(make_entry(1, tap, local("00.00") - timedelta(seconds=1)))
        )
        == []
    )
    assert arrived_names(morning_of(make_entry(1, tap, local("05.15")))) == [
        "Anna Holm"
    ]


def test_an_uncertain_time_is_marked() -> None:
    """The person came; only the time is in doubt."""
    line = make_entry(1, Tap(uid=UIDS["Anna Holm"]), certain=False)

    assert [one.sighting.time_known for one in morning_of(line).arrived] == [False]


def test_teams_stand_in_danish_order_and_those_without_one_last() -> None:
    """So does everybody within a team."""
    people = [
        make_person("Åse", team="Åhold"),
        make_person("Bo", team=None),
        make_person("Ib", team="Grønt hold"),
        make_person("Al", team="Åhold"),
    ]
    arrivals = [make_arrival(person.id) for person in people]

    teams = morning_of(*arrivals, roster=make_roster(people)).teams()

    named = {team: [one.person.name for one in found] for team, found in teams.items()}
    assert list(named.items()) == [
        ("Grønt hold", ["Ib"]),
        ("Åhold", ["Al", "Åse"]),
        (None, ["Bo"]),
    ]
