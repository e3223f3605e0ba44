"""Everything that reads bytes from outside: a value comes of them, or a known fault.

Each is given with whole examples, since made-up bytes alone hardly get past the gate.
"""

import gzip
import io
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import msgspec

from kiosk.errors import BadEntry, BadRoster, BadSettings
from kiosk.journal.contents import DECODERS, Anchor, Tap, decode_content, encode_content
from kiosk.roster.roster import Roster
from kiosk.settings import KioskSettings
from server_sync.central.ingest.items import item_alone
from server_sync.central.ingest.terminal_reports import read_report
from server_sync.central.rules.errors import BadScenario
from server_sync.central.scenario.read import read as read_scenario
from server_sync.central.settings import CentralSettings
from server_sync.enrolment.transport import read_enrolled
from server_sync.errors import BadBatch, BadRelease, DeliveryFailed
from server_sync.protocol.signing import (
    NOT_YET_SIGNED,
    public_bytes,
    sign_document,
    sign_receipt,
)
from server_sync.protocol.wire import Batch, Enrolled, Receipt, Report, pack, unpack
from server_sync.update import archive
from server_sync.update.manifest import Manifest, read_manifest
from server_sync.uplink.transport import Central, read_receipt
from server_sync.verify import container
from server_sync.verify.errors import NotEvidence
from server_sync.verify.roots import Roots, read_root
from server_sync.verify.seal import encode
from server_sync.verify.stamps import Authority
from server_sync.verify.verify import verify_case
from tests.builders import make_roster
from tests.paths import SCENARIOS
from tests.server_sync.central.evidence.case_of_alice import whole_case
from tests.server_sync.central.evidence.recorded_stamp import (
    CERTIFICATE,
    MESSAGE,
    RESPONSE,
)
from tests.server_sync.central.world import (
    CARDS,
    CENTRAL_KEY,
    DEVICE,
    DEVICE_KEY,
    PaperJournal,
)
from tests.server_sync.update.releases import PUBLIC, make_manifest, make_release

KINDS = sorted(DECODERS)
SCENARIO = SCENARIOS[0]
TOML = b'public_url = "https://moedt.example"\nport = 8500\n[pins]\ngreen = 17\n'


NONCE, CHAIN = "nonce", bytes(16)
CENTRAL = Central(
    url="http://127.0.0.1:1",
    public=public_bytes(CENTRAL_KEY),
    device=DEVICE,
    key=DEVICE_KEY,
)
SIGNATURE_LENGTH = 88  # 64 bytes as base64


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoder:
    """What reads, the faults that it may raise, and bytes that it takes."""

    read: Callable[[bytes], object]
    refuses: tuple[type[Exception], ...]
    examples: tuple[bytes, ...]

    def hold(self, raw: bytes) -> None:
        """Read these bytes; whatever else than a known fault comes is an error."""
        try:
            self.read(raw)
        except self.refuses:
            return


@cache
def decoders() -> dict[str, Decoder]:
    """Give them all by name."""
    return {
        "batch": Decoder(read=unpack, refuses=(BadBatch,), examples=(pack(_batch()),)),
        "batch inside": Decoder(
            read=_unpacked,
            refuses=(BadBatch,),
            examples=(gzip.decompress(pack(_batch())),),
        ),
        "content": Decoder(
            read=_content, refuses=(BadEntry,), examples=tuple(_contents())
        ),
        "roster": Decoder(
            read=Roster.parse,
            refuses=(BadRoster,),
            examples=(msgspec.json.encode(make_roster()),),
        ),
        "settings of a terminal": Decoder(
            read=partial(_settings, KioskSettings),
            refuses=(BadSettings,),
            examples=(TOML,),
        ),
        "settings of central": Decoder(
            read=partial(_settings, CentralSettings),
            refuses=(BadSettings,),
            examples=(TOML,),
        ),
        "scenario": Decoder(
            read=_scenario,
            refuses=(BadScenario,),
            examples=(
                json.dumps(json.loads(SCENARIO.read_bytes())["scenario"]).encode(),
            ),
        ),
        "evidence": Decoder(
            read=verify_case, refuses=(NotEvidence,), examples=(whole_case(),)
        ),
        "root": Decoder(read=read_root, refuses=(NotEvidence,), examples=_roots()),
        "stamp": Decoder(
            read=partial(Authority(CERTIFICATE).stamped_at, MESSAGE),
            refuses=(NotEvidence,),
            examples=(RESPONSE,),
        ),
        "release": Decoder(
            read=_release, refuses=(BadRelease,), examples=(_a_release(),)
        ),
        "what a release says of itself": Decoder(
            read=read_manifest, refuses=(BadRelease,), examples=(_says_of_itself(),)
        ),
        "entry alone": Decoder(
            read=_alone,
            refuses=(),
            examples=tuple(bytes(raw) for raw in _batch().entries),
        ),
        "report": Decoder(
            read=_report,
            refuses=(),
            examples=(msgspec.json.encode(Report(version="1", queued=0)),),
        ),
        "receipt": Decoder(
            read=_receipt, refuses=(DeliveryFailed,), examples=(_a_receipt(),)
        ),
        "answer to an enrolment": Decoder(
            read=_enrolled, refuses=(DeliveryFailed,), examples=(_an_answer(),)
        ),
    }


def planted() -> dict[str, Decoder]:
    """Give decoders with a fault in them, which whoever holds decoders must find."""
    return {
        "planted: no name for what zlib and msgspec raise": Decoder(
            read=_unguarded, refuses=(BadBatch,), examples=(pack(_batch()),)
        ),
        "planted: no bound on how deep": Decoder(
            read=json.loads, refuses=(ValueError,), examples=(b"[]",)
        ),
    }


def _unguarded(raw: bytes) -> object:
    return msgspec.msgpack.decode(gzip.decompress(raw), type=Batch)


def _batch() -> Any:
    journal = PaperJournal()
    journal.listen("05:00", "08:00")
    journal.tap(CARDS["alice"], "08:10")
    return journal.batch()


def _unpacked(raw: bytes) -> object:
    """Read what stands in a body, so that a change need not survive gzip."""
    return unpack(gzip.compress(raw, 1))


def _contents() -> list[bytes]:
    tap = Tap(uid=CARDS["alice"])
    anchor = Anchor(source="ntp", utc_from_ns=1, utc_to_ns=2)
    return [
        bytes([KINDS.index(kind)]) + encode_content(content)
        for kind, content in (("tap", tap), ("anchor", anchor))
    ]


def _content(raw: bytes) -> object:
    """Take the first byte as the kind."""
    return decode_content(KINDS[raw[0] % len(KINDS)] if raw else "", raw[1:])


def _settings(kind: type[KioskSettings | CentralSettings], raw: bytes) -> object:
    with tempfile.NamedTemporaryFile(suffix=".toml") as file:
        file.write(raw)
        file.flush()
        return kind.read(Path(file.name))


def _scenario(raw: bytes) -> object:
    return read_scenario(raw.decode("utf-8", "replace"))


def _roots() -> tuple[bytes, ...]:
    members = container.unpack(whole_case())
    return tuple(
        encode(msgspec.json.decode(raw, type=Roots).root)
        for name, raw in members.items()
        if name.startswith("roots/")
    )


def _release(raw: bytes) -> object:
    with tempfile.TemporaryDirectory(prefix="moedt-release-") as folder:
        return archive.unpack(io.BytesIO(raw), PUBLIC, Path(folder), accept=read_again)


def read_again(manifest: Manifest) -> None:
    """Accept a release, whatever it says of itself."""
    read_manifest(msgspec.json.encode(manifest))


def _a_release() -> bytes:
    with tempfile.TemporaryDirectory(prefix="moedt-release-") as folder:
        return make_release(Path(folder))


def _says_of_itself() -> bytes:
    with tempfile.TemporaryDirectory(prefix="moedt-release-") as folder:
        make_release(Path(folder))
        return msgspec.json.encode(make_manifest(Path(folder) / "wheels-0.2.0"))


def _alone(raw: bytes) -> object:
    return item_alone(seq=1, claimed_hash=bytes(32), raw=raw)


def _report(raw: bytes) -> object:
    return read_report(raw.decode("latin-1"))  # as WSGI gives a header


def _receipt(raw: bytes) -> object:
    return read_receipt(raw, CENTRAL, chain=CHAIN, nonce=NONCE)


def _a_receipt() -> bytes:
    receipt = Receipt(
        device=DEVICE,
        chain=CHAIN,
        through_seq=0,
        hash=bytes(32),
        incarnation=bytes(16),
        server_time_ns=0,
        nonce=NONCE,
        quarantined=[],
        conflicts=[],
        signature=NOT_YET_SIGNED,
    )
    return msgspec.msgpack.encode(sign_receipt(receipt, CENTRAL_KEY))


def _enrolled(raw: bytes) -> object:
    """Take what comes first as the header, which is Latin-1 as HTTP has it."""
    signature, body = raw[:SIGNATURE_LENGTH], raw[SIGNATURE_LENGTH:]
    return read_enrolled(body, signature.decode("latin-1"), NONCE)


def _an_answer() -> bytes:
    answer = Enrolled(
        device=DEVICE, site="s", central_key=public_bytes(CENTRAL_KEY), nonce=NONCE
    )
    body = msgspec.json.encode(answer)
    return sign_document(body, CENTRAL_KEY, device=DEVICE).encode() + body
