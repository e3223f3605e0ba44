"""What holds for every page at the workshop, whatever stands on it."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request

from tests.browser.conftest import Served
from tests.browser.every_page import WORKSHOP
from tests.browser.fitting import STICKS_OUT

SIZES = {"a small phone": (320, 640), "a desktop at 200 %": (640, 400)}
REACHABLE = """() => [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter(one => one.type !== "hidden" && one.checkVisibility())
  .filter(one => one.type !== "radio" && !one.disabled)
  .map((one, number) => { one.dataset.number = number; return String(number); })"""
ASKED_ANEW = """() => {
  const live = document.querySelector("#live[data-live]:not([data-mark])");
  if (!live) return true;
  const url = new URL(live.dataset.live, location).href;
  const asked = performance.getEntriesByName(url).some(one => one.responseEnd);
  return asked && new Promise(done => setTimeout(() => done(true), 100));
}"""
FOCUS = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  return [one.dataset.number ?? "", style.outlineStyle !== "none"];
}"""


@pytest.fixture
def asked(inside: Page, lived_in: Served) -> Iterator[set[str]]:
    """Collect whom else the page asks for anything."""
    here = urlsplit(lived_in.url).netloc
    others: set[str] = set()

    def note(request: Request) -> None:
        if urlsplit(request.url).netloc != here:
            others.add(request.url)

    inside.on("request", note)
    yield others
    inside.remove_listener("request", note)


@pytest.mark.parametrize("name", WORKSHOP)
def test_a_page_fits_and_asks_nobody_else(
    inside: Page, lived_in: Served, asked: set[str], name: str
) -> None:
    """At 320 pixels and at 200 % nothing is cut off or sticks out."""
    for width, height in SIZES.values():
        inside.set_viewport_size({"width": width, "height": height})
        inside.goto(lived_in.url + WORKSHOP[name])
        assert inside.evaluate("document.documentElement.scrollWidth") <= width
        assert (width, inside.evaluate(STICKS_OUT)) == (width, [])

    assert asked == set()


@pytest.mark.parametrize("name", sorted(set(WORKSHOP) - {"display.door"}))
def test_everything_on_a_page_is_reached_with_tab_and_the_focus_is_seen(
    inside: Page, lived_in: Served, name: str
) -> None:
    """Nobody needs a mouse; of a group of choices, the arrows reach the others."""
    inside.set_viewport_size({"width": 1280, "height": 800})
    inside.goto(lived_in.url + WORKSHOP[name])
    inside.wait_for_function(ASKED_ANEW)
    inside.evaluate("document.activeElement.blur()")
    wanted = set(inside.evaluate(REACHABLE))
    reached: set[str] = set()
    unseen: set[str] = set()
    for _ in range(2 * len(wanted) + 20):
        if reached >= wanted:
            break
        inside.keyboard.press("Tab")
        number, seen = inside.evaluate(FOCUS)
        reached.add(number)
        if number and not seen:
            unseen.add(number)

    assert wanted - reached == set()
    assert unseen == set()
