"""Compress the pages that reload themselves: a Pi serves them to many screens."""

import gzip

from flask import Flask, Response, request

# Only these: they contain nothing from the request, so that their compressed length
# cannot reveal the rest of their content.
COMPRESSED = frozenset({"board.show", "board.wall", "board.live"})
LEVEL = 4
BYTES_MIN = 1000


def compress_responses(app: Flask) -> None:
    """Send those pages with gzip to browsers that accept it."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if request.endpoint not in COMPRESSED:
        return response
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    if len(body) >= BYTES_MIN and request.accept_encodings.best_match(["gzip"]):
        response.set_data(gzip.compress(body, LEVEL, mtime=0))
        response.content_encoding = "gzip"
    return response
