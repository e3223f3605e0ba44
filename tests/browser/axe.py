"""What axe finds on a page that breaks WCAG 2.2 AA."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": WCAG},
    "resultTypes": ["violations"],
}
STILL = """() => document.getAnimations().every(each =>
    !(each instanceof CSSTransition) || each.playState !== "running")"""
UNFOLD = "document.querySelectorAll('details').forEach(one => one.open = true)"


def violations(page: Page) -> list[str]:
    """Look at what stands there unfolded; a line for each rule it breaks, and where."""
    page.evaluate(UNFOLD)
    page.wait_for_function(STILL)  # half faded in, a text has less contrast
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {[node['html'] for node in one['nodes']]}"
        for one in found
    ]
