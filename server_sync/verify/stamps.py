"""Time stamps of an outside authority on a day's root (RFC 3161).

The stamp says that this root was there at that second. Whoever trusts the authority
need not trust central: what was changed afterwards is not what was stamped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
from cryptography import x509  # noqa: TID251 - reads certificates; nothing is signed
from cryptography.hazmat.primitives.serialization import Encoding  # noqa: TID251 - as above
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

from server_sync.protocol.keys import fingerprint
from server_sync.verify.case import Case, Part, root_name, stamp_name
from server_sync.verify.errors import NotEvidence
from server_sync.verify.findings import Found
from server_sync.verify.roots import Root, Roots
from server_sync.verify.seal import encode

WHY_CHARACTERS_MAX = 80


class Stamp(Part, frozen=True, kw_only=True):
    """A day's root, and the authority's answer.

    Attributes:
        root: the day's root; its file, as `moedt central deposit` writes it, is what
            the authority got the hash of.
        response: the authority's whole answer (`TimeStampResp`, DER).
        authority: the certificates (PEM) by which central held it to be good.
    """

    root: Root
    response: str
    authority: str


@dataclass(frozen=True, slots=True)
class Authority:
    """A trusted time-stamping authority: one or more certificates, as PEM.

    Raises:
        ValueError: there is no certificate in the text.
    """

    pem: str

    def __post_init__(self) -> None:
        """Check the text once; what is read is not kept, for it cannot be compared."""
        self._certificates()

    @property
    def fingerprints(self) -> str:
        """Shorten them to what two people can compare."""
        ders = [
            certificate.public_bytes(Encoding.DER)
            for certificate in self._certificates()
        ]
        return ", ".join(fingerprint(der) for der in ders)

    def stamped_at(
        self, message: bytes, response: bytes, *, nonce: int | None = None
    ) -> datetime:
        """Return when this authority stamped the message.

        Raises:
            NotEvidence: the answer is no stamp of this authority's on this message.
        """
        try:
            read = decode_timestamp_response(response)
            trusting = VerifierBuilder(roots=self._certificates(), nonce=nonce)
            trusting.build().verify_message(read, message)
            return read.tst_info.gen_time.astimezone(UTC)
        except (ValueError, VerificationError) as error:
            raise NotEvidence(
                f"the answer is no stamp of this authority's: {_why(error)}"
            ) from error

    def _certificates(self) -> list[x509.Certificate]:
        return x509.load_pem_x509_certificates(self.pem.encode())


def _why(error: Exception) -> str:
    """Return the reason out of OpenSSL's message, as one line.

    >>> _why(ValueError('Unable: [Error { code: 1, data: "Verify error: too old" }]'))
    'too old'
    """
    _, _, reason = str(error).rpartition("Verify error: ")
    return reason.partition('"')[0][:WHY_CHARACTERS_MAX]


def read_authority(path: Path) -> Authority:
    """Read an authority's certificates from a PEM file.

    Raises:
        OSError: the file cannot be read.
        NotEvidence: there is no certificate in it.
    """
    try:
        return Authority(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise NotEvidence(f"{path} holds no certificate in PEM") from error


def hold_stamps(
    case: Case,
    members: Mapping[str, bytes],
    found: Found,
    *,
    trusted: Authority | None,
) -> None:
    """Check that each stamp is the authority's, on the root in the case.

    Args:
        case: says of which days there are stamps.
        members: of the file.
        found: gets what is wrong, and when each root was stamped.
        trusted: the authority as known from elsewhere. None takes that in the file;
            then a person must compare its fingerprint.
    """
    if trusted is not None and not case.stamps:
        found.fault("NOT COVERED: the case has no root that an authority stamped")
    for day in case.stamps:
        try:
            stamp = msgspec.json.decode(members.get(stamp_name(day), b""), type=Stamp)
            ours = msgspec.json.decode(members.get(root_name(day), b""), type=Roots)
            by = trusted or Authority(stamp.authority)
            when = by.stamped_at(encode(stamp.root), bytes.fromhex(stamp.response))
            shown = by.fingerprints
        except (ValueError, RecursionError, NotEvidence):
            found.fault(f"BAD STAMP: the root of {day} has no stamp of the authority's")
            continue
        if _about(stamp.root) != (day, *_about(ours.root)[1:]):
            found.fault(f"STAMP CONTRADICTS: another root of {day} was stamped")
        compare = "as you asked" if trusted else "compare it with the one you know"
        found.note(
            f"the root of {day} was stamped {when:%Y-%m-%d %H:%M:%S} UTC by the"
            f" authority {shown} ({compare})"
        )


def _about(root: Root) -> tuple[date, str, int]:
    return root.day, root.root, root.heads
