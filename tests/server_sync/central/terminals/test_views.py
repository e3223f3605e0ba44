"""Terminals and central over HTTP: each request signed, each answer central's."""

import zlib
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select
from werkzeug.test import TestResponse

from firmware.clock import ManualClock
from kiosk.journal.contents import SEQ_MAX
from kiosk.roster.roster import Roster
from server_sync.central.app import create_app, open_central
from server_sync.central.db import tables
from server_sync.central.facts.provenance import Provenance
from server_sync.central.settings import CentralSettings
from server_sync.central.terminals.revocation import revoke
from server_sync.protocol.signing import (
    DOCUMENT_HEADER,
    Request,
    public_bytes,
    sign_request,
    verify_document,
    verify_receipt,
)
from server_sync.protocol.wire import (
    BATCH_BYTES_MAX,
    CONTENT_TYPE,
    Login,
    Receipt,
    entries_path,
    login_path,
    pack,
    quarantine_path,
    release_path,
    roster_path,
)
from tests.server_sync.central.world import (
    CARDS,
    DEVICE,
    DEVICE_KEY,
    NS,
    PaperJournal,
    at,
    set_up,
)

BATCH_HEADERS = {"Content-Type": CONTENT_TYPE, "Content-Encoding": "gzip"}


class Line:
    """A terminal's line to a central in this very process."""

    def __init__(self, client: FlaskClient, engine: Engine, public: bytes) -> None:
        self.client = client
        self.engine = engine
        self.public = public

    def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        key: Ed25519PrivateKey = DEVICE_KEY,
    ) -> TestResponse:
        """Sign a request as a terminal does, and send it."""
        request = Request(
            method=method,
            url=f"http://127.0.0.1:8500{path}",
            headers=dict(headers or {}),
            body=body,
        )
        sign_request(request, key, keyid=DEVICE, nonce="n-1", created_ns=NS)
        return self.client.open(path, method=method, data=body, headers=request.headers)

    def batch(self, body: bytes, **more: Any) -> TestResponse:
        """Send the body of a batch."""
        path = entries_path(more.pop("device", DEVICE))
        return self.send("POST", path, body, BATCH_HEADERS, **more)

    def kept(self) -> int:
        """Count the entries that central holds."""
        with self.engine.begin() as connection:
            query = select(func.count()).select_from(tables.entry)
            return connection.scalar(query) or 0


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """A terminal that a person has approved, and its central."""
    clock = ManualClock(wall_ns=at("20:00") * NS)
    settings = CentralSettings(folder=str(tmp_path))
    central = open_central(settings, clock=clock)
    with central.engine.begin() as connection:
        set_up(connection)
    app = create_app(settings, clock=clock, central=central)
    yield Line(app.test_client(), central.engine, public_bytes(central.signing_key))
    central.engine.dispose()


def a_journal() -> PaperJournal:
    """Alice has come."""
    journal = PaperJournal()
    journal.tap(CARDS["alice"], "08:11:03")
    journal.listen("05:00", "15:00")
    return journal


def test_a_batch_is_answered_with_a_receipt(line: Line) -> None:
    """What central has on disk it says with its own signature, for this request."""
    answer = line.batch(pack(a_journal().batch()))

    receipt = msgspec.msgpack.decode(answer.data, type=Receipt)
    verify_receipt(receipt, line.public)
    assert (answer.status_code, receipt.through_seq, receipt.nonce) == (200, 2, "n-1")
    assert line.kept() == 2


def test_one_entry_alone_is_answered_with_a_receipt(line: Line) -> None:
    """Bytes that no batch could carry are kept as they are."""
    path = quarantine_path(DEVICE, chain=bytes(16), seq=1, entry_hash=b"h" * 32)

    answer = line.send("POST", path, b"\xc1", {"Content-Type": "application/x"})

    receipt = msgspec.msgpack.decode(answer.data, type=Receipt)
    verify_receipt(receipt, line.public)
    assert (receipt.through_seq, receipt.hash) == (1, b"h" * 32)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"no gzip", 400),
        (zlib.compress(b"x", wbits=31), 400),
        (zlib.compress(bytes(BATCH_BYTES_MAX + 10), wbits=31), 400),
        (bytes(BATCH_BYTES_MAX + 1), 413),
    ],
)
def test_a_malformed_batch_is_refused_and_nothing_kept(
    line: Line, body: bytes, status: int
) -> None:
    """Who sends it learns why, and a bomb is not unpacked."""
    answer = line.batch(body)

    assert answer.status_code == status
    assert line.kept() == 0


@pytest.mark.parametrize(
    "place",
    [
        "chain=zz&seq=1&hash=",
        "chain=00&seq=1&hash=00",
        f"chain={'00' * 16}&seq=0&hash={'00' * 32}",
        f"chain={'00' * 16}&seq={SEQ_MAX + 1}&hash={'00' * 32}",
    ],
)
def test_a_malformed_place_is_refused(line: Line, place: str) -> None:
    """An entry alone must say where it belongs."""
    answer = line.send(
        "POST",
        f"/v1/devices/{DEVICE}/quarantine?{place}",
        b"x",
        {"Content-Type": "application/x"},
    )

    assert answer.status_code == 400
    assert line.kept() == 0


def test_a_terminal_that_nobody_approved_is_refused(line: Line) -> None:
    """It is told what to do; nothing of it is kept."""
    answer = line.batch(pack(a_journal().batch()), device="elsewhere")

    assert answer.status_code == 403
    assert "approve" in answer.get_json()["error"]
    assert line.kept() == 0


def test_a_request_of_another_key_is_refused(line: Line) -> None:
    """A batch that another device signed does not come in under this one's name."""
    stranger = Ed25519PrivateKey.from_private_bytes(b"x" * 32)

    answer = line.batch(pack(a_journal().batch()), key=stranger)

    assert (answer.status_code, line.kept()) == (401, 0)
    unsigned = line.client.post(entries_path(DEVICE), data=b"x")
    assert unsigned.status_code == 401


def test_the_roster_is_signed_and_not_sent_twice(line: Line) -> None:
    """The terminal can tell that it is central's; an unchanged one is a 304."""
    answer = line.send("GET", roster_path(DEVICE))

    verify_document(
        answer.data, answer.headers[DOCUMENT_HEADER], line.public, device=DEVICE
    )
    assert len(Roster.parse(answer.data).people) == 2
    held = {"If-None-Match": answer.headers["ETag"]}
    assert line.send("GET", roster_path(DEVICE), headers=held).status_code == 304


def test_promise_7_who_is_sent_away_learns_nothing_more(line: Line) -> None:
    """A revoked terminal gets no roster, no login and no release; it may deliver."""
    provenance = Provenance(by="Ida", at=at("15:30"), why="stolen")
    release: Path = line.client.application.config["RELEASE_PATH"]
    release.write_bytes(b"a release")
    asked = (
        ("GET", roster_path(DEVICE)),
        ("POST", login_path(DEVICE)),
        ("GET", release_path(DEVICE)),
    )
    headers = {"Content-Type": "application/json"}
    body = msgspec.json.encode(Login(login="Ida", password=DEVICE))

    def status_and_body(method: str, path: str) -> tuple[int, bytes]:
        with line.send(method, path, body, headers) as answer:
            return answer.status_code, answer.data

    before = [status_and_body(method, path)[0] for method, path in asked]
    with line.engine.begin() as connection:
        revoke(connection, terminal=DEVICE, provenance=provenance, from_seq=1)

    answers = [status_and_body(method, path) for method, path in asked]

    assert before == [200, 200, 200]
    assert [status for status, _ in answers] == [403, 403, 403]
    assert [read for _, read in answers if b"Alice" in read] == []
    assert line.batch(pack(a_journal().batch())).status_code == 200


def test_health_is_what_the_database_answers(line: Line) -> None:
    """200 when it really works, else 503 with the reason; from any thread."""
    answers: list[int] = []

    def ask() -> None:
        answers.append(line.client.application.test_client().get("/health").status_code)

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 4

    with line.engine.begin() as connection:
        tables.incarnation.drop(connection)

    broken = line.client.get("/health")
    assert broken.status_code == 503
    assert "database" in broken.get_json()["reason"]
