"""Every word of the rules has a word on screen."""

from kiosk.journal.contents import Reason
from kiosk.look import words
from server_sync.central.attendance.line import sendable
from server_sync.central.rules.status import Cause, Source, Status, Told


def test_nothing_that_the_rules_can_say_lacks_words() -> None:
    """A new status or cause cannot reach a page before it has its Danish."""
    assert list(words.STATUS) == list(Status)
    assert list(words.CAUSE) == list(Cause)
    assert list(words.SOURCE) == list(Source)
    assert list(words.NOTICE) == list(Told)
    assert list(words.REASON) == list(Reason)


def test_what_tells_of_health_is_not_sent() -> None:
    """Illness on a date is health data: told is that there is a reason, no more."""
    assert sendable("ill") == (None, True)
    assert {reason for reason in Reason if sendable(reason)[1]} == {
        Reason.ILL,
        Reason.CHILD_ILL,
        Reason.DOCTOR,
    }
    assert sendable("job_interview") == ("job_interview", False)
    assert sendable(None) == (None, False)
