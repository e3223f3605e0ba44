"""Browsers are told of a change within a fraction of a second, and never what."""

from kiosk.errors import JournalUnavailable
from kiosk.web.page_context import EXTENSION
from kiosk.web.repository import Repository
from kiosk.web.views.events import COMMENT_EVERY_POLLS, POLL_SECONDS, change_events
from tests.kiosk.web.workshop import STRANGE, Workshop, make_roster


def never(_seconds: float) -> bool:
    """Wait no time, and go on."""
    return False


def test_the_first_word_is_how_things_stand() -> None:
    """So that nothing is lost between the page and its first look."""
    said = list(change_events(lambda: "7", never, polls=3))

    assert said == ["retry: 1000\n\n", "event: change\ndata: 7\n\n"]


def test_a_change_is_told_once() -> None:
    """Silence otherwise."""
    marks = iter(["1", "1", "2", "2"])

    said = list(change_events(lambda: next(marks), never, polls=4))

    assert [one for one in said if "change" in one] == [
        "event: change\ndata: 1\n\n",
        "event: change\ndata: 2\n\n",
    ]


def test_a_browser_that_went_is_noticed() -> None:
    """Something is written now and then although nothing changed."""
    said = list(change_events(lambda: "1", never, polls=2 * COMMENT_EVERY_POLLS + 1))

    assert said.count(": here\n\n") == 2
    assert COMMENT_EVERY_POLLS * POLL_SECONDS <= 15


def test_a_page_that_stops_lets_its_browsers_go() -> None:
    """At the next look, and not after ten minutes."""
    said = list(change_events(lambda: "1", lambda _: True))

    assert len(said) == 2


def test_a_journal_that_cannot_be_read_ends_the_stream() -> None:
    """The browser comes again by itself, and is told then."""

    def broken() -> str:
        raise JournalUnavailable("the disk is gone")

    assert list(change_events(broken, never)) == ["retry: 1000\n\n"]


def test_the_mark_changes_with_every_tap_and_every_roster(workshop: Workshop) -> None:
    """Also with what the page itself writes, and with nothing else."""
    repository: Repository = workshop.app.extensions[EXTENSION].repository
    first = repository.version()
    quiet = repository.version()
    workshop.tap(STRANGE)
    tapped = repository.version()
    workshop.write_roster(make_roster([]))
    renewed = repository.version()
    mette = workshop.browser(None)
    mette.see("/login")

    assert first == quiet
    assert len({first, tapped, renewed}) == 3
    assert repository.version() == renewed
