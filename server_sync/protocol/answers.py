"""What the terminal does with the HTTP status of an answer. Pure.

| status | what it means here |
| --- | --- |
| 200 | read the body: only a valid receipt counts |
| 400, 413, 422 | this batch is refused: send a smaller one |
| 401, 403 | this terminal's key is not accepted: keep recording; a person must look |
| all others | an outage, a wrong address or a captive portal: try again later |
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from server_sync.errors import BatchRefused, DeliveryFailed, TerminalNotAccepted

RETRY_AFTER_SECONDS_MAX = 3600.0
REFUSALS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)
NOT_ACCEPTED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
SECONDS = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer from anybody; `headers` ignores upper and lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


def check_status(answer: Answer) -> None:
    """Raise unless the status is 200.

    Raises:
        BatchRefused: a smaller batch may be accepted.
        TerminalNotAccepted: a person must approve this terminal.
        DeliveryFailed: any other status.
    """
    if answer.status == HTTPStatus.OK:
        return
    fault = DeliveryFailed
    if answer.status in REFUSALS:
        fault = BatchRefused
    if answer.status in NOT_ACCEPTED:
        fault = TerminalNotAccepted
    raise fault(
        f"the answer has status {answer.status}",
        retry_after_seconds=retry_after_seconds(answer.headers),
    )


def retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """Return how long the answer asks to wait, at most an hour; None if it does not.

    A date counts from the answer's own `Date`, since our clock may be wrong.
    """
    asked = headers.get("Retry-After", "").strip()
    if SECONDS.fullmatch(asked):
        return min(float(asked), RETRY_AFTER_SECONDS_MAX)
    until, sent = _date(asked), _date(headers.get("Date", ""))
    if until is None or sent is None:
        return None
    wait = (until - sent).total_seconds()
    return min(max(wait, 0.0), RETRY_AFTER_SECONDS_MAX)


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else None
