"""The citizen's screen is told of taps at once, and of the time each minute."""

from collections.abc import Iterable
from typing import Any

import msgspec
import pytest

from kiosk.errors import JournalUnavailable
from kiosk.web.display.stream import (
    MESSAGES_AT_ONCE,
    Display,
    DisplayStream,
    display_events,
)
from kiosk.web.display.views import EXTENSION
from tests.kiosk.web.workshop import BENT, STRANGE, UIDS, Workshop, make_roster

Event = tuple[str, Any]


def screen(workshop: Workshop) -> Display:
    """Take the screen of the workshop's page."""
    found: Display = workshop.app.extensions[EXTENSION][0]
    return found


def look(showing: DisplayStream, workshop: Workshop) -> list[Event]:
    """Look once; give each event's kind, and what it says."""
    return [read(event) for event in showing.new_events(workshop.clock.now())]


def read(event: str) -> Event:
    """Take an event apart; its id is looked at elsewhere."""
    fields = dict(line.split(": ", 1) for line in event.strip().splitlines())
    return fields["event"], msgspec.json.decode(fields["data"])


def kinds(events: Iterable[Event]) -> list[str]:
    """Name the events."""
    return [kind for kind, _ in events]


def test_first_the_clock_then_each_tap_once(workshop: Workshop) -> None:
    """In words only: nothing of it names a card or a person."""
    workshop.beat()
    showing = DisplayStream(screen(workshop))
    first = look(showing, workshop)
    quiet = look(showing, workshop)
    workshop.tap(UIDS["Anna Holm"])
    tapped = look(showing, workshop)

    assert first == [
        (
            "rest",
            {
                "clock": "08.10",
                "date": "tirsdag 3. november",
                "next": "i dag kl. 08.15",
                "down": [],
            },
        )
    ]
    assert quiet == []
    assert kinds(tapped) == ["rest", "tap"]
    assert tapped[1][1] == {
        "language": "da",
        "direction": "ltr",
        "icon": "tick",
        "signal": "green",
        "name": None,
        "lines": ["Velkommen.", "Du er registreret kl.\N{NO-BREAK SPACE}08.10."],
        "others": [],
    }


def test_no_card_and_no_id_goes_to_the_screen(workshop: Workshop) -> None:
    """Nor a name that its bearer did not choose to show, nor whose turn it is."""
    showing = DisplayStream(screen(workshop))
    for uid in (*UIDS.values(), STRANGE):
        workshop.clock.advance(1)
        workshop.tap(uid)
    told = "".join(showing.new_events(workshop.clock.now()))

    assert told.count("event: tap") == 3
    for secret in (*UIDS.values(), STRANGE, BENT.id, "Bent", "Anna", "Krogh", '"seq"'):
        assert secret not in told


def test_each_minute_is_told(workshop: Workshop) -> None:
    """Also while nobody comes: that is how the screen knows its line is alive."""
    workshop.beat()
    showing = DisplayStream(screen(workshop))
    look(showing, workshop)
    workshop.clock.advance(59)
    before = look(showing, workshop)
    workshop.clock.advance(1)
    ((kind, told),) = look(showing, workshop)

    assert (before, kind, told["clock"]) == ([], "rest", "08.11")


def test_a_reader_that_went_down_and_came_back_is_told(workshop: Workshop) -> None:
    """As the terminal wrote it, or by its silence."""
    showing = DisplayStream(screen(workshop))
    down = [
        len(look(showing, workshop)[0][1]["down"]),
        *(_down_after(workshop, showing, reader) for reader in ("ok", "no_chip", "ok")),
    ]
    workshop.clock.advance(16 * 60)
    silent = len(look(showing, workshop)[0][1]["down"])

    assert (down, silent) == ([4, 0, 4, 0], 4)


def _down_after(workshop: Workshop, showing: DisplayStream, reader: str) -> int:
    workshop.beat(reader)
    return len(look(showing, workshop)[0][1]["down"])


def test_a_burst_is_bounded_and_ends_with_the_newest(workshop: Workshop) -> None:
    """A screen that comes in a rush gets the last ten."""
    for _ in range(MESSAGES_AT_ONCE):
        workshop.tap(UIDS["Anna Holm"])
    workshop.clock.advance(1)
    workshop.tap(STRANGE)
    events = look(DisplayStream(screen(workshop)), workshop)

    assert kinds(events) == ["rest", *["tap"] * MESSAGES_AT_ONCE]
    assert events[-1][1]["icon"] == "person"


def test_a_new_roster_is_used_from_the_next_tap_on(workshop: Workshop) -> None:
    """A card that was handed out a minute ago is known at the door."""
    showing = DisplayStream(screen(workshop))
    look(showing, workshop)
    workshop.write_roster(make_roster(cards=[]))
    workshop.tap(UIDS["Anna Holm"])

    assert look(showing, workshop)[-1][1]["lines"][0] == "Vi kender ikke kortet endnu."


@pytest.mark.parametrize(
    ("central", "heard_seconds_ago", "line"),
    [
        ("https://central.example.dk", None, "Vi sender det videre"),
        ("https://central.example.dk", 3600, "Vi sender det videre"),
        ("https://central.example.dk", 60, "Du er registreret kl."),
        ("", None, "Du er registreret kl."),
    ],
)
def test_while_central_is_out_of_reach_the_screen_says_so(
    workshop: Workshop, central: str, heard_seconds_ago: int | None, line: str
) -> None:
    """With the words of the terminal; without a central nothing is offline."""
    beat = workshop.beat()
    if heard_seconds_ago is not None:
        workshop.terminal.store_receipt(
            through_seq=beat.seq,
            hash=beat.hash,
            incarnation=bytes(16),
            raw=b"",
            moment_ns=beat.wall_ns - heard_seconds_ago * 10**9,
        )
    hung = screen(workshop)
    settings = msgspec.structs.replace(hung.settings, central_url=central)
    showing = DisplayStream(
        Display(
            repository=hung.repository,
            journal=hung.journal,
            texts=hung.texts,
            settings=settings,
        )
    )
    workshop.tap(UIDS["Bent Krogh"])

    assert look(showing, workshop)[-1][1]["lines"][1].startswith(line)


def test_the_stream_shows_that_it_lives_and_ends(workshop: Workshop) -> None:
    """About ten minutes; then the screen comes again by itself."""
    said = list(
        display_events(
            DisplayStream(screen(workshop)),
            workshop.clock.now,
            lambda _: False,
            polls=101,
        )
    )

    assert said[0] == "retry: 1000\n\n"
    assert [one.split("\n")[0] for one in said[1:]] == [
        "event: rest",
        ": here",
        ": here",
    ]
    stopping = DisplayStream(screen(workshop))
    assert len(list(display_events(stopping, workshop.clock.now, lambda _: True))) == 2


def test_a_journal_that_cannot_be_read_ends_the_stream(workshop: Workshop) -> None:
    """The tap that could not be read is shown when it can be again."""
    workshop.beat()
    showing = DisplayStream(screen(workshop))
    look(showing, workshop)
    workshop.tap(UIDS["Anna Holm"])
    books = screen(workshop).repository
    whole, broken = books.roster, True

    def roster() -> Any:
        if broken:
            raise JournalUnavailable("the disk is gone")
        return whole()

    books.roster = roster  # type: ignore[method-assign] # for this test only
    gone = list(display_events(showing, workshop.clock.now, lambda _: False, polls=9))
    broken = False

    assert gone == ["retry: 1000\n\n"]
    assert kinds(look(showing, workshop)) == ["rest", "tap"]
