"""What was typed becomes an instant on the site's own clock."""

from datetime import date, time

from server_sync.central.web.forms import instant, seconds_of_day


def test_the_day_of_the_spring_change_has_23_hours() -> None:
    """A day begins and ends by the site's own clock, however long it is."""
    first, last = seconds_of_day(date(2026, 3, 29), "Europe/Copenhagen")

    assert last - first + 1 == 23 * 3600
    assert first == instant(date(2026, 3, 29), time(0), "Europe/Copenhagen")
