"""Only the owner of a key can have sent what it signed."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server_sync.errors import BadSignature
from server_sync.protocol.keys import PrivateKey, public_bytes
from server_sync.protocol.signing import Request, sign_request, verify_request

KEY = PrivateKey.generate()


PUBLIC = public_bytes(KEY)


OTHER = public_bytes(PrivateKey.generate())


URL = "https://central.example.dk/v1/devices/terminal-1/entries"


def signed(body: bytes = b"the body", method: str = "POST") -> Request:
    """Sign a request as a terminal does."""
    headers = {"Content-Type": "a/b", "Content-Encoding": "gzip"} if body else {}
    request = Request(method=method, url=URL, headers=headers, body=body)
    sign_request(request, KEY, keyid="terminal-1", nonce="only-once", created_ns=0)
    return request


def nonce_of(request: Request, public: bytes = PUBLIC) -> str:
    """Verify a request as central does."""
    return verify_request(
        request.method, request.url, request.headers, request.body, public
    )


def test_a_signed_request_gives_its_nonce() -> None:
    """The nonce that the receipt must name comes out of the signature."""
    assert nonce_of(signed()) == "only-once"
    assert nonce_of(signed(b"", "GET")) == "only-once"


def without(name: str) -> Callable[[Request], Request]:
    """Take one header away."""

    def change(request: Request) -> Request:
        kept = {key: value for key, value in request.headers.items() if key != name}
        return replace(request, headers=kept)

    return change


def with_header(name: str, value: str) -> Callable[[Request], Request]:
    """Put one header in."""
    return lambda request: replace(request, headers={**request.headers, name: value})


CHANGES = {
    "method": lambda request: replace(request, method="PUT"),
    "path": lambda request: replace(request, url=URL.replace("-1", "-2")),
    "query": lambda request: replace(request, url=URL + "?seq=1"),
    "host": lambda request: replace(request, url=URL.replace("dk", "com")),
    "scheme": lambda request: replace(request, url=URL.replace("https", "http")),
    "body": lambda request: replace(request, body=b"another body"),
    "no body": lambda request: replace(request, body=b""),
    "content type": with_header("Content-Type", "text/plain"),
    "no content type": without("Content-Type"),
    "content encoding": with_header("Content-Encoding", "identity"),
    "no content encoding": without("Content-Encoding"),
    "no digest": without("Content-Digest"),
    "no signature": without("Signature"),
    "no input": without("Signature-Input"),
    "broken input": with_header("Signature-Input", "moedt=(((("),
    "nothing covered": with_header(
        "Signature-Input",
        'moedt=();created=0;keyid="terminal-1";nonce="only-once";tag="moedt"',
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_request_cannot_be_changed(change: Callable[[Request], Request]) -> None:
    """Method, whole address, body and how to read it are covered."""
    with pytest.raises(BadSignature):
        nonce_of(change(signed()))


def test_a_header_that_changes_the_meaning_cannot_be_put_in() -> None:
    """A body sent plain cannot be made to look gzipped."""
    plain = Request(
        method="POST", url=URL, headers={"Content-Type": "a/b"}, body=b"plain"
    )
    sign_request(plain, KEY, keyid="terminal-1", nonce="n", created_ns=0)
    assert nonce_of(plain) == "n"

    with pytest.raises(BadSignature):
        nonce_of(with_header("Content-Encoding", "gzip")(plain))


def test_a_request_of_another_key_does_not_count() -> None:
    """The key id does not choose the key; the address does."""
    with pytest.raises(BadSignature):
        nonce_of(signed(), OTHER)


@pytest.mark.parametrize("seconds", [0, 4_294_967_295])
def test_the_age_of_a_request_does_not_matter(seconds: int) -> None:
    """A terminal whose clock is decades off is not locked out."""
    request = Request(method="GET", url=URL, headers={}, body=b"")
    sign_request(
        request, KEY, keyid="terminal-1", nonce="n", created_ns=seconds * 10**9
    )

    assert nonce_of(request) == "n"


@given(
    signature=st.text(max_size=80)
    | st.binary(max_size=80).map(lambda b: b.decode("latin-1")),
    signature_input=st.text(max_size=80),
)
def test_no_headers_break_the_verifier(signature: str, signature_input: str) -> None:
    """Whatever a stranger puts in the headers, the answer is BadSignature."""
    request = signed()
    request.headers |= {"Signature": signature, "Signature-Input": signature_input}

    with pytest.raises(BadSignature):
        nonce_of(request)
