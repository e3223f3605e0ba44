"""Central says of somebody at a door whether name and password fit, and signs it."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask, Response
from sqlalchemy import Engine, update

from firmware.clock import ManualClock
from kiosk.web.auth.central_login import OUT_OF_REACH, Credentials, LoginReply, ask
from server_sync.central.accounts.throttle import TRIES_HERE
from server_sync.central.db import tables
from server_sync.central.facts import people
from server_sync.central.facts.provenance import Provenance as SaidBy
from server_sync.protocol.signing import DOCUMENT_HEADER, public_bytes, sign_document
from server_sync.protocol.wire import LoginAnswer, login_path
from server_sync.uplink.door_logins import ask_central, door_logins
from server_sync.uplink.transport import Central, Transport
from tests.server_sync.central.web.seeing import rows_of
from tests.serving import served
from tests.town import PASSWORD, PASSWORD_HASH, Town, make_town

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
DEVICE = "nordby-T1"


@pytest.fixture
def town() -> Iterator[Town]:
    """Nordby, whose terminal is approved with KEY."""
    made = make_town()
    approve(made)
    yield made
    made.engine.dispose()


def approve(made: Town) -> None:
    """Let Nordby's terminal be approved with KEY."""
    with made.engine.begin() as connection:
        connection.execute(
            update(tables.terminal)
            .where(tables.terminal.c.device == DEVICE)
            .values(public_key=public_bytes(KEY), approved_by="Mette", approved_at=1)
        )


@contextmanager
def door(
    app: Flask, folder: Path, central: bytes, key: Ed25519PrivateKey = KEY
) -> Iterator[Path]:
    """Let an uplink ask that central for whoever knocks at the path."""
    with ExitStack() as opened:
        url = opened.enter_context(served(app))
        line = Transport(
            Central(url=url, public=central, device=DEVICE, key=key),
            clock=ManualClock(wall_ns=10**18),
        )
        opened.callback(line.close)
        logins = door_logins(folder / "login.sock", ask=ask_central(line))
        logins.start()
        opened.callback(logins.close)
        yield folder / "login.sock"


def knock(path: Path, login: str = "Mette", password: str = PASSWORD) -> LoginReply:
    """Ask as the page does."""
    return ask(path, Credentials(login=login, password=password))


def central_of(town: Town) -> bytes:
    """Give the key that central signs with."""
    return public_bytes(town.app.extensions["signing_key"])


def test_who_may_work_there_is_known_and_written_down(
    town: Town, tmp_path: Path
) -> None:
    """All the way: the page's socket, a signed request, a signed answer."""
    with door(town.app, tmp_path, central_of(town)) as path:
        assert knock(path) == LoginReply(answer="right", name="Mette")
        assert knock(path, password=PASSWORD[1:]) == LoginReply(answer="wrong")
        assert knock(path, login="Ingen") == LoginReply(answer="wrong")

    assert rows_of(town, tables.access_log, "who", "what", "detail") == [
        ("Mette, koordinator", "logged_in", f"ved døren: {DEVICE}")
    ]
    assert rows_of(town, tables.login_failure, "login", "address") == [
        ("Mette", f"terminal {DEVICE}"),
        ("Ingen", f"terminal {DEVICE}"),
    ]


def test_another_municipality_or_site_is_no_login_there(
    postgres: Engine, tmp_path: Path
) -> None:
    """The right password of somebody who works elsewhere says no more than a wrong."""
    town = make_town(engine=postgres)
    approve(town)
    said = SaidBy(by="Opsætning", at=0)
    with town.engine.begin() as connection:
        site = people.add_site(
            connection, municipality="nordby", name="Et andet", provenance=said
        )
        people.add_staff(
            connection,
            municipality="nordby",
            name="Per",
            role="koordinator",
            site=site,
            provenance=said,
            password_hash=PASSWORD_HASH,
        )
    with door(town.app, tmp_path, central_of(town)) as path:
        assert knock(path, login="Frede") == LoginReply(answer="wrong")
        assert knock(path, login="Per") == LoginReply(answer="wrong")
    assert rows_of(town, tables.access_log, "who") == []


def test_guessing_at_one_door_locks_out_nobody_else(town: Town, tmp_path: Path) -> None:
    """That name waits at that door; others there do not, nor that name at central."""
    with door(town.app, tmp_path, central_of(town)) as path:
        guesses = [knock(path, password=str(at)) for at in range(TRIES_HERE)]
        assert {said.answer for said in guesses} == {"wrong"}
        waits = knock(path)
        assert waits.answer == "wait"
        assert 0 < waits.seconds <= 900
        assert knock(path, login="Hanne").answer == "right"
        assert town.log_in(town.app.test_client(), "Mette").status_code == 302
        town.clock.advance(16 * 60)
        assert knock(path).answer == "right"


@pytest.mark.parametrize("who", ["terminal", "central"])
def test_only_signed_words_count(town: Town, tmp_path: Path, who: str) -> None:
    """A stranger's terminal is not answered, a stranger's central not believed."""
    key = OTHER if who == "terminal" else KEY
    central = public_bytes(OTHER) if who == "central" else central_of(town)
    with door(town.app, tmp_path, central, key) as path:
        assert knock(path) == OUT_OF_REACH


def test_an_answer_to_another_login_lets_nobody_in(tmp_path: Path) -> None:
    """What was recorded on the way once is of no use later."""
    body = msgspec.json.encode(LoginAnswer(answer="right", name="Mette", nonce="old"))
    headers = {DOCUMENT_HEADER: sign_document(body, OTHER, device=DEVICE)}
    app = Flask(__name__)
    app.post(login_path(DEVICE))(lambda: Response(body, headers=headers))
    with door(app, tmp_path, public_bytes(OTHER)) as path:
        assert knock(path) == OUT_OF_REACH


@pytest.mark.parametrize("raw", [b"", b"{}", b"[" * 3000, b'{"login": "Mette"}'])
def test_what_is_no_login_is_refused(town: Town, raw: bytes) -> None:
    """Nothing of it is counted against anybody."""
    answered = town.app.test_client().post(login_path(DEVICE), data=raw)

    assert answered.status_code in {400, 401}
    assert rows_of(town, tables.login_failure, "login") == []


def test_the_uplink_goes_on_after_noise(town: Town, tmp_path: Path) -> None:
    """A line that is none, and somebody who hangs up, cost nobody else an answer."""
    with door(town.app, tmp_path, central_of(town)) as path:
        for noise in (b"", b"x\n", b'{"login": 1}\n'):
            with socket.socket(socket.AF_UNIX) as line:
                line.connect(str(path))
                line.sendall(noise)
        assert knock(path).answer == "right"
    assert not path.exists()
    assert knock(path) == OUT_OF_REACH
