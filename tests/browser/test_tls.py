"""The page over TLS in a real browser, live and with a login that stays."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import conftest
from tests.kiosk.web.tls import PHONE, serving, trusting


@pytest.mark.enable_socket
def test_a_phone_on_the_workshops_network_works_over_tls(
    tmp_path: Path, chromium: Browser
) -> None:
    """Logged in, listening, and its cookies never leave TLS."""
    with serving(tmp_path) as served:
        trusting(served)
        # As somebody does who compared the fingerprint, and let the browser go on.
        context = chromium.new_context(ignore_https_errors=True, locale="da-DK")
        context.set_default_timeout(10_000)
        page = context.new_page()
        url = f"https://{PHONE}:{served.phone_port}"
        with page.expect_response("**/events") as listening:
            conftest.log_in(page, url)
        expect(page.get_by_text("Mette Lund")).to_be_visible()
        assert listening.value.status == 200
        assert urlsplit(page.url).scheme == "https"
        cookies = context.cookies()
        context.close()

    assert {cookie["name"] for cookie in cookies} == {"moedt_page", "moedt_page_name"}
    assert {cookie["secure"] for cookie in cookies} == {True}
