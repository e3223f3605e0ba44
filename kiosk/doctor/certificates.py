"""Check how long the certificates are still valid: central's, and the page's own."""

import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import certifi

from firmware.moment import Moment
from kiosk.doctor.check import Check, fail, ok, warn
from kiosk.web.tls import read

HTTPS = 443
CONNECT_SECONDS = 10.0
DAYS_SOON = 14
NS, DAY_SECONDS = 10**9, 86400
EXPIRED = 10
"""OpenSSL's X509_V_ERR_CERT_HAS_EXPIRED."""

AskCertificateEnd = Callable[[str, int], int]
"""Asks a host at a port until when its certificate holds, in seconds since 1970."""


def central(url: str, now: Moment, *, ask: AskCertificateEnd) -> Check:
    """Ask central for its certificate, as the uplink does, and judge it."""
    there = urlsplit(url)
    host = there.hostname or ""
    if there.scheme != "https":
        return ok("certificate", "none")
    try:
        until = ask(host, there.port or HTTPS)
    except ssl.SSLCertVerificationError as error:
        if error.verify_code == EXPIRED:
            return fail("certificate", "expired", host=host)
        why = error.verify_message
        return fail("certificate", "not_trusted", host=host, why=why)
    except OSError as error:
        return ok("certificate", "not_asked", host=host, why=str(error))
    return days_left("certificate", host, until, now)


def of_page(folder: Path, now: Moment) -> Check:
    """Read the certificate of the page, and judge it."""
    path = folder / "page.crt"
    if not path.exists():
        return ok("page_certificate", "none")
    until = int(read(path, folder / "page.tls.key").ends.timestamp())
    return days_left("page_certificate", str(path), until, now)


def days_left(what: str, host: str, until_seconds: int, now: Moment) -> Check:
    """Judge a certificate by the time until it ends."""
    left = until_seconds - now.wall_ns // NS
    days = left // DAY_SECONDS
    if left <= 0:
        return fail(what, "expired", host=host)
    judge, key = (warn, "soon") if days < DAYS_SOON else (ok, "holds")
    return judge(what, key, host=host, days=days)


def not_after(host: str, port: int) -> int:
    """Return when a host's certificate ends, in seconds since 1970.

    Raises:
        OSError: it does not answer, or its certificate is not believed.
    """
    with (
        socket.create_connection((host, port), timeout=CONNECT_SECONDS) as line,
        trust().wrap_socket(line, server_hostname=host) as shown,
    ):
        found = shown.getpeercert() or {}
    return int(ssl.cert_time_to_seconds(str(found["notAfter"])))


def trust() -> ssl.SSLContext:
    """Trust the system's authorities, and those that the uplink trusts."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
