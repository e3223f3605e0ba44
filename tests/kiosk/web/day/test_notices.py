"""Of whom it was told that they would not come."""

from datetime import timedelta

from kiosk.journal.contents import Tap
from kiosk.roster.roster import NoticeDays
from tests.kiosk.web.seeing import (
    arrived_names,
    make_notice,
    make_void,
    missing_names,
    morning_of,
    notice_names,
)
from tests.kiosk.web.workshop import ANNA, BENT, TUESDAY, UIDS, local, make_roster


def test_whoever_told_is_not_awaited() -> None:
    """The view holds who took the call, and not the reason."""
    seen = morning_of(make_notice("anna-holm"))

    assert missing_names(seen) == ["Bent Krogh", "Carla Ørsted"]
    assert [
        (one.notice.by, one.notice.at, one.notice.seq) for one in seen.on_notice
    ] == [("Mette Lund", local("07.50"), 1)]
    assert "Reason" not in repr(seen)


def test_whoever_told_and_came_all_the_same_has_come() -> None:
    """A person who stands there outweighs a word about them."""
    seen = morning_of(make_notice("anna-holm"), Tap(uid=UIDS["Anna Holm"]))

    assert (arrived_names(seen), notice_names(seen)) == (["Anna Holm"], [])
    assert seen.arrived[0].had_notice is True


def test_a_notice_covers_its_first_and_last_date_and_no_other() -> None:
    """Both ends count."""
    monday, wednesday = TUESDAY - timedelta(days=1), TUESDAY + timedelta(days=1)

    assert notice_names(morning_of(make_notice("anna-holm", monday, TUESDAY))) == [
        "Anna Holm"
    ]
    assert notice_names(morning_of(make_notice("anna-holm", TUESDAY, wednesday))) == [
        "Anna Holm"
    ]
    assert notice_names(morning_of(make_notice("anna-holm", monday, monday))) == []
    assert (
        notice_names(morning_of(make_notice("anna-holm", wednesday, wednesday))) == []
    )


def test_what_the_roster_knows_of_needs_no_entry() -> None:
    """Somebody told the municipality."""
    known = NoticeDays(person=BENT.id, first=TUESDAY, last=TUESDAY)

    seen = morning_of(roster=make_roster(notified=[known]))

    assert [(one.person, one.notice.by) for one in seen.on_notice] == [(BENT, None)]


def test_a_notice_taken_back_here_is_gone_though_the_roster_still_says_it() -> None:
    """The roster was made before; its next one will know."""
    known = NoticeDays(person=ANNA.id, first=TUESDAY, last=TUESDAY)
    roster = make_roster(notified=[known], made_at=local("08.00"))
    newer = make_roster(notified=[known], made_at=local("08.30"))
    written = (make_notice("anna-holm"), make_void(1))

    assert notice_names(morning_of(*written, roster=roster)) == []
    assert notice_names(morning_of(*written, roster=newer)) == ["Anna Holm"]
