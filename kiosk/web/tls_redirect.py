"""Answer a request in plain HTTP on the port of TLS with a redirect."""

import re

HANDSHAKE = b"\x16"
"""The first byte of every TLS connection; no request in plain HTTP begins with it."""
HEAD_BYTES_MAX = 4096
ASKED = re.compile(rb"(?:GET|HEAD) (/[!-~]*) HTTP/1\.[01]\r\n")
HOST = re.compile(rb"\r\nhost: *([a-z0-9.:\[\]-]{1,255}) *\r\n", re.IGNORECASE)
SENTENCE = b"Skriv https:// foran adressen.\n"


def is_plain(first: bytes) -> bool:
    r"""Return True if a connection that begins with this byte is not TLS.

    >>> is_plain(b"G"), is_plain(b"\x16"), is_plain(b"")
    (True, False, False)
    """
    return first not in {b"", HANDSHAKE}


def answer_to(head: bytes) -> bytes:
    """Redirect a request in plain HTTP to the same address over TLS.

    What else was sent, such as a form, is ignored: it was sent unencrypted.

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
