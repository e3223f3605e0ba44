"""What an open page asks of the terminal, and what it does when that is gone."""

from pathlib import Path
from urllib.parse import urlsplit

from flask import request
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served, log_in, serve
from tests.browser.reloads import never_reloaded, watch_reloads
from tests.kiosk.web.workshop import UIDS, Workshop


def test_a_page_asks_for_nothing_that_it_shows_already(
    served: Served, phone: Page
) -> None:
    """Neither when it has opened nor when it is left for another."""
    asked: list[str] = []

    @served.workshop.app.before_request
    def _count() -> None:
        asked.append(request.path)

    with phone.expect_response("**/events"):
        log_in(phone, served.url)
    phone.wait_for_timeout(300)
    opened = list(asked)
    phone.goto(f"{served.url}/tavle")
    phone.goto(f"{served.url}/health")

    assert opened.count("/") == 1
    assert "/live" not in asked
    # A browser asks for the picture in its tab by itself.
    wanted = {"/tavle", "/events", "/health", "/favicon.ico"}
    assert set(asked[len(opened) :]) <= wanted


def test_a_page_whose_terminal_went_says_so_and_comes_back(
    served: Served, phone: Page
) -> None:
    """It tells what it still knows, and mends itself."""
    log_in(phone, served.url)
    phone.route("**/live", lambda route: route.abort())
    served.workshop.tap(UIDS["Anna Holm"])
    expect(phone.locator("#link")).to_be_visible()
    phone.unroute("**/live")

    expect(phone.locator("#came")).to_contain_text("Anna Holm")
    expect(phone.locator("#link")).to_be_hidden()


def test_a_page_that_was_restarted_goes_on_by_itself(
    tmp_path: Path, phone: Page
) -> None:
    """The screen on the wall needs nobody, and nobody logs in again."""
    workshop = Workshop(tmp_path)
    with serve(workshop.app) as url:
        log_in(phone, url)
        watch_reloads(phone)
    expect(phone.locator("#link")).to_be_visible()
    workshop.tap(UIDS["Anna Holm"])
    with serve(workshop.new_page(), port=urlsplit(url).port or 0):
        expect(phone.locator("#came")).to_contain_text("08.10 Anna Holm")
        expect(phone.locator("#link")).to_be_hidden()
        never_reloaded(phone)


def test_all_of_it_works_without_scripts(served: Served, phone: Page) -> None:
    """A click then loads a page, and that is the whole difference."""
    context = phone.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    page = context.new_page()
    log_in(page, served.url)
    page.get_by_role("button", name="Meldt syg Anna Holm").click()
    expect(page.locator("#told")).to_contain_text("Anna Holm")
    page.get_by_role("link", name="Andet Bent Krogh").click()
    page.get_by_label("Ferie").check()
    page.get_by_role("button", name="Gem").click()

    expect(page.locator("#told")).to_contain_text("Bent Krogh")
    context.close()
