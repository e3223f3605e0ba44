"""A real browser, and a real server with threads, for the pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from kiosk.roster.roster import PeriodFigures, StaffMember
from kiosk.web.page_context import EXTENSION
from tests.kiosk.web.figures import make_figures
from tests.kiosk.web.seeing import make_arrival, make_notice
from tests.kiosk.web.workshop import PIN, STRANGE, Workshop, make_roster, pin_hash

CHROMIUM = Path("/usr/bin/chromium")
A_WINDOW = PeriodFigures(came=12, of=13, stability=92, refused=None, between=(86, 93))
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A workshop whose page answers at `url`."""

    workshop: Workshop
    url: str


def log_in(page: Page, url: str) -> None:
    """Log in as Mette, with name and PIN and the Enter key."""
    page.goto(f"{url}/login")
    page.get_by_label("Navn").fill("Mette Lund")
    page.get_by_label("PIN").fill(PIN)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}/")


def lived_in_workshop(folder: Path) -> Workshop:
    """Make a workshop with a card without a name, and with what staff wrote.

    The stranger's card is entry 2, and what Mette wrote of Carla is entry 3.
    """
    figures = make_figures(
        streak=10, days=(*("",) * 21, *"TTFX", "", "", "U"), course=A_WINDOW
    )
    leader = StaffMember(
        name="Ida Berg", role="holdleder", team="Blåt hold", pin_hash=pin_hash()
    )
    roster = make_roster(staff=("Mette Lund", "Ole Bach", leader))
    roster = replace(roster, figures=(figures,))
    workshop = Workshop(folder, roster, goodbye_taps=True)
    workshop.beat()
    workshop.tap(STRANGE)
    workshop.write(make_arrival("carla-ørsted"))
    workshop.write(make_notice("bent-krogh"))
    return workshop


@contextmanager
def serve(app: Flask, port: int = 0) -> Iterator[str]:
    """Serve the app on the loopback until the end of the block."""
    server = make_server("127.0.0.1", port, app, threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        app.extensions[EXTENSION].closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """Serve the page of a small workshop."""
    workshop = Workshop(tmp_path)
    workshop.beat()
    with serve(workshop.app) as url:
        yield Served(workshop=workshop, url=url)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium once."""
    if not CHROMIUM.exists():
        pytest.skip(
            "Chromium is not installed (apt-get install chromium);"
            " tests/kiosk/page proves the same without a browser"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=FLAGS, headless=True
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a workshop with something on each of its pages; its tests only look."""
    workshop = lived_in_workshop(tmp_path_factory.mktemp("workshop"))
    with serve(workshop.app) as url:
        yield Served(workshop=workshop, url=url)


@pytest.fixture(scope="module")
def inside(chromium: Browser, lived_in: Served) -> Iterator[Page]:
    """Open the page of somebody who is logged in there."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    context.set_default_timeout(20_000)
    page = context.new_page()
    log_in(page, lived_in.url)
    yield page
    context.close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """Open a phone, and fail where a script of the page does."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="da-DK"
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda said: (
            faults.append(said.text) if "Content Security Policy" in said.text else None
        ),
    )
    yield page
    context.close()
    assert faults == []
