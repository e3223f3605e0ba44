"""A real central is killed in the middle of a morning, and comes back."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk.journal.contents import Tap
from kiosk.roster.roster import Roster
from tests.browser.conftest import log_in
from tests.browser.whole_door import Door, door, until
from tests.kiosk.web.workshop import STRANGE, UIDS

SHIFT_MS = 800  # a tap that follows moved rows more closely writes nothing
WAITS = "venter på at blive sendt"
ALL_SENT = "alt er sendt"


@pytest.mark.enable_socket
@pytest.mark.timeout(120)
def test_a_morning_goes_on_while_central_is_dead(
    tmp_path: Path, chromium: Browser
) -> None:
    """The page says what waits; when central is started again, it gets all of it."""
    context = chromium.new_context(locale="da-DK")
    context.set_default_timeout(30_000)
    page = context.new_page()
    with door(tmp_path) as at, at.uplink_runs():
        with at.central_runs():
            _roster_came(tmp_path)
            log_in(page, at.url)
            at.write(Tap(uid=UIDS["Anna Holm"]))
            expect(page.locator("#came")).to_contain_text("Anna Holm")
            expect(page.locator(".state")).to_contain_text(ALL_SENT, timeout=30_000)
        before = at.held()

        _the_morning_goes_on(page, at)
        expect(page.locator(".state")).to_contain_text(f"5 registreringer {WAITS}")
        expect(page.locator("#link")).to_be_hidden()
        assert at.held() == before

        with at.central_runs():
            expect(page.locator(".state")).to_contain_text(ALL_SENT, timeout=60_000)
            until(lambda: at.held() == at.written())
    context.close()


def _roster_came(folder: Path) -> None:
    path = folder / "kiosk" / "roster.json"
    until(path.exists)
    if not Roster.read(path).expected:
        pytest.skip("today is a public holiday: nobody is expected")


def _the_morning_goes_on(page: Page, at: Door) -> None:
    """Ill, forgot, a whole new login, stayed away, a tap, and whose card it was."""
    page.wait_for_timeout(SHIFT_MS)
    ill = re.compile("(Meldt syg|sagt før).*Bent Krogh")
    page.get_by_role("button", name=ill).click()
    expect(page.locator("#told")).to_contain_text("Bent Krogh")
    page.wait_for_timeout(SHIFT_MS)
    page.get_by_role("link", name="Kom, glemte kortet Carla Ørsted").click()
    page.get_by_label("Kom først nu").check()
    page.get_by_role("button", name="Gem").click()
    page.get_by_label("Jeg har læst det").check()  # nobody listened before this began
    page.get_by_role("button", name="Gem").click()
    expect(page.locator("#came")).to_contain_text("Carla Ørsted")
    page.get_by_role("button", name="Log ud").click()
    log_in(page, at.url)
    page.goto(f"{at.url}/ikke-moedt?person=dan-friis")
    page.get_by_label("Ringet").check()
    page.get_by_label("Ikke truffet").check()
    page.get_by_label("Jeg har læst det").check()
    page.get_by_role("button", name="Ja, skriv ikke mødt").click()
    expect(page.locator("#stayed")).to_contain_text("Dan Friis")
    at.write(Tap(uid=STRANGE))
    expect(page.get_by_role("link", name="Hvem var det?")).to_be_visible()
    page.wait_for_timeout(SHIFT_MS)
    page.get_by_role("link", name="Hvem var det?").click()
    page.get_by_label("Eva Lind").check()
    page.get_by_role("button", name="Gem").click()
    expect(page.locator("#came")).to_contain_text("Eva Lind")
    expect(page.locator("#awaited")).to_contain_text("Alle er kommet")
