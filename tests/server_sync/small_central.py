"""A central of a hundred lines: as strict as the real one, and easy to look into."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from kiosk.journal.contents import GENESIS, Entry
from server_sync.errors import BadBatch, BadSignature
from server_sync.protocol.keys import PrivateKey, public_bytes
from server_sync.protocol.signing import (
    DOCUMENT_HEADER,
    NOT_YET_SIGNED,
    sign_document,
    sign_receipt,
    verify_head,
    verify_request,
)
from server_sync.protocol.wire import RECEIPT_TYPE, Head, Receipt, Verdict, unpack
from server_sync.uplink.transport import etag_of

DEVICE = "terminal-1"
ENTRIES = f"/v1/devices/{DEVICE}/entries"
QUARANTINE = f"/v1/devices/{DEVICE}/quarantine"
ROSTER = f"/v1/devices/{DEVICE}/roster"


@dataclass(slots=True, kw_only=True)
class SmallCentral:
    """Keeps raw entries by seq and receipts what it holds without a gap.

    Attributes:
        address: its own as the terminal knows it, which is the proxy's.
        refuse: gives the status to answer a batch of these seqs with; 0 takes it in.
        read_clock: gives its clock, nanoseconds since 1970.
        posts: how many signed requests it has taken in.
        rosters: how many times it sent the whole roster.
    """

    public: bytes
    key: PrivateKey = field(default_factory=PrivateKey.generate)
    address: str = ""
    held: dict[int, bytes] = field(default_factory=dict)
    hashes: dict[int, bytes] = field(default_factory=dict)
    alone: list[int] = field(default_factory=list)
    conflicts: list[int] = field(default_factory=list)
    refuse: Callable[[list[int]], int] = lambda _seqs: 0
    incarnation: bytes = bytes(16)
    read_clock: Callable[[], int] = lambda: 1_800_000_000 * 10**9
    roster: bytes = b"{}"
    posts: int = 0
    rosters: int = 0
    batch_sizes: list[int] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def through_seq(self) -> int:
        """Say how far it holds everything."""
        seq = 0
        while seq + 1 in self.held:
            seq += 1
        return seq

    def restore_to(self, seq: int, *, incarnation: bytes) -> None:
        """Forget what came after, as a central restored from a backup has."""
        self.held = {at: raw for at, raw in self.held.items() if at <= seq}
        self.incarnation = incarnation

    def answer(
        self, method: str, path: str, headers: Any, body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        """Answer one request."""
        try:
            url = self.address + path
            nonce = verify_request(method, url, headers, body, self.public)
            if method == "GET" and path == ROSTER:
                return self._roster(headers.get("If-None-Match"))
            if urlsplit(path).path == ENTRIES:
                return self._batch(body, nonce)
            if urlsplit(path).path == QUARANTINE:
                return self._alone(urlsplit(path).query, body, nonce)
        except BadBatch:
            return 400, {}, b""
        except BadSignature:
            return 401, {}, b""
        return 404, {}, b""

    def _batch(self, body: bytes, nonce: str) -> tuple[int, dict[str, str], bytes]:
        batch = unpack(body)
        verify_head(batch.head, self.public)
        entries = [msgspec.msgpack.decode(raw, type=Entry) for raw in batch.entries]
        seqs = [entry.seq for entry in entries]
        assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))
        assert (batch.head.seq, batch.head.hash) == (seqs[-1], entries[-1].hash)
        for head in batch.heads:
            verify_head(head, self.public)
        self.heads += [*batch.heads, batch.head]
        self.batch_sizes.append(len(seqs))
        if status := self.refuse(seqs):
            return status, {}, b""
        found = [
            self._hold(e.seq, bytes(r), e.hash)
            for e, r in zip(entries, batch.entries, strict=True)
        ]
        conflicts = [seq for seq in found if seq]
        return self._receipt(batch.chain, nonce, conflicts)

    def _alone(
        self, query: str, body: bytes, nonce: str
    ) -> tuple[int, dict[str, str], bytes]:
        place = {name: values[0] for name, values in parse_qs(query).items()}
        seq, entry_hash = int(place["seq"]), bytes.fromhex(place["hash"])
        self.alone.append(seq)
        self._hold(seq, body, entry_hash)
        return self._receipt(bytes.fromhex(place["chain"]), nonce, [])

    def _hold(self, seq: int, raw: bytes, entry_hash: bytes) -> int:
        with self.lock:
            if self.held.setdefault(seq, raw) != raw:
                self.conflicts.append(seq)
                return seq
            self.hashes[seq] = entry_hash
        return 0

    def _receipt(
        self, chain: bytes, nonce: str, conflicts: list[int]
    ) -> tuple[int, dict[str, str], bytes]:
        self.posts += 1
        through = self.through_seq
        receipt = Receipt(
            device=DEVICE,
            chain=chain,
            through_seq=through,
            hash=self.hashes[through] if through else GENESIS,
            incarnation=self.incarnation,
            server_time_ns=self.read_clock(),
            nonce=nonce,
            quarantined=[],
            conflicts=[Verdict(seq=seq, reason="another") for seq in conflicts],
            signature=NOT_YET_SIGNED,
        )
        body = msgspec.msgpack.encode(sign_receipt(receipt, self.key))
        return 200, {"Content-Type": RECEIPT_TYPE}, body

    def _roster(self, held: str | None) -> tuple[int, dict[str, str], bytes]:
        if held == etag_of(self.roster):
            return 304, {}, b""
        self.rosters += 1
        signature = sign_document(self.roster, self.key, device=DEVICE)
        headers = {DOCUMENT_HEADER: signature, "ETag": etag_of(self.roster)}
        return 200, headers, self.roster

    @property
    def public_key(self) -> bytes:
        """Give what receipts are held to."""
        return public_bytes(self.key)


@contextmanager
def serving(central: SmallCentral) -> Iterator[int]:
    """Let it answer on a port of this machine for a while."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            status, headers, body = central.answer(
                self.command, self.path, self.headers, self.rfile.read(length)
            )
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815 - the name that http.server looks for

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
