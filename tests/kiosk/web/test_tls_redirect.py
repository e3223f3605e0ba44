"""Whoever typed http:// is told where to go, and nothing of what they sent is used."""

import re

import pytest

from kiosk.web import tls_redirect
from kiosk.web.tls_redirect import SENTENCE, answer_to

HEAD = b"GET /uge?hold=A%20B HTTP/1.1\r\nAccept: */*\r\nHost: door-1.local:8400\r\n\r\n"


def status(answer: bytes) -> bytes:
    """Read the status line."""
    return answer.partition(b"\r\n")[0]


def test_the_same_address_is_offered_over_tls() -> None:
    """With its port and what followed; nobody keeps the answer."""
    assert answer_to(HEAD) == (
        b"HTTP/1.1 307 Temporary Redirect\r\n"
        b"Location: https://door-1.local:8400/uge?hold=A%20B\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\n"
        b"Content-Length: 31\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
        + SENTENCE
    )


A_FORM, ELSEWHERE, BAD_NAME, TWO_LINES = (
    HEAD.replace(b"GET", b"POST"),
    HEAD.replace(b"/uge", b"http://elsewhere.dk/uge"),
    HEAD.replace(b"door-1", b"mette@door-1"),
    HEAD.replace(b"hold=A", b"hold=\rA"),
)


@pytest.mark.parametrize(
    "head",
    [
        A_FORM,
        ELSEWHERE,
        BAD_NAME,
        TWO_LINES,
        HEAD.replace(b"Host", b"Best"),
        HEAD.replace(b"door-1", b"door/1"),
        HEAD.replace(b"door-1.local:8400", b"d" * 256),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x00" * 40,
        b"",
    ],
)
def test_what_is_no_such_request_is_told_in_words(head: bytes) -> None:
    """No address is made of what cannot be one, and no form goes on its way again."""
    is_told_in_words(head)


@pytest.mark.parametrize(
    ("name", "pattern", "head"),
    [
        ("ASKED", rb"[A-Z]+ (/[!-~]*) ", A_FORM),
        ("ASKED", rb"GET ([!-~]*) ", ELSEWHERE),
        ("ASKED", rb"GET (/[^ ]*) ", TWO_LINES),
        ("HOST", rb"\r\nHost: *(.*?)\r\n", BAD_NAME),
    ],
)
def test_an_address_made_of_anything_is_caught(
    monkeypatch: pytest.MonkeyPatch, name: str, pattern: bytes, head: bytes
) -> None:
    """The requests above bite where more is taken for one than is."""
    monkeypatch.setattr(tls_redirect, name, re.compile(pattern))

    with pytest.raises(AssertionError):
        is_told_in_words(head)


def is_told_in_words(head: bytes) -> None:
    """See that the answer sends nobody anywhere."""
    answer = answer_to(head)

    assert status(answer) == b"HTTP/1.1 400 Bad Request"
    assert b"Location" not in answer
    assert answer.endswith(SENTENCE)
