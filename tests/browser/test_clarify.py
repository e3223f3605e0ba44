"""The morning's clarification in a real browser, with the keyboard alone."""

from playwright.sync_api import Page, expect

from kiosk.journal.contents import Arrival, NoShow, Notice, Reason
from tests.browser.conftest import Served, log_in
from tests.kiosk.web.workshop import STRANGE, make_person, make_roster

TWENTY = [make_person(f"Borger {number:02}") for number in range(20)]
ONE_KEY = {
    "s": Reason.ILL,
    "b": Reason.CHILD_ILL,
    "j": Reason.JOB_INTERVIEW,
    "m": Reason.AUTHORITY_MEETING,
    "l": Reason.DOCTOR,
    "p": Reason.LANGUAGE_SCHOOL,
    "f": Reason.HOLIDAY,
    "t": Reason.AGREED,
}


def left(page: Page, number: int) -> None:
    """Wait until so many are left to clarify."""
    expect(page.locator("#awaited .row:not(.empty)")).to_have_count(number)


def test_twenty_people_are_clarified_with_the_keyboard_alone(
    served: Served, phone: Page
) -> None:
    """Two keys or three each, and the next person has the focus."""
    workshop = served.workshop
    workshop.write_roster(make_roster(TWENTY))
    workshop.stand_at("09.00")
    workshop.listen(180)
    log_in(phone, served.url)
    keys = phone.keyboard
    keys.press("ArrowDown")
    for number, key in enumerate("sbjmlpftsbsjss"):
        keys.press(key)
        expect(phone.get_by_role("dialog", name=f"Borger {number:02}")).to_be_visible()
        keys.press("f")
        left(phone, 19 - number)
    for number in range(3):
        keys.press("u")
        phone.wait_for_url("**/ikke-moedt**")
        expect(phone.get_by_label("Hvad sagde borgeren?")).to_be_focused()
        phone.get_by_label("Ikke truffet").press("Space")
        phone.get_by_label("Ringet").press("Space")
        keys.press("Enter")
        phone.wait_for_url(f"{served.url}/")
        left(phone, 5 - number)
    for number in range(3):
        keys.press("k")
        phone.wait_for_url("**/kom**")
        expect(phone.get_by_label("Var her til mødetid")).to_be_focused()
        keys.press("Space")
        keys.press("Enter")
        phone.wait_for_url(f"{served.url}/")
        left(phone, 2 - number)

    said = workshop.written()
    notices = [one for one in said if isinstance(one, Notice)]
    assert [one.reason for one in notices] == [ONE_KEY[k] for k in "sbjmlpftsbsjss"]
    assert [type(one) for one in said[14:]] == [NoShow] * 3 + [Arrival] * 3
    people = [getattr(one, "person", "") for one in said]
    assert people == [person.id for person in TWENTY]


def test_a_key_does_nothing_where_nobody_has_the_focus(
    served: Served, phone: Page
) -> None:
    """Somebody who types a name, or leans on the keyboard, writes nothing."""
    served.workshop.stand_at("09.00")
    log_in(phone, served.url)
    phone.keyboard.press("s")
    phone.get_by_label("Find navn").fill("a")
    phone.keyboard.press("s")
    phone.keyboard.press("u")

    expect(phone.get_by_label("Find navn")).to_have_value("asu")
    assert phone.url == f"{served.url}/"
    assert served.workshop.written() == []


def test_one_key_takes_the_last_answer_back(served: Served, phone: Page) -> None:
    """For ten seconds, and the focus is with that person again."""
    log_in(phone, served.url)
    phone.keyboard.press("ArrowDown")
    phone.keyboard.press("s")
    expect(phone.locator("#notes [data-undo]")).to_have_count(1)
    left(phone, 2)
    phone.keyboard.press("z")

    left(phone, 3)
    expect(phone.locator("#notes")).to_contain_text("tilbage: Anna Holm.")
    expect(phone.locator("#awaited .row:has(:focus)")).to_contain_text("Anna Holm")


def test_a_doubt_must_be_ticked_before_the_key_counts(
    served: Served, phone: Page
) -> None:
    """Space and Enter, and no faster than reading it."""
    served.workshop.stand_at("09.00")
    log_in(phone, served.url)
    phone.keyboard.press("ArrowDown")
    phone.keyboard.press("u")
    expect(phone.locator("#tvivl")).to_contain_text("Vi kan ikke vide det")
    phone.get_by_role("button", name="Ja, skriv ikke mødt").press("Enter")
    assert served.workshop.written() == []
    phone.get_by_label("Hvad sagde borgeren?").fill("Kommer ikke.")
    phone.get_by_label("Spurgt på stedet").press("Space")
    phone.get_by_label("Jeg har læst det").press("Space")
    phone.keyboard.press("Enter")
    phone.wait_for_url(f"{served.url}/")

    expect(phone.locator("#stayed")).to_contain_text("Anna Holm")
    assert [type(one) for one in served.workshop.written()] == [NoShow]


def test_a_card_at_the_reader_appears_on_the_page_that_waits_for_it(
    served: Served, phone: Page
) -> None:
    """By itself, and one click gives it away."""
    log_in(phone, served.url)
    phone.goto(f"{served.url}/kort")
    phone.get_by_role("link", name="Giv kort: Carla Ørsted").click()
    expect(phone.locator("#live")).to_contain_text("Hold kortet på læseren nu.")
    served.workshop.tap(STRANGE)
    phone.get_by_label("Nej, kun kortet").check()
    phone.get_by_role("button", name="Ja, giv kortet").click()

    expect(phone.locator("#p-carla-ørsted")).to_contain_text("har kort c5c6")


def test_the_new_pages_fit_a_small_phone(served: Served, phone: Page) -> None:
    """360 pixels wide: nobody scrolls sideways."""
    served.workshop.stand_at("09.00")
    log_in(phone, served.url)
    phone.set_viewport_size({"width": 360, "height": 640})
    for path in (
        *("/kort", "/kort/ny/anna-holm", "/velkommen/anna-holm", "/folder", "/uge"),
        *("/evakuering", "/papirliste", "/papirliste/skriv"),
        "/ikke-moedt?person=anna-holm",
    ):
        phone.goto(served.url + path)
        wide = phone.evaluate("document.documentElement.scrollWidth")
        assert (path, wide) == (path, 360)
