"""What a terminal is told when its request is not taken."""

from collections.abc import Callable

from flask import Response, jsonify

Refusal = tuple[Response, int]


def refused(status: int) -> Callable[[Exception], Refusal]:
    """Give what answers an error with its own words and this status."""

    def answer(error: Exception) -> Refusal:
        return jsonify(error=str(error)), status

    return answer


def busy(_error: Exception) -> tuple[Response, int, dict[str, str]]:
    """Say that the database is out of reach: nothing was kept, so send it again."""
    return jsonify(error="the database is busy"), 503, {"Retry-After": "5"}
