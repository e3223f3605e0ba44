"""What the desk remembers of the taps before."""

from datetime import datetime, timedelta

import msgspec

from firmware.moment import ClockState
from kiosk.door.recent_taps import RecentTaps
from kiosk.journal.contents import (
    GENESIS,
    Arrival,
    Content,
    Entry,
    EntryId,
    Stop,
    Tap,
    Void,
)
from kiosk.journal.hashing import entry_after
from tests.builders import (
    A_UID,
    LONG_AGO,
    at,
    make_card,
    make_moment,
    make_person,
    make_roster,
)

OTHER_UID = "04b3c6cae26180"
ALICE = make_person()


def remember(*entries: Entry) -> RecentTaps:
    """Let a desk see these entries."""
    earlier = RecentTaps()
    for entry in entries:
        earlier.add_entry(entry)
    return earlier


def make_entry(
    content: Content,
    clock: str = "07:00:00",
    *,
    seq: int = 1,
    state: ClockState = ClockState.SYNCED,
) -> Entry:
    """Make an entry of the day with that number."""
    return make_entry_at(content, at(clock), seq=seq, state=state)


def make_entry_at(
    content: Content,
    when: datetime,
    *,
    seq: int = 1,
    state: ClockState = ClockState.SYNCED,
) -> Entry:
    """Make an entry with that number."""
    return entry_after(
        seq=seq - 1,
        previous=GENESIS,
        device="door-1",
        chain=bytes(16),
        content=content,
        moment=make_moment(when, clock=state),
        salt=bytes(16),
    )


def test_every_card_of_a_person_and_every_word_of_staff_counts() -> None:
    """A new card does not make a new person, nor does an arrival written by hand."""
    arrival = Arrival(person="alice", at=at("07:02:00"), by="Karen", why="glemt kort")
    roster = make_roster(cards=(make_card(), make_card(uid=OTHER_UID)))
    earlier = remember(
        make_entry(Tap(uid=A_UID), "07:00:00"),
        make_entry(Tap(uid=OTHER_UID), "07:01:00", seq=2),
        make_entry(arrival, "09:00:00", seq=3),
        make_entry(Tap(uid="aabbccdd"), "07:03:00", seq=4),
        make_entry(Stop(why="evening"), "07:04:00", seq=5),
    )

    came = [at("07:00:00"), at("07:01:00"), at("07:02:00")]
    assert earlier.registered_at(ALICE, roster, clock_trusted_only=True) == came
    assert (
        earlier.registered_at(make_person("bob"), roster, clock_trusted_only=True) == []
    )


def test_a_tap_is_its_holders_of_that_instant_and_a_lost_card_nobodys() -> None:
    """Who got the card today did not come with it yesterday."""
    earlier = remember(make_entry(Tap(uid=A_UID), "07:00:00"))
    ended = make_roster(cards=(make_card(end=at("07:00:00")),))
    lost = make_roster(cards=(make_card(blocked=True),))

    assert earlier.registered_at(ALICE, make_roster(), clock_trusted_only=True) == [
        at("07:00:00")
    ]
    assert earlier.registered_at(ALICE, ended, clock_trusted_only=True) == []
    assert earlier.registered_at(ALICE, lost, clock_trusted_only=True) == []


def test_a_time_that_may_be_wrong_is_not_held_against_a_sure_one() -> None:
    """It is remembered only while the clock is in doubt anyway."""
    earlier = remember(make_entry(Tap(uid=A_UID), state=ClockState.UNSYNCED))

    assert earlier.registered_at(ALICE, make_roster(), clock_trusted_only=True) == []
    assert earlier.registered_at(ALICE, make_roster(), clock_trusted_only=False) == [
        at("07:00:00")
    ]


def test_what_staff_took_back_is_forgotten() -> None:
    """A void names one entry, and only that one goes."""
    arrival = Arrival(person="alice", at=at("07:02:00"), by="Karen", why="")
    about = EntryId(device="door-1", chain="0" * 32, seq=1)
    void = Void(about=about, by="Karen", at=LONG_AGO, why="forkert person")
    earlier = remember(
        make_entry(arrival), make_entry(Tap(uid=A_UID), seq=2), make_entry(void, seq=3)
    )

    assert earlier.registered_at(ALICE, make_roster(), clock_trusted_only=True) == [
        at("07:00:00")
    ]


def test_what_cannot_be_read_is_passed_over() -> None:
    """Erased content, and that of another version, tell the desk nothing."""
    whole = make_entry(Tap(uid=A_UID))
    erased = msgspec.structs.replace(whole, salt=None, content=None)
    strange = msgspec.structs.replace(whole, content=b'{"uid":7}')

    assert (
        remember(erased, strange).registered_at(
            ALICE, make_roster(), clock_trusted_only=True
        )
        == []
    )


def test_a_busy_day_pushes_nobody_out() -> None:
    """However many taps others made since, who came in the morning is remembered."""
    others = (
        make_entry(Tap(uid=OTHER_UID), "08:00:00", seq=seq) for seq in range(2, 5000)
    )
    earlier = remember(make_entry(Tap(uid=A_UID), "07:00:00"), *others)

    assert earlier.registered_at(ALICE, make_roster(), clock_trusted_only=True) == [
        at("07:00:00")
    ]
    assert earlier.tapped_with(A_UID, LONG_AGO) == [at("07:00:00")]


def test_memory_has_an_end() -> None:
    """A terminal that runs for years remembers thirty days, to the second."""
    came, month = at("07:00:00"), timedelta(days=30)
    arrival = Arrival(person="alice", at=came, by="Karen", why="")
    earlier = remember(
        make_entry(Tap(uid=A_UID)),
        make_entry(arrival, seq=2),
        make_entry_at(Tap(uid=OTHER_UID), came + month, seq=3),
    )
    remembered = earlier.registered_at(ALICE, make_roster(), clock_trusted_only=True)
    earlier.add_entry(
        make_entry_at(Tap(uid=OTHER_UID), came + month + timedelta(days=1), seq=4)
    )

    assert remembered == [came, came]
    assert earlier.registered_at(ALICE, make_roster(), clock_trusted_only=False) == []


def test_a_doubtful_clock_forgets_nobody() -> None:
    """A terminal that woke up in another year remembers the morning."""
    later = at("07:00:00") + timedelta(days=9000)
    strange = make_entry_at(Tap(uid=OTHER_UID), later, state=ClockState.UNSYNCED, seq=2)
    earlier = remember(make_entry(Tap(uid=A_UID)), strange)

    assert earlier.registered_at(ALICE, make_roster(), clock_trusted_only=True) == [
        at("07:00:00")
    ]
