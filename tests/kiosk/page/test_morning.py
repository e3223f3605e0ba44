"""Who has come and who is expected, without a browser."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from kiosk.entry import Arrival, Content, Notice, Reason, Resolution, Tap, Void
from kiosk.page.arrivals import Source
from kiosk.page.morning import Morning, morning
from kiosk.page.standing import Log, standing
from kiosk.page.tail import Line
from kiosk.roster import Closed, Notified, Roster
from tests.kiosk.page.workshop import (
    ANNA,
    BENT,
    CARLA,
    DAN,
    STRANGE,
    TUESDAY,
    UIDS,
    local,
    make_card,
    make_person,
    make_roster,
    make_session,
)

LOG = Log(device="door-1", chain="c" * 32)


def make_line(
    seq: int, content: Content, at: datetime | None = None, *, certain: bool = True
) -> Line:
    """Make a line of the journal, written at 08.10."""
    return Line(
        seq=seq,
        content=content,
        at=at or local("08.10"),
        certain=certain,
        boot_ns=seq,
        boot_id=bytes(16),
    )


def make_arrival(person: str, at: str = "08.05", by: str = "Mette Lund") -> Arrival:
    """Write that somebody came."""
    return Arrival(person=person, at=local(at), by=by, why="Glemte kortet")


def make_notice(
    person: str, first: date = TUESDAY, last: date = TUESDAY, at: str = "07.50"
) -> Notice:
    """Write that somebody rang."""
    return Notice(
        person=person,
        first=first,
        last=last,
        reason=Reason.ILL,
        reported_at=local(at),
        by="Mette Lund",
    )


def make_void(seq: int) -> Void:
    """Take an entry of this journal back."""
    return Void(about=LOG.entry(seq), by="Ole Bach", at=local("08.11"), why="forkert")


def see(
    *contents: Content | Line,
    roster: Roster | None = None,
    now: str = "08.15",
    a_date: date = TUESDAY,
) -> Morning:
    """Look at the morning after these entries."""
    lines: Sequence[Line] = [
        one if isinstance(one, Line) else make_line(seq, one)
        for seq, one in enumerate(contents, 1)
    ]
    stands = standing(lines, LOG)
    return morning(a_date, roster or make_roster(), stands, local(now, a_date))


def came(seen: Morning) -> list[str]:
    """Name those who came."""
    return [one.person.name for one in seen.came]


def awaited(seen: Morning) -> list[str]:
    """Name those not registered yet."""
    return [one.person.name for one in seen.awaited]


def told(seen: Morning) -> list[str]:
    """Name those of whom it was told."""
    return [one.person.name for one in seen.told]


def test_before_the_first_tap_everybody_is_awaited() -> None:
    """Nobody is anything worse than not registered yet."""
    seen = see()

    assert (came(seen), told(seen), seen.cards) == ([], [], ())
    assert awaited(seen) == ["Anna Holm", "Bent Krogh", "Carla Ørsted"]
    assert (seen.head_count, seen.expected_came, seen.expected) == (0, 0, 3)


def test_a_tap_moves_its_person_to_those_who_came() -> None:
    """The card names the person, the tap the time."""
    seen = see(Tap(uid=UIDS["Bent Krogh"]))

    one = seen.came[0]
    assert (one.person, one.mark.at) == (BENT, local("08.10"))
    assert (one.mark.source, one.mark.by, one.planned) == (Source.CARD, None, True)
    assert awaited(seen) == ["Anna Holm", "Carla Ørsted"]


def test_a_card_that_is_tapped_again_changes_nothing() -> None:
    """The first tap in the window is the arrival."""
    tap = Tap(uid=UIDS["Anna Holm"])

    seen = see(make_line(1, tap, local("07.58")), make_line(2, tap, local("08.12")))

    assert [one.mark.at for one in seen.came] == [local("07.58")]
    assert seen.head_count == 1


def test_an_arrival_by_hand_names_who_wrote_it() -> None:
    """It can be found again and corrected."""
    mark = see(make_arrival("carla-ørsted")).came[0].mark

    assert (mark.source, mark.by, mark.written) == (Source.HAND, "Mette Lund", 1)


def test_an_arrival_that_was_taken_back_is_none() -> None:
    """The person is awaited again, and not worse."""
    seen = see(make_arrival("anna-holm"), make_void(1))

    assert (came(seen), awaited(seen)) == (
        [],
        ["Anna Holm", "Bent Krogh", "Carla Ørsted"],
    )


def test_a_void_of_another_journal_takes_nothing_back() -> None:
    """Entry 1 of another chain is not our entry 1."""
    other = Void(
        about=Log(device="door-1", chain="d" * 32).entry(1),
        by="Ole Bach",
        at=local("08.11"),
        why="forkert",
    )

    assert came(see(make_arrival("anna-holm"), other)) == ["Anna Holm"]


def test_whoever_told_is_not_awaited() -> None:
    """The view holds who took the call, and not the reason."""
    seen = see(make_notice("anna-holm"))

    assert awaited(seen) == ["Bent Krogh", "Carla Ørsted"]
    assert [(one.word.by, one.word.at, one.word.written) for one in seen.told] == [
        ("Mette Lund", local("07.50"), 1)
    ]
    assert "Reason" not in repr(seen)


def test_whoever_told_and_came_all_the_same_has_come() -> None:
    """A person who stands there outweighs a word about them."""
    seen = see(make_notice("anna-holm"), Tap(uid=UIDS["Anna Holm"]))

    assert (came(seen), told(seen)) == (["Anna Holm"], [])
    assert seen.came[0].had_told is True


def test_a_notice_covers_its_first_and_last_date_and_no_other() -> None:
    """Both ends count."""
    monday, wednesday = TUESDAY - timedelta(days=1), TUESDAY + timedelta(days=1)

    assert told(see(make_notice("anna-holm", monday, TUESDAY))) == ["Anna Holm"]
    assert told(see(make_notice("anna-holm", TUESDAY, wednesday))) == ["Anna Holm"]
    assert told(see(make_notice("anna-holm", monday, monday))) == []
    assert told(see(make_notice("anna-holm", wednesday, wednesday))) == []


def test_what_the_roster_knows_of_needs_no_entry() -> None:
    """Somebody told the municipality."""
    known = Notified(person=BENT.id, first=TUESDAY, last=TUESDAY)

    seen = see(roster=make_roster(notified=[known]))

    assert [(one.person, one.word.by) for one in seen.told] == [(BENT, None)]


def test_a_notice_taken_back_here_is_gone_though_the_roster_still_says_it() -> None:
    """The roster was made before; its next one will know."""
    known = Notified(person=ANNA.id, first=TUESDAY, last=TUESDAY)
    roster = make_roster(notified=[known], made_at=local("08.00"))
    newer = make_roster(notified=[known], made_at=local("08.30"))
    written = (make_notice("anna-holm"), make_void(1))

    assert told(see(*written, roster=roster)) == []
    assert told(see(*written, roster=newer)) == ["Anna Holm"]


def test_somebody_expected_at_noon_is_later_today() -> None:
    """At 08.15 nobody needs to ask after them; from 11.00 on they are due."""
    noon = make_roster([ANNA], expected=[make_session(ANNA, "12.00", "14.00")])

    assert [one.later for one in see(roster=noon, now="10.59").awaited] == [True]
    assert [one.later for one in see(roster=noon, now="11.00").awaited] == [False]


def test_two_sessions_on_a_date_are_two() -> None:
    """The tap of the morning is not the arrival of the afternoon."""
    twice = make_roster(
        [ANNA],
        expected=[
            make_session(ANNA, "08.15", "10.00"),
            make_session(ANNA, "12.00", "14.00"),
        ],
    )

    seen = see(Tap(uid=UIDS["Anna Holm"]), roster=twice)

    assert [one.session and one.session.start for one in seen.came] == [local("08.15")]
    assert [one.session.start for one in seen.awaited] == [local("12.00")]
    assert (seen.head_count, seen.expected) == (1, 1)


def test_somebody_not_expected_is_welcome_all_the_same() -> None:
    """They count as heads, and not among those expected."""
    roster = make_roster([ANNA, BENT], expected=[make_session(ANNA)], cards=None)

    seen = see(Tap(uid=UIDS["Bent Krogh"]), roster=roster)

    assert [(one.session, one.planned) for one in seen.came] == [(None, False)]
    assert (seen.head_count, seen.expected_came, seen.expected) == (1, 0, 1)


def test_outside_the_hours_somebody_is_here_and_awaited() -> None:
    """Both are true: they stand there, and their session has not been met."""
    noon = make_roster([ANNA], expected=[make_session(ANNA, "12.00", "14.00")])

    seen = see(Tap(uid=UIDS["Anna Holm"]), roster=noon)

    assert [(one.session, one.planned) for one in seen.came] == [(None, True)]
    assert awaited(seen) == ["Anna Holm"]


def test_outside_the_rosters_dates_nobody_knows_who_is_expected() -> None:
    """Not knowing is not the same as nobody."""
    assert see(a_date=TUESDAY + timedelta(days=8)).expected is None
    assert see(a_date=TUESDAY + timedelta(days=7)).expected == 0


def test_a_closed_day_says_so() -> None:
    """With the reason that the roster gives."""
    closed = make_roster(closed=[Closed(date=TUESDAY, why="Personaledag")])

    assert see(roster=closed).closed == "Personaledag"
    assert see().closed is None


def test_the_first_day_is_marked_whether_seen_or_not() -> None:
    """Somebody should be ready to receive them."""
    new = make_person("Dan Friis", first_day="2026-11-03")
    roster = make_roster([ANNA, new])

    assert [one.first_day for one in see(roster=roster).awaited] == [False, True]
    here = see(make_arrival("dan-friis"), roster=roster).came
    assert [one.first_day for one in here] == [True]


def test_an_unknown_card_asks_who_it_was() -> None:
    """Its taps of the day are one question."""
    tap = Tap(uid=STRANGE)

    cards = see(make_line(1, tap, local("08.10")), make_line(2, tap)).cards

    assert [(card.seq, len(card.taps), card.ending) for card in cards] == [
        (1, 2, "c5c6")
    ]
    assert (cards[0].phone, cards[0].reported_lost) == (False, None)


def test_a_phone_is_told_from_a_card() -> None:
    """Its number is random, so it can be nobody's."""
    assert [card.phone for card in see(Tap(uid="08aabbcc")).cards] == [True]


def test_an_unknown_card_that_was_somebodys_is_their_arrival() -> None:
    """At the time of the tap, not of the answer."""
    whose = Resolution(
        about=LOG.entry(1), person=CARLA.id, by="Mette Lund", at=local("08.20")
    )

    seen = see(make_line(1, Tap(uid=STRANGE), local("08.02")), whose)

    assert [(one.person, one.mark.at) for one in seen.came] == [(CARLA, local("08.02"))]
    assert seen.cards == ()


def test_a_card_that_is_not_one_of_ours_asks_no_more() -> None:
    """And is nobody's arrival."""
    nobody = Resolution(
        about=LOG.entry(1), person=None, by="Mette Lund", at=local("08.20")
    )

    seen = see(Tap(uid=STRANGE), nobody)

    assert (seen.cards, came(seen)) == ((), [])


def test_answers_that_disagree_answer_nothing() -> None:
    """Two people said different names: the question stays."""
    says = [
        Resolution(about=LOG.entry(1), person=person, by="x", at=local("08.20"))
        for person in (ANNA.id, BENT.id)
    ]

    seen = see(Tap(uid=STRANGE), *says)

    assert (len(seen.cards), came(seen)) == (1, [])


def test_a_card_reported_lost_is_nobodys_arrival() -> None:
    """Whoever holds it now need not be its owner."""
    lost = make_roster([DAN], cards=[make_card(DAN, STRANGE, blocked=True)])

    seen = see(Tap(uid=STRANGE), roster=lost)

    assert (came(seen), awaited(seen)) == ([], ["Dan Friis"])
    assert [card.reported_lost for card in seen.cards] == [DAN]


def test_a_lost_card_asks_no_more_once_its_owner_is_here() -> None:
    """Written by hand, they are."""
    lost = make_roster([DAN], cards=[make_card(DAN, STRANGE, blocked=True)])

    assert see(Tap(uid=STRANGE), make_arrival(DAN.id), roster=lost).cards == ()


def test_unknown_cards_of_the_last_week_are_still_asked_about() -> None:
    """Each date by itself, since a card may have changed hands between."""
    tap = Tap(uid=STRANGE)
    monday = local("08.10", TUESDAY - timedelta(days=1))
    long_ago = local("08.10", TUESDAY - timedelta(days=8))

    cards = see(
        make_line(1, tap, long_ago), make_line(2, tap, monday), make_line(3, tap)
    ).cards

    assert [card.seq for card in cards] == [2, 3]


def test_a_tap_of_yesterday_is_no_arrival_of_today() -> None:
    """Midnight is that of the workshop's own clock."""
    tap = Tap(uid=UIDS["Anna Holm"])

    assert came(see(make_line(1, tap, local("00.00") - timedelta(seconds=1)))) == []
    assert came(see(make_line(1, tap, local("05.15")))) == ["Anna Holm"]


def test_an_uncertain_time_is_marked() -> None:
    """The person came; only the time is in doubt."""
    line = make_line(1, Tap(uid=UIDS["Anna Holm"]), certain=False)

    assert [one.mark.certain for one in see(line).came] == [False]


def test_teams_stand_in_danish_order_and_those_without_one_last() -> None:
    """So does everybody within a team."""
    people = [
        make_person("Åse", team="Åhold"),
        make_person("Bo", team=None),
        make_person("Ib", team="Grønt hold"),
        make_person("Al", team="Åhold"),
    ]
    arrivals = [make_arrival(person.id) for person in people]

    teams = see(*arrivals, roster=make_roster(people)).teams()

    named = {team: [one.person.name for one in found] for team, found in teams.items()}
    assert list(named.items()) == [
        ("Grønt hold", ["Ib"]),
        ("Åhold", ["Al", "Åse"]),
        (None, ["Bo"]),
    ]
