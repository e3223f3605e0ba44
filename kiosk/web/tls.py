"""The page's own certificate, for the workshop's network; no authority signed it.

Whoever opens the page from a phone compares its fingerprint once with the one that
`moedt enrol` printed. The key stays when the certificate is renewed. A phone may trust
it as a root: it is valid only for this machine's own names and addresses.
"""

import hashlib
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kiosk.errors import BadCertificate
from kiosk.host.files import OWNER_ONLY, atomic_write

LASTS = timedelta(days=820)
"""Phones refuse what lasts longer than 825 days."""
RENEWED_BEFORE = timedelta(days=30)
CLOCKS_DIFFER = timedelta(days=1)
NAME_CHARACTERS_MAX = 63
BROKEN = "move it away, and start the page again: it makes another"

Key = ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Where certificate and key are, and the fingerprint by which people compare."""

    path: Path
    key_path: Path
    fingerprint: str
    ends: datetime
    names: frozenset[str]


def names_of_machine(host: str) -> frozenset[str]:
    """Return the names of this machine on a local network.

    >>> sorted(names_of_machine("doer-1"))
    ['doer-1', 'doer-1.local']
    """
    short = host.partition(".")[0] or "localhost"
    return frozenset({host or short, short, f"{short}.local"})


def ensure(
    folder: Path, *, names: Iterable[str], now: datetime, clock_trusted: bool
) -> Certificate:
    """Return the certificate in the folder; make or renew it if that is due.

    Args:
        folder: of the terminal's own files.
        names: host names and addresses by which it must be known.
        now: by this machine's clock.
        clock_trusted: False if `now` may be wrong; then an existing file stays.

    Raises:
        BadCertificate: what lies there cannot be read, or nothing can be written.
    """
    path, key_path = folder / "page.crt", folder / "page.tls.key"
    found = read(path, key_path) if path.exists() else None
    wanted = frozenset(names)
    if found is not None:
        lasts = RENEWED_BEFORE < found.ends - now <= LASTS
        if not clock_trusted or (lasts and wanted <= found.names):
            return found
    try:
        key = _key(key_path) if key_path.exists() else _new_key(key_path)
        made = _made(key, wanted | (found.names if found else frozenset()), now)
        _write(path, made.public_bytes(serialization.Encoding.PEM), mode=0o644)
    except OSError as error:
        raise BadCertificate(f"{path} cannot be made: {error.strerror}") from error
    return read(path, key_path)


def read(path: Path, key_path: Path) -> Certificate:
    """Read a certificate.

    Raises:
        BadCertificate: it is none.
    """
    try:
        found = x509.load_pem_x509_certificate(path.read_bytes())
        of = found.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (OSError, ValueError, x509.ExtensionNotFound) as error:
        raise BadCertificate(f"{path} is no certificate of ours: {BROKEN}") from error
    digits = hashlib.sha256(found.public_bytes(serialization.Encoding.DER)).hexdigest()
    pairs = (digits[at : at + 2].upper() for at in range(0, len(digits), 2))
    return Certificate(
        path=path,
        key_path=key_path,
        fingerprint=":".join(pairs),
        ends=found.not_valid_after_utc,
        names=frozenset(
            str(name)
            for kind in (x509.DNSName, x509.IPAddress)
            for name in of.value.get_values_for_type(kind)
        ),
    )


def own_names() -> frozenset[str]:
    """Return the names of the machine that this runs on."""
    return names_of_machine(socket.gethostname().lower())


def _made(key: Key, names: frozenset[str], now: datetime) -> x509.Certificate:
    ordered = sorted(names)
    host = next((name for name in ordered if not _is_address(name)), ordered[0])
    called = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, host[:NAME_CHARACTERS_MAX])]
    )
    key_id = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    begins = (now - CLOCKS_DIFFER).astimezone(UTC).replace(microsecond=0)
    builder = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + LASTS)
        .add_extension(
            x509.SubjectAlternativeName([_general(name) for name in ordered]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
        )
        .add_extension(key_id, critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(key_id),
            critical=False,
        )
        .add_extension(
            x509.NameConstraints([_subtree(name) for name in ordered], None),
            critical=True,
        )
    )
    return builder.sign(key, hashes.SHA256())


def _usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=True,
        crl_sign=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _general(name: str) -> x509.GeneralName:
    if _is_address(name):
        return x509.IPAddress(ip_address(name))
    return x509.DNSName(name)


def _subtree(name: str) -> x509.GeneralName:
    if _is_address(name):
        return x509.IPAddress(ip_network(name))
    return x509.DNSName(name)


def _key(path: Path) -> Key:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise BadCertificate(f"{path} is no key: {BROKEN}") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise BadCertificate(f"{path} is a key of another kind: {BROKEN}")
    return key


def _new_key(path: Path) -> Key:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    _write(path, pem, mode=OWNER_ONLY)
    return key


def _write(path: Path, raw: bytes, *, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    atomic_write(path, raw, mode=mode, owned_by_folder_owner=True)
