"""A whole morning in a real browser, and central goes away in the middle of it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk.journal.contents import (
    Arrival,
    Card,
    Entry,
    NoShow,
    Notice,
    Reason,
    Resolution,
    Tap,
    Void,
    Welcome,
)
from kiosk.roster.roster import StaffMember
from tests.browser.conftest import Served, log_in
from tests.kiosk.web.workshop import STRANGE, UIDS, Workshop, make_person, make_roster

PEOPLE = [
    make_person(name)
    for name in ("Anna Holm", "Bent Krogh", "Carla Ørsted", "Dan Friis", "Eva Lind")
]
SCREENS = {"a phone": (390, 844), "a wall screen": (1920, 1080)}
LATE = "central sidst hørt 09.00"


@pytest.fixture(
    params=["a phone", pytest.param("a wall screen", marks=pytest.mark.long)]
)
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open a browser of that size, in Danish."""
    width, height = SCREENS[request.param]
    context = chromium.new_context(
        viewport={"width": width, "height": height}, locale="da-DK"
    )
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def receipt(workshop: Workshop, entry: Entry) -> None:
    """Let central have said that it holds all up to that entry."""
    workshop.terminal.store_receipt(
        through_seq=entry.seq,
        hash=entry.hash,
        incarnation=b"i" * 16,
        raw=b"",
        moment_ns=workshop.clock.now().wall_ns,
    )


SHIFT_MS = 800  # a tap that follows moved rows more closely writes nothing


def choose(page: Page, *answers: str) -> None:
    """Choose each of these answers."""
    for answer in answers:
        page.get_by_label(answer).check()


def write_no_show(page: Page, url: str) -> None:
    """Say that somebody was rung up and not reached."""
    page.goto(url)
    choose(page, "Ringet", "Ikke truffet")
    page.get_by_role("button", name="Ja, skriv ikke mødt").click()


def test_a_morning_goes_on_when_central_goes_away(page: Page, served: Served) -> None:
    """Come, ill, forgot, stayed away, whose card, new card, out, and how it stands."""
    workshop = served.workshop
    workshop.write_roster(make_roster(PEOPLE))
    workshop.stand_at("09.00")
    receipt(workshop, workshop.listen(180))
    log_in(page, served.url)
    state = page.locator(".state")
    workshop.tap(UIDS["Anna Holm"])
    expect(page.locator("#came")).to_contain_text("09.00 Anna Holm")
    page.get_by_role("button", name="Syg, sagt før mødetid: Bent Krogh").click()
    expect(page.locator("#told")).to_contain_text("Bent Krogh")

    workshop.clock.advance(45 * 60)  # central has been silent since
    workshop.listen(45)
    expect(state).to_contain_text(LATE)
    expect(state).to_contain_text("venter på at blive sendt")
    page.wait_for_timeout(SHIFT_MS)
    page.get_by_role("link", name="Kom, glemte kortet Carla Ørsted").click()
    page.get_by_label("Kom klokken").fill("8.05")
    page.get_by_role("button", name="Gem").click()
    expect(page.locator("#came")).to_contain_text("08.05 Carla Ørsted")
    write_no_show(page, f"{served.url}/ikke-moedt?person=dan-friis")
    expect(page.locator("#stayed")).to_contain_text("Dan Friis")
    workshop.tap(STRANGE)
    page.get_by_role("link", name="Hvem var det?").click()
    page.get_by_label("Eva Lind").check()
    page.get_by_label("Ja, fra den gang").check()
    page.get_by_role("button", name="Gem").click()
    expect(page.locator("#came")).to_contain_text("Eva Lind")
    expect(page.locator("#awaited")).to_contain_text("Alle er kommet")

    page.goto(f"{served.url}/kort/ny/bent-krogh")
    workshop.tap("04e1e2e3e4e5e6")
    choose(page, "Nej, kun kortet", "Spær det gamle")
    page.get_by_role("button", name="Ja, giv kortet").click()
    expect(page.locator("#p-bent-krogh")).to_contain_text("e5e6")
    page.get_by_role("link", name="Evakuering").click()
    page.get_by_role("button", name="Grønt hold er ude").click()
    expect(page.get_by_role("heading", name="Ude med hold 3")).to_be_visible()
    page.get_by_role("link", name="Ugen").click()
    expect(page.get_by_role("row", name="Anna Holm")).to_contain_text("1 af 1")
    page.get_by_role("link", name="Skrevet").click()
    expect(page.locator("main")).to_contain_text("Dan Friis ikke mødt")
    page.get_by_role("link", name="Tavle").click()
    expect(page.locator(".count b")).to_have_text("3")
    expect(page.locator("main")).not_to_contain_text("Dan Friis")

    said = [one for one in workshop.written() if not isinstance(one, Tap)]
    kinds = [Notice, Arrival, NoShow, Resolution, Card, Card, Resolution, Card]
    assert sorted(type(one).__name__ for one in said) == sorted(
        kind.__name__ for kind in kinds
    )
    assert isinstance(said[0], Notice)
    assert said[0].reason is Reason.ILL


def test_the_rest_of_the_day_needs_no_central_either(
    page: Page, served: Served
) -> None:
    """First day, paper, a card blocked, a correction, a substitute."""
    workshop = served.workshop
    leader = StaffMember(
        name="Ida Berg", role="holdleder", pin_hash="-", team="Blåt hold"
    )
    workshop.write_roster(make_roster(PEOPLE, staff=("Mette Lund", leader)))
    log_in(page, served.url)
    expect(page.locator(".state")).to_contain_text("central ikke hørt endnu")

    page.goto(f"{served.url}/velkommen/eva-lind")
    page.get_by_label("English").check()
    page.get_by_label("Folderen om oplysninger er givet").check()
    page.get_by_role("button", name="Gem").click()
    expect(page.locator("#notes")).to_contain_text("Eva Lind er taget imod.")
    page.goto(f"{served.url}/papirliste/skriv")
    page.get_by_label("Anna Holm").fill("805")
    page.keyboard.press("Tab")
    page.keyboard.type("0807")
    page.get_by_role("button", name="Gem alle").click()
    expect(page.locator("#came")).to_contain_text("08.07 Bent Krogh")
    page.get_by_role("link", name="Kort", exact=True).click()
    page.get_by_text("Spær a5a6").click()
    anna = page.locator("#p-anna-holm")
    anna.get_by_role("button", name="Ja, spær nu").click()
    expect(anna).to_contain_text("har intet kort")
    page.get_by_role("link", name="Skrevet").click()
    row = page.get_by_role("listitem").filter(has_text="Bent Krogh kom")
    row.get_by_role("link", name="Ret").click()
    page.get_by_label("Hvad var forkert?").fill("det var i går")
    page.get_by_role("button", name="Tag tilbage").click()
    expect(page.locator("#awaited")).to_contain_text("Bent Krogh")
    page.goto(f"{served.url}/uge?hold=Grønt+hold")
    page.get_by_role("button", name="Ida Berg er vikar").click()
    expect(page.locator("main")).to_contain_text("vikar i dag, sagt af Mette Lund")

    said = [type(one) for one in workshop.written()]
    assert said == [Welcome, Arrival, Arrival, Card, Void]
