"""Central's pages in a real browser, on a phone; skipped where there is none."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.every_page import CENTRAL
from tests.browser.municipality import Municipality, log_in, serve_town
from tests.browser.refused import leads_to_its_fields, send_refused

SMALLEST_PX = 320
# Pages with a form, and how many fields an empty one is refused for.
FORMS = {
    "pages.notice": 5,
    "pages.arrival": 3,
    "pages.cards": 4,
    "pages.end_card": 3,
    "pages.delay": 1,
    "pages.no_show": 2,
    "pages.take_back": 1,
    "pages.newcomer": 2,
    "pages.add_terminal": 2,
    "pages.revoke": 2,
    "pages.prompt": 1,
    "pages.quarantined_entry": 2,
    "pages.gap": 2,
    "pages.unknown_tap": 2,
}
EMPTY = """() => document
  .querySelectorAll("main input:not([type=hidden]), main textarea")
  .forEach(one => { one.value = one.type === "checkbox" ? one.value : ""; })"""
TOUCH_PX = 24
UNNAMED = """() => [...document.querySelectorAll("a, button, input, select, textarea")]
  .filter(one => one.type !== "hidden")
  .filter(one => !(one.labels && one.labels.length) && !one.textContent.trim()
    && !one.getAttribute("aria-label"))
  .map(one => one.outerHTML)"""
TOO_WIDE = "() => document.documentElement.scrollWidth > window.innerWidth"
HEADINGS = "() => [...document.querySelectorAll('h1')].length"
SMALL = """pixels => [...document.querySelectorAll("button, input, .button, nav a")]
  .filter(one => one.type !== "hidden" && one.getClientRects().length)
  .filter(one => one.getBoundingClientRect().height < pixels)
  .map(one => one.outerHTML)"""


@pytest.fixture
def central() -> Iterator[Municipality]:
    """Serve the town's central on the loopback."""
    with serve_town() as served:
        yield served


@pytest.fixture
def url(central: Municipality) -> str:
    """Give the address of central."""
    return central.url


def test_every_page_fits_the_smallest_phone_and_names_what_one_presses(
    phone: Page, central: Municipality
) -> None:
    """Nothing is cut off at 320 pixels, and nothing to press is without a name."""
    log_in(phone, central.url)
    phone.set_viewport_size({"width": SMALLEST_PX, "height": 700})
    for path in map(central.path, CENTRAL):
        phone.goto(f"{central.url}{path}")
        assert not phone.evaluate(TOO_WIDE), path
        assert phone.evaluate(UNNAMED) == [], path
        assert phone.evaluate(SMALL, TOUCH_PX) == [], path
        assert phone.evaluate(HEADINGS) == 1, path


def test_a_no_show_is_noted_and_taken_back_with_the_keyboard_alone(
    phone: Page, url: str
) -> None:
    """The whole way of a no-show, and out of it again, without a mouse."""
    log_in(phone, url)
    phone.goto(f"{url}/people/anna/days/2026-03-19")
    phone.get_by_role("link", name="Notér ikke mødt").press("Enter")
    phone.get_by_label("Hvad sagde borgeren?").fill("Ringer igen.")
    phone.get_by_label("Ringet").press("Space")
    phone.get_by_role("button", name="Notér ikke mødt").press("Enter")
    phone.get_by_text("Noteringen er gemt med dit navn.").wait_for()
    phone.get_by_role("link", name="Tag tilbage").press("Enter")
    phone.get_by_label("Hvorfor tages den tilbage?").fill("Anna havde ringet.")
    phone.get_by_role("button", name="Tag tilbage").press("Enter")

    phone.get_by_text("Noteringen er taget tilbage.").wait_for()
    assert phone.get_by_role("heading", name="Ikke registreret – afklar").is_visible()


def test_the_first_tab_leads_past_the_menu(phone: Page, url: str) -> None:
    """Who uses the keyboard gets to the content at once."""
    log_in(phone, url)
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")

    assert phone.evaluate("() => document.activeElement.id") == "main"


def test_a_refused_form_leads_to_what_is_wrong(
    phone: Page, central: Municipality
) -> None:
    """The focus is on the summary, and each of its lines leads to a field."""
    log_in(phone, central.url)
    led = {}
    for name in FORMS:
        phone.goto(f"{central.url}{central.path(name)}")
        phone.evaluate(EMPTY)
        assert send_refused(phone) == 422, name
        led[name] = len(leads_to_its_fields(phone))

    assert led == FORMS
