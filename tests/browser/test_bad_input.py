"""What nobody should do at the page, and somebody will."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, expect

from kiosk.journal.contents import Notice
from tests.browser.conftest import Served, log_in
from tests.browser.every_page import WORKSHOP
from tests.browser.fitting import STICKS_OUT
from tests.kiosk.web.seeing import make_arrival
from tests.kiosk.web.workshop import (
    ANNA,
    BENT,
    STRANGE,
    Workshop,
    make_person,
    make_roster,
)

SCRIPT = "<script>window.hacked = 1</script><img src=x onerror=window.hacked=1>"
LONG = ("Maximiliane " * 17)[:200]


@pytest.fixture
def other(chromium: Browser) -> Iterator[Page]:
    """Open a second coordinator's browser."""
    context = chromium.new_context(viewport={"width": 1024, "height": 768})
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def told(workshop: Workshop) -> list[str]:
    """Name those of whom an absence was written."""
    return [one.person for one in workshop.written() if isinstance(one, Notice)]


def test_two_coordinators_who_click_at_once_write_one_fact(
    served: Served, phone: Page, other: Page
) -> None:
    """Both saw the same list; the second is told who was first."""
    other.route("**/live", lambda route: route.abort())  # hears nothing of the first
    log_in(phone, served.url)
    log_in(other, served.url)
    phone.get_by_role("button", name="Meldt syg Anna Holm").click()
    expect(phone.locator("#told")).to_contain_text("Anna Holm")
    other.get_by_role("button", name="Meldt syg Anna Holm").click()

    expect(other.locator("#notes")).to_contain_text("blev ikke skrevet noget nyt")
    assert told(served.workshop) == ["anna-holm"]


def test_a_click_on_a_page_of_this_morning_writes_nothing_over(
    served: Served, phone: Page
) -> None:
    """Somebody came since the page was opened, and is not made ill."""
    phone.route("**/live", lambda route: route.abort())
    log_in(phone, served.url)
    served.workshop.write(make_arrival("anna-holm"))
    phone.get_by_role("button", name="Meldt syg Anna Holm").click()

    expect(phone.locator("#notes")).to_contain_text("blev registreret kl. 08.05")
    assert told(served.workshop) == []


def test_what_was_typed_when_the_login_ended_is_there_after_the_next(
    served: Served, phone: Page
) -> None:
    """In mid-form: the name, the dates and the remark all stand there."""
    log_in(phone, served.url)
    phone.goto(f"{served.url}/meldt?person=bent-krogh")
    phone.get_by_label("Ferie").check()
    phone.get_by_label("Sidste dag").fill("6-11-2026")
    phone.get_by_label("Bemærkning").fill("Sagde det i går")
    served.workshop.clock.advance(3 * 3600)  # idle for longer than a login lasts
    phone.get_by_role("button", name="Gem").click()
    phone.wait_for_url("**/login")
    expect(phone.locator("main")).to_contain_text("Log ind")
    phone.get_by_label("Navn").fill("Mette Lund")
    phone.get_by_label("PIN").fill("2468")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/meldt**")

    expect(phone.get_by_label("Hvem")).to_have_value("bent-krogh")
    expect(phone.get_by_label("Ferie")).to_be_checked()
    expect(phone.get_by_label("Sidste dag")).to_have_value("6-11-2026")
    expect(phone.get_by_label("Bemærkning")).to_have_value("Sagde det i går")
    assert told(served.workshop) == []
    phone.get_by_label("Før mødetid").check()
    phone.get_by_role("button", name="Gem").click()
    expect(phone.locator("#told")).to_contain_text("Bent Krogh")
    assert told(served.workshop) == ["bent-krogh"]


def test_a_no_show_on_a_date_outside_the_course_is_not_written(
    served: Served, phone: Page
) -> None:
    """Nobody was expected then, and the form says so beside the date."""
    log_in(phone, served.url)
    phone.goto(f"{served.url}/ikke-moedt?person=anna-holm")
    phone.get_by_label("Dato").fill("2-11-2026")
    phone.get_by_role("button", name="Ja, skriv ikke mødt").click()

    expect(phone.locator("#dato-wrong")).to_be_visible()
    expect(phone.get_by_label("Dato")).to_have_value("2-11-2026")
    assert served.workshop.written() == []


def test_a_name_of_three_hundred_letters_at_the_login_is_only_wrong(
    served: Served, phone: Page
) -> None:
    """No fault, and the field has what fits of it."""
    phone.goto(f"{served.url}/login")
    phone.evaluate("document.getElementById('name').removeAttribute('maxlength')")
    phone.get_by_label("Navn").fill("Å" * 300)
    phone.get_by_label("PIN").fill("1")
    phone.keyboard.press("Enter")

    expect(phone.get_by_role("alert")).to_contain_text("Navn og PIN passer ikke")
    expect(phone.get_by_label("Navn")).to_have_value("Å" * 200)


def test_script_and_endless_names_are_only_names_on_every_page(
    served: Served, phone: Page
) -> None:
    """Nothing of it runs, nothing sticks out, nobody's row is pushed away."""
    people = [
        replace(ANNA, name=SCRIPT),
        replace(BENT, name=LONG, team=LONG),
        make_person("Carla Ørsted", team=SCRIPT),
    ]
    served.workshop.write_roster(make_roster(people))
    served.workshop.tap(STRANGE)
    served.workshop.write(make_arrival("carla-ørsted"))
    log_in(phone, served.url)
    for path in WORKSHOP.values():
        phone.goto(served.url + path)
        assert phone.evaluate("window.hacked") is None
        assert (path, phone.evaluate(STICKS_OUT)) == (path, [])
    phone.goto(f"{served.url}/uge?{urlencode({'hold': SCRIPT})}")

    expect(phone.locator("main")).to_contain_text(SCRIPT)
    assert phone.evaluate("window.hacked") is None
