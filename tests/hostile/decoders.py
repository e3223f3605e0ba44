"""Everything that reads bytes from outside: a value comes of them, or a known fault.

Each is given with whole examples, since made-up bytes alone hardly get past the gate.
"""

import gzip
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import msgspec

from kiosk.entry import DECODERS, Anchor, Tap, decode_content, encode_content
from kiosk.errors import BadEntry, BadRoster, BadSettings
from kiosk.roster import Roster
from kiosk.settings import KioskSettings
from server_sync.central.rules.errors import BadScenario
from server_sync.central.rules.scenario import read as read_scenario
from server_sync.central.settings import CentralSettings
from server_sync.errors import BadBatch
from server_sync.evidence import container
from server_sync.evidence.errors import NotEvidence
from server_sync.evidence.roots import Roots, read_root
from server_sync.evidence.sealing import encode
from server_sync.evidence.stamps import Authority
from server_sync.evidence.verify import verify_case
from server_sync.wire import pack, unpack
from tests.builders import make_roster
from tests.server_sync.central.world import CARDS, PaperJournal
from tests.server_sync.evidence.case_of_alice import whole_case
from tests.server_sync.evidence.recorded_stamp import CERTIFICATE, MESSAGE, RESPONSE

KINDS = sorted(DECODERS)
SCENARIO = Path(__file__).parents[1] / "scenarios" / "01-an-ordinary-week.json"
TOML = b'public_url = "https://moedt.example"\nport = 8500\n[pins]\ngreen = 17\n'


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
    }


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
