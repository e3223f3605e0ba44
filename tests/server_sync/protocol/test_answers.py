"""What the status and the headers of an answer ask for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server_sync.errors import DeliveryFailed
from server_sync.protocol.answers import Answer, check_status, retry_after_seconds


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("0", 0.0),
        ("7", 7.0),
        (" 120 ", 120.0),
        ("3600", 3600.0),
        ("3601", 3600.0),
        ("999999999", 3600.0),
        ("9999999999", None),
        ("-1", None),
        ("1.5", None),
        ("inf", None),
        ("soon", None),
        ("", None),
        ("Tue, 01 Sep 2026 08:02:00 GMT", 120.0),
        ("Tue, 01 Sep 2026 10:00:00 GMT", 3600.0),
        ("Tue, 01 Sep 2026 07:00:00 GMT", 0.0),
    ],
)
def test_central_may_ask_to_wait_an_hour_at_most(
    asked: str, seconds: float | None
) -> None:
    """Retry-After is honoured in both its forms, up to an hour."""
    headers = {"Retry-After": asked, "Date": "Tue, 01 Sep 2026 08:00:00 GMT"}

    assert retry_after_seconds(headers) == seconds


def test_a_date_to_wait_for_means_nothing_by_our_own_clock() -> None:
    """Without central's own date there is nothing to count from."""
    headers = {"Retry-After": "Tue, 01 Sep 2026 08:02:00 GMT"}

    assert retry_after_seconds(headers) is None


@given(asked=st.text(max_size=60), date=st.text(max_size=60))
def test_no_header_breaks_the_reading_of_it(asked: str, date: str) -> None:
    """Whatever is asked for, the wait is none or between nothing and an hour."""
    seconds = retry_after_seconds({"Retry-After": asked, "Date": date})

    assert seconds is None or 0 <= seconds <= 3600


def test_the_wait_asked_for_reaches_the_uplink() -> None:
    """A 429 carries its wait to where the waiting is done."""
    busy = Answer(status=429, headers={"Retry-After": "90"}, body=b"")

    with pytest.raises(DeliveryFailed) as fault:
        check_status(busy)

    assert fault.value.retry_after_seconds == 90
