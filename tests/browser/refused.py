"""What holds for every page that shows a form again because it was refused."""

from playwright.sync_api import Page

SEND = "form => { form.noValidate = true; form.requestSubmit(); }"
LINKS = "() => [...document.querySelectorAll('#refused li a')].map(one => one.hash)"
FOCUSED = "() => document.activeElement.id"
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
    assert page.evaluate(FOCUSED) == "refused"
    fields = [name.removeprefix("#") for name in page.evaluate(LINKS)]
    for name in fields:
        page.locator(f"#refused a[href='#{name}']").click()
        assert page.evaluate(CONTROL, name), f"#{name} is no field"
        assert page.evaluate(FOCUSED) == name
    return fields
