"""Whether a page was loaded again."""

from playwright.sync_api import Page


def never_reloaded(page: Page) -> None:
    """Fail if the page was loaded anew since `watch_reloads`."""
    assert page.evaluate("window.still") == "here"


def watch_reloads(page: Page) -> None:
    """Put something into the page that a reload would take away."""
    page.evaluate("window.still = 'here'")
