"""What holds for every page that shows a form again because it was refused."""

from playwright.sync_api import Page

SEND = "form => { form.noValidate = true; form.requestSubmit(); }"
LINKS = "() => [...document.querySelectorAll('#refused li a')].map(one => one.hash)"
HAS_FOCUS = "id => document.activeElement?.id === id"
FOCUS_MS = 5000  # a browser sets `autofocus` a moment after the page is there
CONTROL = "id => document.getElementById(id)?.matches('input, select, textarea')"


def send_refused(page: Page) -> int:
    """Send the last form as it stands, past the browser's own checks."""
    with page.expect_navigation() as sent:
        page.locator("main form").last.evaluate(SEND)
    answer = sent.value
    assert answer is not None
    return answer.status


def leads_to_its_fields(page: Page) -> list[str]:
    """Press each line of the summary, which has the focus; give the fields it leads to.

    The page's title begins with the word that says that something is wrong.
    """
    assert page.title().startswith("Fejl: ")
    page.wait_for_function(HAS_FOCUS, arg="refused", timeout=FOCUS_MS)
    fields = [name.removeprefix("#") for name in page.evaluate(LINKS)]
    for name in fields:
        page.locator(f"#refused a[href='#{name}']").click()
        assert page.evaluate(CONTROL, name), f"#{name} is no field"
        page.wait_for_function(HAS_FOCUS, arg=name, timeout=FOCUS_MS)
    return fields
