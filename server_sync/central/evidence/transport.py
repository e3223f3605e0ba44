"""Ask an authority outside for a time stamp: RFC 3161 over HTTP."""

import requests

from server_sync.central.errors import StampFailed

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
REPLY_BYTES_MAX = 64 * 1024
TIMEOUT_SECONDS = 20


def ask_authority(url: str, query: bytes) -> bytes:
    """Send a `TimeStampReq` and give what came back; whether it is good is not asked.

    Raises:
        StampFailed: there is no answer, or one that can be no stamp.
    """
    try:
        with requests.post(
            url,
            data=query,
            headers={"Content-Type": QUERY, "Accept": REPLY},
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
            stream=True,
        ) as answer:
            raw: bytes = answer.raw.read(REPLY_BYTES_MAX + 1, decode_content=True)
    except (requests.RequestException, OSError) as error:
        raise StampFailed(f"{url} is out of reach: {type(error).__name__}") from error
    if answer.status_code != requests.codes.ok:
        raise StampFailed(f"{url} answered with status {answer.status_code}")
    if len(raw) > REPLY_BYTES_MAX:
        raise StampFailed(f"{url} answered with more than a stamp")
    return raw
