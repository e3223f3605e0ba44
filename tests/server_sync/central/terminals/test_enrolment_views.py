"""A new terminal shows its code over HTTP, and both sides know whom they talk to."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from kiosk.settings import KioskSettings
from kiosk.web import tls
from server_sync.central.db import tables
from server_sync.central.facts.provenance import Provenance
from server_sync.central.terminals.enrolment import invite, pending
from server_sync.central.terminals.enrolment_views import WRONG_CODES_MAX
from server_sync.cli import moedt
from server_sync.protocol.keys import fingerprint, load_key
from server_sync.protocol.signing import (
    DOCUMENT_HEADER,
    Request,
    public_bytes,
    sign_document,
    sign_request,
    verify_document,
)
from server_sync.protocol.wire import ENROL_PATH, Enrolled, Enrolment
from tests.serving import served
from tests.town import NOW, Town, make_town

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
PROVENANCE = Provenance(by="Mette", at=int(NOW.timestamp()))
DEVICE, SITE = "door-2", "nordby-site"


@pytest.fixture
def town() -> Iterator[Town]:
    """The municipality."""
    made = make_town()
    yield made
    made.engine.dispose()


def invited(town: Town) -> str:
    """Invite a terminal; give its code."""
    with town.engine.begin() as connection:
        return invite(
            connection, terminal=DEVICE, site=SITE, provenance=PROVENANCE
        ).code


def waiting(town: Town) -> list[tuple[str, str]]:
    """Give which keys wait for a person."""
    with town.engine.begin() as connection:
        return [(one.device, one.fingerprint) for one in pending(connection)]


def show(
    town: Town, code: str, *, key: Ed25519PrivateKey = KEY, device: str | None = None
) -> TestResponse:
    """Show a code and the public half of KEY, signed with `key`."""
    shown = Enrolment(code=code, public_key=public_bytes(KEY), device=device)
    return send(town, msgspec.json.encode(shown), key)


def send(town: Town, body: bytes, key: Ed25519PrivateKey = KEY) -> TestResponse:
    """Send a signed body."""
    request = Request(
        method="POST",
        url=town.app.config["ADDRESS"] + ENROL_PATH,
        headers={"Content-Type": "application/json"},
        body=body,
    )
    sign_request(request, key, keyid="new", nonce="nonce", created_ns=0)
    client: FlaskClient = town.app.test_client()
    return client.post(ENROL_PATH, data=body, headers=request.headers)


def test_central_answers_with_its_own_signature(town: Town) -> None:
    """The terminal learns its name, and the key that receipts are held to."""
    answered = show(town, invited(town))

    answer = msgspec.json.decode(answered.data, type=Enrolled)
    central = public_bytes(town.app.extensions["signing_key"])
    assert answer == Enrolled(
        device=DEVICE,
        site="Citykorpset Nordby",
        central_key=central,
        nonce="nonce",
    )
    signature = answered.headers[DOCUMENT_HEADER]
    verify_document(answered.data, signature, central, device=DEVICE)
    assert waiting(town) == [(DEVICE, fingerprint(public_bytes(KEY)))]


def test_a_key_must_be_held_to_be_shown(town: Town) -> None:
    """Nobody can have somebody else's key approved under a terminal's name."""
    code = invited(town)

    assert show(town, code, key=OTHER).status_code == 401
    assert waiting(town) == []
    assert show(town, code).status_code == 200


@pytest.mark.parametrize("body", [b"", b"{}", b"[" * 3000, b"\xff", b'{"code":"A"}'])
def test_what_is_no_enrolment_is_refused(town: Town, body: bytes) -> None:
    """Nonsense gets a 400 and changes nothing."""
    assert send(town, body).status_code == 400
    assert send(town, bytes(5000)).status_code in {400, 413}
    assert waiting(town) == []


def test_the_wrong_terminal_is_told_so(town: Town) -> None:
    """And the code still works at the right one."""
    code = invited(town)

    refused = show(town, code, device="door-9")

    assert (refused.status_code, waiting(town)) == (409, [])
    assert "door-9" in refused.get_json()["error"]
    assert show(town, code, device=DEVICE).status_code == 200


def test_guessing_is_slowed_down_and_locks_nobody_out(town: Town) -> None:
    """After many wrong codes central asks to wait; the right code still works."""
    code = invited(town)
    wrong = [show(town, f"AAAA-{at:04}").status_code for at in range(WRONG_CODES_MAX)]
    asked_to_wait = show(town, "AAAA-BBBB")

    assert set(wrong) == {403}
    assert asked_to_wait.status_code == 429
    assert 0 < int(asked_to_wait.headers["Retry-After"]) <= 900
    with town.engine.begin() as connection:
        kept = connection.scalar(select(func.count()).select_from(tables.login_failure))
    assert kept == WRONG_CODES_MAX
    assert show(town, code).status_code == 200
    town.clock.advance(16 * 60)
    assert show(town, "AAAA-BBBB").status_code == 403


def run(data: Path, code: str, url: str) -> tuple[int, str]:
    """Run the command on the terminal."""
    settings = str(data / "kiosk.toml")
    done = CliRunner().invoke(moedt, ["enrol", code, url, "--settings", settings])
    return done.exit_code, done.output


def test_the_command_makes_the_key_and_keeps_the_rest_of_the_settings(
    town: Town, tmp_path: Path
) -> None:
    """Both fingerprints are shown, and the file says whom to talk to from now on."""
    toml = tmp_path / "kiosk.toml"
    toml.write_text(
        f'# ours\ndevice = "{DEVICE}"\ncentral_url = ""\nmute = true\n'
        "[pins]\ngreen = 5\n"
    )
    central = public_bytes(town.app.extensions["signing_key"])
    with served(town.app) as url:
        status, said = run(tmp_path, invited(town), f"{url}/")

    public = public_bytes(load_key(tmp_path / "kiosk" / "device.key"))
    assert status == 0
    assert fingerprint(public) in said
    assert fingerprint(central) in said
    assert waiting(town) == [(DEVICE, fingerprint(public))]
    assert toml.read_text() == (
        f'# ours\ndevice = "{DEVICE}"\ncentral_url = "{url}"\nmute = true\n'
        f'central_key = "{central.hex()}"\n[pins]\ngreen = 5\n'
    )
    assert KioskSettings.read(toml).central_key == central.hex()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kiosk", "kiosk.toml"]


def test_the_command_begins_a_settings_file(town: Town, tmp_path: Path) -> None:
    """A new terminal needs nothing but the code and the address."""
    with served(town.app) as url:
        status, _ = run(tmp_path, invited(town), url)

    settings = KioskSettings.read(tmp_path / "kiosk.toml")
    assert (status, settings.device, settings.central_url) == (0, DEVICE, url)


def test_a_new_terminal_has_its_pages_certificate(town: Town, tmp_path: Path) -> None:
    """Made here, for its names and its address, and shown to be compared by a phone."""
    with served(town.app) as url:
        _, said = run(tmp_path, invited(town), url)
    folder = tmp_path / "kiosk"
    made = tls.read(folder / "page.crt", folder / "page.tls.key")

    assert made.names == tls.own_names() | {"127.0.0.1"}
    assert f"SHA-256:\n  {made.fingerprint}\n" in said


def test_a_refused_code_leaves_the_settings_as_they_are(
    town: Town, tmp_path: Path
) -> None:
    """One line says why; nothing was changed."""
    toml = tmp_path / "kiosk.toml"
    toml.write_text('device = "door-9"\n')
    with served(town.app) as url:
        outcomes = [run(tmp_path, code, url) for code in (invited(town), "AAAA")]

    assert [status for status, _ in outcomes] == [1, 1]
    assert "door-2" in outcomes[0][1]
    assert "not in use" in outcomes[1][1]
    assert toml.read_text() == 'device = "door-9"\n'


@pytest.mark.parametrize("url", ["http://central.example", "ftp://127.0.0.1x"])
def test_a_code_is_never_sent_readable_over_a_network(tmp_path: Path, url: str) -> None:
    """Without TLS, only to this very machine."""
    status, said = run(tmp_path, "AAAA", url)

    assert (status, "https://" in said) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_an_answer_to_another_request_is_not_believed(tmp_path: Path) -> None:
    """What was recorded on the way once is of no use later."""
    answer = Enrolled(
        device=DEVICE, site="S", central_key=public_bytes(OTHER), nonce="earlier"
    )
    body = msgspec.json.encode(answer)
    signed = {DOCUMENT_HEADER: sign_document(body, OTHER, device=DEVICE)}
    app = Flask(__name__)
    app.post(ENROL_PATH)(lambda: Response(body, headers=signed))
    with served(app) as url:
        status, said = run(tmp_path, "AAAA", url)

    assert (status, "another request" in said) == (1, True)
    assert not (tmp_path / "kiosk.toml").exists()
