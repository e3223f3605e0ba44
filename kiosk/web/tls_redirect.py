"""What somebody is told who typed http:// where the page speaks TLS alone."""

import re

HANDSHAKE = b"\x16"
"""The first byte of every TLS connection; no request in plain HTTP begins with it."""
HEAD_BYTES_MAX = 4096
ASKED = re.compile(rb"(?:GET|HEAD) (/[!-~]*) HTTP/1\.[01]\r\n")
HOST = re.compile(rb"\r\nhost: *([a-z0-9.:\[\]-]{1,255}) *\r\n", re.IGNORECASE)
SENTENCE = b"Skriv https:// foran adressen.\n"


def is_plain(first: bytes) -> bool:
    r"""Say whether a connection that begins so is no TLS.

    >>> is_plain(b"G"), is_plain(b"\x16"), is_plain(b"")
    (True, False, False)
    """
    return first not in {b"", HANDSHAKE}


def answer_to(head: bytes) -> bytes:
    """Answer a request in plain HTTP: the same address over TLS, and nothing else.

    What was sent besides, a form for one, is not looked at: it came readable.

    Args:
        head: its first bytes.
    """
    request_line, host = ASKED.match(head), HOST.search(head)
    if request_line is None or host is None:
        return _answer(b"400 Bad Request")
    location = b"Location: https://%b%b\r\n" % (host[1], request_line[1])
    return _answer(b"307 Temporary Redirect", location)


def _answer(status: bytes, more: bytes = b"") -> bytes:
    return (
        b"HTTP/1.1 %b\r\n%bContent-Type: text/plain; charset=utf-8\r\n"
        b"Content-Length: %d\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n%b"
        % (status, more, len(SENTENCE), SENTENCE)
    )
