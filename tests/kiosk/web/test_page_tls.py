"""On the workshop's network the page speaks TLS, by a certificate of its own."""

import hashlib
import http.client
import re
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest

from kiosk.web.server import is_any, is_loopback
from kiosk.web.tls import own_names, read
from tests.kiosk.web.tls import PHONE, Served, ask, serving, trusting
from tests.kiosk.web.workshop import PIN

SLOW_SECONDS = 1.2  # longer than a request in plain HTTP is waited for


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve one page for all of these."""
    with serving(tmp_path_factory.mktemp("door")) as served:
        yield served


@pytest.mark.parametrize(
    ("address", "here", "every"),
    [
        ("127.0.0.1", True, False),
        ("::1", True, False),
        ("localhost", True, False),
        ("0.0.0.0", False, True),  # noqa: S104 - nothing listens there
        ("::", False, True),
        ("192.168.1.10", False, False),
        ("door-1", False, False),
    ],
)
def test_who_can_ask_at_an_address(address: str, *, here: bool, every: bool) -> None:
    """Where it is not known to be this machine alone, others can."""
    assert (is_loopback(address), is_any(address)) == (here, every)


@pytest.mark.enable_socket
def test_a_phone_that_trusts_it_is_answered_over_tls(served: Served) -> None:
    """By the machine's name; it is told to stay with TLS, and so are its cookies."""
    context = trusting(served)
    for name in own_names():
        answer = served.over_tls(context, name)
        assert answer.status == 200
        assert answer.getheader("Strict-Transport-Security") == "max-age=2592000"
        assert "Secure" in (answer.getheader("Set-Cookie") or "")
    raw = socket.create_connection((PHONE, served.phone_port), timeout=10)
    with context.wrap_socket(raw, server_hostname=min(own_names())) as secured:
        shown = hashlib.sha256(secured.getpeercert(binary_form=True) or b"").hexdigest()
        assert secured.version() in {"TLSv1.2", "TLSv1.3"}
    kept = read(served.certificate, served.certificate)
    assert kept.fingerprint.replace(":", "").lower() == shown


@pytest.mark.enable_socket
def test_nobody_else_is_taken_for_the_terminal(served: Served) -> None:
    """Neither by a phone that trusts nothing of it, nor under another name."""
    context = trusting(served)
    with pytest.raises(ssl.SSLCertVerificationError, match="ostname"):
        served.over_tls(context, "borger.example.dk")
    with pytest.raises(ssl.SSLCertVerificationError):
        served.over_tls(ssl.create_default_context(), min(own_names()))


@pytest.mark.enable_socket
def test_a_phone_that_forgot_tls_is_told_where_to_go(served: Served) -> None:
    """It gets nothing of the page; whoever begins TLS slowly is served as before."""
    context = trusting(served)
    is_told_where_to_go(served)
    raw = socket.create_connection((PHONE, served.phone_port), timeout=20)
    time.sleep(SLOW_SECONDS)
    with context.wrap_socket(raw, server_hostname=min(own_names())) as secured:
        slow = ask(secured)

    assert slow.status == 200


def is_told_where_to_go(served: Served) -> None:
    """Ask for the login in plain HTTP, from the network, and get nothing of it."""
    with socket.create_connection((PHONE, served.phone_port), timeout=10) as raw:
        answer = ask(raw)

    assert (answer.status, answer.getheader("Location")) == (307, "https://door/login")
    assert answer.getheader("Set-Cookie") is None


STAYS = """
from kiosk.web.server import WatchedWorker
WatchedWorker._stays = lambda *_: True
"""


@pytest.mark.enable_socket
def test_a_page_that_answers_the_network_without_tls_is_caught(tmp_path: Path) -> None:
    """The phone above bites where whoever comes is taken for this machine's screen."""
    with serving(tmp_path, STAYS) as served:
        trusting(served)
        with pytest.raises(AssertionError, match="200"):
            is_told_where_to_go(served)


@pytest.mark.enable_socket
def test_the_terminals_own_screen_needs_no_certificate(served: Served) -> None:
    """What never leaves the machine is plain, and says nothing of TLS."""
    trusting(served)
    answer = served.plainly()

    assert answer.status == 200
    assert answer.getheader("Strict-Transport-Security") is None
    assert "Secure" not in (answer.getheader("Set-Cookie") or "")


@pytest.mark.enable_socket
def test_somebody_logs_in_over_tls(served: Served) -> None:
    """A form of our own passes, and its cookie never leaves TLS."""
    context = trusting(served)
    context.check_hostname = False  # the library asks for the address by its number
    line = http.client.HTTPSConnection(PHONE, served.phone_port, context=context)
    with closing(line):
        line.request("GET", "/login")
        answer = line.getresponse()
        token = re.search(r'name="csrf_token" value="([^"]+)"', answer.read().decode())
        cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
        assert token is not None
        origin = f"https://{PHONE}:{served.phone_port}"
        typed = {"csrf_token": token[1], "name": "Mette Lund", "pin": PIN}
        line.request(
            "POST",
            "/login",
            urlencode(typed),
            {
                "Cookie": cookie,
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"{origin}/login",
            },
        )
        answer = line.getresponse()
        answer.read()

    assert (answer.status, answer.getheader("Location")) == (303, "/")
    cookies = answer.headers.get_all("Set-Cookie") or []
    assert [one for one in cookies if "Secure" not in one] == []
    assert len(cookies) == 2
