"""Every answer keeps strict company."""

import pytest
from flask import Flask

from server_sync.central.web.auth import headers
from tests.town import Town

STRICT = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize("path", ["/login", "/", "/overview", "/api/v1/attendance"])
def test_no_page_lets_a_script_run_or_a_cache_keep_it(town: Town, path: str) -> None:
    """No script, no frame, no cache, on pages and on the API alike."""
    answer = town.client().get(path)

    assert answer.headers["Content-Security-Policy"] == STRICT
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Strict-Transport-Security" not in answer.headers


def test_pages_hold_no_script_and_no_inline_style(town: Town) -> None:
    """What the policy forbids is not even tried."""
    town.add_person("anna")
    client = town.client()
    for path in ("/", "/people", "/people/anna", "/people/anna/figures", "/overview"):
        page = client.get(path).get_data(as_text=True)
        assert "<script" not in page
        assert " style=" not in page
        assert " onclick" not in page


def test_over_tls_browsers_are_told_to_stay_there(town: Town) -> None:
    """An app that is reached over TLS says so, and secures its cookie."""
    app = Flask("tls")
    headers.register(app, over_tls=True)

    answer = app.test_client().get("/")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert town.app.config["SESSION_COOKIE_SECURE"] is False
