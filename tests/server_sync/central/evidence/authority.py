"""An authority of our own that stamps (RFC 3161): OpenSSL behind a port.

Its answers are real time stamps by a key and a certificate made for the test.
"""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CONFIGURED = """\
[tsa]
default_tsa = ours
[ours]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/signer.pem
signer_key = {folder}/signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


@cache
def openssl_stamps() -> bool:
    """Say whether this machine has an `openssl` that can stamp."""
    try:
        done = subprocess.run(
            ("openssl", "ts", "-help"), check=False, capture_output=True
        )
    except FileNotFoundError:
        return False
    return done.returncode == 0


@dataclass(slots=True)
class OwnAuthority:
    """Stamps what it is asked to, unless it is told otherwise.

    Attributes:
        folder: for its keys; `root.pem` is what others trust.
        asked: the requests, as they came.
        out_of_order: the HTTP status of its answers, where it is not 200.
        instead: answered in place of a stamp.
        good_for: how long its certificates are good, from the beginning of 2026.
    """

    folder: Path
    good_for: timedelta = timedelta(days=36_500)
    asked: list[bytes] = field(default_factory=list)
    out_of_order: int | None = None
    instead: bytes | None = None

    def __post_init__(self) -> None:
        """Make the keys and the certificates."""
        self.folder.mkdir()
        root_key, signer_key = _new_key(), _new_key()
        root = _certificate("Root", root_key, "Root", root_key, self.good_for)
        signer = _certificate("Clock", signer_key, "Root", root_key, self.good_for)
        (self.folder / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
        (self.folder / "signer.pem").write_bytes(signer.public_bytes(Encoding.PEM))
        (self.folder / "signer.key").write_bytes(
            signer_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        (self.folder / "serial").write_text("01")
        (self.folder / "ts.conf").write_text(CONFIGURED.format(folder=self.folder))

    @property
    def certificate(self) -> Path:
        """Where the certificate is that others trust."""
        return self.folder / "root.pem"

    def stamp(self, query: bytes) -> bytes:
        """Answer a `TimeStampReq` with a `TimeStampResp`."""
        self.asked.append(query)
        if self.instead is not None:
            return self.instead
        asked, answer = self.folder / "query.tsq", self.folder / "answer.tsr"
        asked.write_bytes(query)
        subprocess.run(
            ("openssl", "ts", "-reply", "-config", self.folder / "ts.conf",
             "-queryfile", asked, "-out", answer),
            check=True,
            capture_output=True,
        )  # fmt: skip
        return answer.read_bytes()

    def stamp_something_else(self, query: bytes) -> bytes:
        """Stamp another digest, in answer to this very question."""
        digest = query.index(b"\x04\x20") + 2
        return self.stamp(query[:digest] + bytes(32) + query[digest + 32 :])

    def stamp_for_another(self, query: bytes) -> bytes:
        """Stamp the right digest, as somebody asked for it with another nonce."""
        # A query ends with its nonce and the three bytes of `certReq`.
        return self.stamp(query[:-4] + bytes([query[-4] ^ 1]) + query[-3:])

    @contextmanager
    def at_a_port(self) -> Iterator[str]:
        """Answer over HTTP as long as it lasts; give the address."""
        authority = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                """Stamp, or be out of order."""
                query = self.rfile.read(int(self.headers["Content-Length"]))
                raw = authority.stamp(query)
                self.send_response(authority.out_of_order or 200)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        server = HTTPServer(("127.0.0.1", 0), Answering)
        answering = threading.Thread(target=server.serve_forever)
        answering.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/tsa"
        finally:
            server.shutdown()
            server.server_close()
            answering.join()


def _new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    good_for: timedelta,
) -> x509.Certificate:
    """Make a certificate that is good for so long."""
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    stamps = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    is_authority = x509.BasicConstraints(ca=True, path_length=None)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + good_for)
        .add_extension(is_authority if key is issuer_key else stamps, critical=True)
        .sign(issuer_key, hashes.SHA256())
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
