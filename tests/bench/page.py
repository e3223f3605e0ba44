"""What the coordinators' page weighs, and when a browser shows the first of it.

The page of fifty people to clarify, on the loopback, in Debian's Chromium that has
been here before; beside it the login page, in the same browser and by turns, so that
a busy machine slows both. Without a browser there is no figure.
"""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from tests.bench.figure import Figure, figure
from tests.browser.conftest import CHROMIUM, FLAGS, log_in, serve
from tests.kiosk.web.workshop import Workshop, make_person, make_roster

LOOKS = 15
PEOPLE = 50
BYTES_ALLOWED = 50_000
PAINTED = """() => new Promise(done => new PerformanceObserver(seen => {
  const one = seen.getEntriesByName("first-contentful-paint")[0];
  if (one) done(one.startTime);
}).observe({type: "paint", buffered: true}))"""

NEEDED = """async () => {
  const addresses = [...document.querySelectorAll("link[href], script[src]")]
    .map(one => one.href || one.src);
  const sizes = [...addresses, location.href].map(async address =>
    (await (await fetch(address)).arrayBuffer()).byteLength);
  return (await Promise.all(sizes)).reduce((sum, one) => sum + one, 0);
}"""


def figures() -> list[Figure]:
    """Measure the weight and the first paint."""
    if not CHROMIUM.exists():
        return []
    with _opened() as (page, url):
        weight = _bytes(page, url)
        looks = [
            (_first_paint(page, f"{url}/"), _first_paint(page, f"{url}/login"))
            for _ in range(LOOKS)
        ]
    painted, login = zip(*looks, strict=True)
    return [
        figure(
            "page_first_paint_ms",
            median(painted),
            "ms",
            "the login page, with two fields",
            median(login),
        ),
        figure(
            "page_bytes", weight, "bytes", "allowed, without the font", BYTES_ALLOWED
        ),
    ]


@contextmanager
def _opened() -> Iterator[tuple[Page, str]]:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        people = [make_person(f"Borger Nummer {number:02}") for number in range(PEOPLE)]
        workshop = Workshop(Path(folder), make_roster(people))
        workshop.beat()
        logging.getLogger("werkzeug").setLevel(logging.WARNING)
        with serve(workshop.app) as url:
            browser = playwright.chromium.launch(
                executable_path=str(CHROMIUM), args=FLAGS, headless=True
            )
            page = browser.new_page()
            log_in(page, url)
            yield page, url
            browser.close()


def _first_paint(page: Page, url: str) -> float:
    page.goto(url)
    return float(page.evaluate(PAINTED))


def _bytes(page: Page, url: str) -> int:
    """Add up all that the page needs, as it is before it is squeezed."""
    page.goto(f"{url}/")
    return int(page.evaluate(NEEDED))
