"""Every page of the workshop and of central, held against WCAG 2.2 AA by axe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import municipality
from tests.browser.axe import violations
from tests.browser.conftest import Served
from tests.browser.every_page import (
    CENTRAL,
    CENTRAL_PARTS,
    OF_TEAM_LEADERS,
    WORKSHOP,
    WORKSHOP_PARTS,
    shown_by,
)
from tests.browser.municipality import Municipality, serve_town
from tests.kiosk.web.workshop import Workshop
from tests.town import make_town

TARGET_PX = 44
# A link inside a sentence is as high as its line; a box is pressed by its label.
TOO_SMALL = """pixels => [...document.querySelectorAll(
    "button, .button, .acts a, nav a, summary, select, textarea, .tick, .choices label,"
    + " input:not([type=hidden], [type=checkbox], [type=radio])")]
  .filter(one => one.checkVisibility() && !one.closest(".vh"))
  .filter(one => one.getBoundingClientRect().height < pixels - 0.5)
  .map(one => one.outerHTML.slice(0, 200))"""


def too_small(page: Page) -> list[str]:
    """Return what is pressed and is less than 44 px high."""
    found: list[str] = page.evaluate(TOO_SMALL, TARGET_PX)
    return found


@pytest.fixture(scope="module")
def town() -> Iterator[Municipality]:
    """Serve central."""
    with serve_town() as served:
        yield served


@pytest.fixture(scope="module")
def at_central(chromium: Browser, town: Municipality) -> Iterator[Page]:
    """Open the page of somebody who is logged in at central."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    municipality.log_in(page, town.url)
    yield page
    context.close()


def test_no_page_of_the_workshop_is_left_out(tmp_path: Path) -> None:
    """A new page is named in tests/browser/every_page.py, or this fails."""
    assert shown_by(Workshop(tmp_path).app, parts=WORKSHOP_PARTS) == set(WORKSHOP)


def test_no_page_of_central_is_left_out() -> None:
    """A new page is named in tests/browser/every_page.py, or this fails."""
    assert shown_by(make_town().app, parts=CENTRAL_PARTS) == {
        *CENTRAL,
        *OF_TEAM_LEADERS,
    }


@pytest.mark.parametrize("name", WORKSHOP)
def test_a_page_at_the_workshop_shuts_nobody_out(
    inside: Page, lived_in: Served, name: str
) -> None:
    """No violation of WCAG 2.2 at A and AA, and all that is pressed is large."""
    answer = inside.goto(lived_in.url + WORKSHOP[name])

    assert answer is not None
    assert answer.status == 200
    assert violations(inside) == []
    assert too_small(inside) == []


@pytest.mark.parametrize("name", CENTRAL)
def test_a_page_at_central_shuts_nobody_out(
    at_central: Page, town: Municipality, name: str
) -> None:
    """No violation of WCAG 2.2 at A and AA, and all that is pressed is large."""
    answer = at_central.goto(town.url + town.path(name))

    assert answer is not None
    assert answer.status == 200
    assert violations(at_central) == []
    assert too_small(at_central) == []


@pytest.mark.parametrize("name", OF_TEAM_LEADERS)
def test_a_page_of_team_leaders_shuts_nobody_out(
    phone: Page, town: Municipality, name: str
) -> None:
    """No violation of WCAG 2.2 at A and AA, nor anything wider than the phone."""
    municipality.log_in(phone, town.url, "Grete")
    answer = phone.goto(town.url + OF_TEAM_LEADERS[name])

    assert answer is not None
    assert answer.status == 200
    assert violations(phone) == []
    assert too_small(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
