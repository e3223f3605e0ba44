"""What a terminal says of itself beside its journal, kept for who looks after it."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from firmware.clock import ManualClock
from kiosk.journal.chain import Journal
from kiosk.journal.contents import Heartbeat
from server_sync.central.app import create_app, open_central
from server_sync.central.db import tables
from server_sync.central.ingest.terminal_reports import store_report
from server_sync.central.settings import CentralSettings
from server_sync.protocol.signing import Request, sign_request
from server_sync.protocol.wire import (
    CONTENT_TYPE,
    REPORT_HEADER,
    Report,
    entries_path,
    pack,
)
from server_sync.uplink.terminal_report import reporting
from tests.server_sync.central.world import (
    CARDS,
    DEVICE,
    DEVICE_KEY,
    NS,
    PaperJournal,
    at,
    set_up,
)

REPORT = '{"version":"0.2.0","queued":12,"celsius":48}'


def kept(engine: Engine) -> list[tuple[object, ...]]:
    """Read what central keeps of all terminals."""
    with engine.begin() as connection:
        return [tuple(row) for row in connection.execute(select(tables.report))]


def test_the_last_word_stands(engine: Engine) -> None:
    """Written over, since it is no fact; what cannot be read changes nothing."""
    said = (
        (REPORT, 1),
        ('{"version":"0.3.0","queued":0,"more":"of a newer one"}', 2),
        (None, 3),
        ("{", 4),
        ('{"version":"x","queued":-1}', 5),
        ('{"version":"x","queued":0,"celsius":9999}', 6),
        ("[" * 5000, 7),
    )
    with engine.begin() as connection:
        set_up(connection)
        for word, now in said:
            store_report(connection, terminal=DEVICE, header=word, received_ns=now)

    assert kept(engine) == [(DEVICE, "0.3.0", 0, None, 2)]


@pytest.mark.parametrize(
    ("sent", "status", "keeps"),
    [
        (REPORT, 200, [(DEVICE, "0.2.0", 12, 48, at("20:00") * NS)]),
        ("nonsense", 200, []),
        (None, 200, []),
        ("another", 401, []),
    ],
)
def test_it_comes_with_a_batch_and_under_its_signature(
    tmp_path: Path, sent: str | None, status: int, keeps: list[tuple[object, ...]]
) -> None:
    """Nobody on the way can say it for the terminal, and a bad one stops no batch."""
    clock = ManualClock(wall_ns=at("20:00") * NS)
    settings = CentralSettings(folder=str(tmp_path))
    central = open_central(settings, clock=clock)
    with central.engine.begin() as connection:
        set_up(connection)
    app = create_app(settings, clock=clock, central=central)
    journal = PaperJournal()
    journal.tap(CARDS["alice"], "08:11:03")
    request = Request(
        method="POST",
        url=f"http://127.0.0.1:8500{entries_path(DEVICE)}",
        headers={"Content-Type": CONTENT_TYPE, "Content-Encoding": "gzip"},
        body=pack(journal.batch()),
    )
    forged = sent == "another"
    if sent and not forged:
        request.headers[REPORT_HEADER] = sent
    sign_request(request, DEVICE_KEY, keyid=DEVICE, nonce="n", created_ns=NS)
    if forged:
        request.headers[REPORT_HEADER] = REPORT
    answer = app.test_client().post(
        entries_path(DEVICE), data=request.body, headers=request.headers
    )
    found = kept(central.engine)
    central.engine.dispose()

    assert (answer.status_code, found) == (status, keeps)


def test_a_terminal_says_what_waits_behind_the_batch(tmp_path: Path) -> None:
    """Of three entries, the batch through the first leaves two."""
    journal = Journal.open(tmp_path / "journal.db", device=DEVICE)
    now = ManualClock(wall_ns=NS).now()
    report = reporting(journal, version="0.2.0")
    assert report(0).queued == 0
    for _ in range(3):
        journal.append(Heartbeat(listened=()), now)
    said = [report(through) for through in (1, 3)]
    journal.close()

    assert [(one.version, one.queued) for one in said] == [("0.2.0", 2), ("0.2.0", 0)]
    assert isinstance(said[0], Report)
