"""How the API says that something is wrong: always JSON, always with what to do."""

from typing import Any

from apiflask import HTTPError
from flask.typing import HeadersValue

WHAT_TO_DO = {
    401: "Send the header `Authorization: Bearer TOKEN` with a token that your "
    "municipality was given and that is neither revoked nor run out.",
    404: "See openapi.json for what there is.",
    405: "Only GET is answered: nothing can be changed here.",
    422: "Ask with `from` and `to`, each written YYYY-MM-DD, and with nothing else; "
    "`detail` says what is wrong with which.",
}
OTHERWISE = "Try again in a minute; if it stays so, tell whoever runs central."


def answer(error: HTTPError) -> tuple[dict[str, Any], int, HeadersValue]:
    """Write an error as the API's callers read it."""
    body = {
        "message": error.message,
        "what_to_do": WHAT_TO_DO.get(error.status_code, OTHERWISE),
        "detail": error.detail,
    }
    return body, error.status_code, error.headers
