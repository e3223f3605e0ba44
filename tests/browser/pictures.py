"""Take the pictures in docs/pictures anew: `python -m tests.browser.pictures`.

Everybody on them is made up. A screen that is added here without its picture, or a
picture without its screen, fails a test.
"""

import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from msgspec.structs import replace
from playwright.sync_api import Browser, Page, sync_playwright

from kiosk.journal.contents import Arrival, NoShow
from kiosk.roster.roster import CourseFigures, PeriodFigures, Roster
from kiosk.web.day.course_figures import ONE_DAY
from tests.browser import municipality
from tests.browser.conftest import CHROMIUM, FLAGS, Served, log_in, serve
from tests.browser.municipality import Municipality, serve_town
from tests.kiosk.web.seeing import make_arrival, make_notice
from tests.kiosk.web.workshop import (
    TUESDAY,
    Workshop,
    local,
    make_card,
    make_person,
    make_roster,
    make_session,
)
from tests.paths import DOCS

FOLDER = DOCS / "pictures"
PHONE, TABLET, WALL, GLASS = (390, 760), (960, 660), (1120, 630), (800, 480)
NAMES = (
    *("Amina Yildiz", "Bo Skov", "Camilla Friis", "Dorte Vang", "Emil Nør"),
    *("Farid Osman", "Gitte Lund", "Hassan Kaya", "Ida Munk", "Jamal Abdi"),
    *("Kirsten Toft", "Layla Haddad", "Mads Ravn", "Nadia Zaher", "Olena Kovalenko"),
    *("Per Degn", "Rania Osman", "Søren Bak", "Tina Riis", "Viktor Melnyk"),
    *("Yasmin Dahl", "Åse Krogh"),
)
TEAMS = ("Grønt hold", "Blåt hold", "Værkstedet")
LANGUAGES = {"Rania Osman": "ar", "Viktor Melnyk": "uk", "Tina Riis": "en"}
CAME, ILL, STAYED_AWAY, ARRIVES = 12, 15, 15, 21
STRANGER = "04c1c2c3c4c5c6"
Prepare = Callable[[Page, Served], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One picture: where it is, how large, and what happens before it is taken."""

    path: str
    size: tuple[int, int]
    prepare: Prepare = lambda _page, _served: None


def _menu(page: Page, _served: Served) -> None:
    page.get_by_role("link", name="Andet Tina Riis").click()


def _since_monday(page: Page, served: Served) -> None:
    monday = TUESDAY - ONE_DAY
    for number in range(0, len(NAMES) - 4, 3):
        served.workshop.write(
            Arrival(
                person=f"p{number}",
                at=local("08.09", monday),
                by="Ole Bach",
                why="Skrevet ind fra papirlisten",
            )
        )
    page.reload()


def _out(page: Page, _served: Served) -> None:
    page.get_by_role("button", name="Blåt hold er ude").click()
    page.get_by_role("heading", name="Ude med hold").wait_for()


def _card_at_the_reader(page: Page, served: Served) -> None:
    served.workshop.tap("04e1e2e3e4e5e6")
    page.get_by_role("button", name="Ja, giv kortet").wait_for()


def _tapped(name: str) -> Prepare:
    def tap(page: Page, served: Served) -> None:
        page.wait_for_timeout(300)
        served.workshop.tap(uid_of(NAMES.index(name)))
        page.locator("body[data-answer]").wait_for()
        page.wait_for_timeout(300)

    return tap


AT_THE_WORKSHOP = {
    "log-ind": Screen(path="/login", size=PHONE),
    "morgenmoede": Screen(path="/", size=TABLET),
    "morgenmoede-telefon": Screen(path="/", size=PHONE),
    "afklaring": Screen(path="/", size=PHONE, prepare=_menu),
    "tavle": Screen(path="/tavle", size=WALL),
    "hvem-var-det": Screen(path="/kort/{stranger}", size=PHONE),
    "ikke-moedt": Screen(path="/ikke-moedt?person=p18", size=PHONE),
    "foerste-dag": Screen(path="/velkommen/p21", size=PHONE),
    "giv-kort": Screen(path="/kort/ny/p21", size=PHONE, prepare=_card_at_the_reader),
    "folder": Screen(path="/folder?sprog=ar", size=PHONE),
    "borger": Screen(path="/uge/p0", size=PHONE),
    "evakuering": Screen(path="/evakuering", size=TABLET, prepare=_out),
    "papirliste": Screen(path="/papirliste", size=TABLET),
    "fra-papir": Screen(path="/papirliste/skriv", size=PHONE),
    "skrevet": Screen(path="/skrevet", size=PHONE),
    "hold-og-uge": Screen(
        path="/uge?hold=Grønt+hold", size=TABLET, prepare=_since_monday
    ),
    "hold-og-uge-telefon": Screen(path="/uge?hold=Grønt+hold#tal", size=PHONE),
}
AT_THE_DOOR = {
    "skaerm-hvile": Screen(path="/display", size=GLASS),
    "skaerm-dansk": Screen(path="/display", size=GLASS, prepare=_tapped("Søren Bak")),
    "skaerm-engelsk": Screen(path="/display", size=GLASS, prepare=_tapped("Tina Riis")),
    "skaerm-arabisk": Screen(
        path="/display", size=GLASS, prepare=_tapped("Rania Osman")
    ),
    "skaerm-ukrainsk": Screen(
        path="/display", size=GLASS, prepare=_tapped("Viktor Melnyk")
    ),
}
AT_CENTRAL = {
    "central-at-se-paa": Screen(path="/", size=TABLET),
    "central-borger": Screen(path="/people/anna", size=TABLET),
    "central-moedestabilitet": Screen(path="/people/anna/figures", size=TABLET),
    "central-overblik": Screen(path="/overview", size=TABLET),
    "central-kortlaesere": Screen(path="/terminals", size=TABLET),
}


def uid_of(number: int) -> str:
    """Give the number of a made-up card."""
    return f"04a1a2a3a4a5{number:02x}"


def lively_workshop(folder: Path) -> tuple[Workshop, int]:
    """Make a workshop at a quarter past eight; give the stranger's tap's number too."""
    workshop = Workshop(folder, _roster())
    workshop.stand_at("07.55")
    for number in range(CAME):
        workshop.clock.advance(75)
        workshop.tap(uid_of(number))
    for number in range(CAME, ILL):
        workshop.write(make_notice(f"p{number}", at="07.40"))
    workshop.stand_at("08.16")
    workshop.write(
        NoShow(person=f"p{STAYED_AWAY}", date=TUESDAY, by="Ole Bach", at=local("08.16"))
    )
    stranger = workshop.tap(STRANGER).seq
    workshop.write(make_arrival(f"p{ARRIVES - 1}", at="08.09"))
    heard = workshop.listen(160)
    workshop.terminal.store_receipt(
        through_seq=heard.seq,
        hash=heard.hash,
        incarnation=b"i" * 16,
        raw=b"",
        moment_ns=workshop.clock.now().wall_ns,
    )
    return workshop, stranger


def _roster() -> Roster:
    dice = random.Random(4)
    people = [
        make_person(
            name,
            id=f"p{number}",
            team=TEAMS[number % len(TEAMS)],
            language=LANGUAGES.get(name, "da"),
            first_name_shown=name in LANGUAGES,
            first_day=TUESDAY if number == ARRIVES else None,
        )
        for number, name in enumerate(NAMES)
    ]
    cards = [make_card(one, uid_of(no)) for no, one in enumerate(people[:-1])]
    figures = [_figures(f"p{number}", dice) for number in range(len(people) - 1)]
    expected = [
        make_session(one, a_date=TUESDAY + day * ONE_DAY)
        for one in people
        for day in range(-1, 4)
    ]
    roster = make_roster(people, cards=cards, expected=expected)
    return replace(roster, figures=tuple(figures))


def _figures(person: str, dice: random.Random) -> CourseFigures:
    until = TUESDAY - ONE_DAY
    days = [_day(until - back * ONE_DAY, dice) for back in reversed(range(28))]
    if person == "p0":  # ten in a row, worth saying aloud
        ended, *ten = [number for number, day in enumerate(days) if day][-11:]
        days = ["T" if number in ten else day for number, day in enumerate(days)]
        days[ended] = "U"
    letters = "".join(days)
    came, away = sum(map(letters.count, "TSA")), letters.count("U")
    unclear = letters.count("X")
    whole = came + away + unclear
    window = PeriodFigures(
        came=came,
        of=came + away,
        stability=_percent(came, came + away),
        refused=None,
        between=(
            (_percent(came, whole), _percent(came + unclear, whole))
            if unclear
            else None
        ),
    )
    return CourseFigures(
        person=person,
        until=until,
        course=window,
        latest=window,
        streak=sum(map(letters.rpartition("U")[2].count, "TSA")),
        at_least=False,
        days=tuple(days),
    )


def _percent(part: int, whole: int) -> int:
    return (200 * part + whole) // (2 * whole)


def _day(a_date: date, dice: random.Random) -> str:
    return "" if a_date.weekday() > 4 else dice.choice("TTTTTTTTSTTFTTUX")


def main() -> None:
    """Take every picture."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=FLAGS, headless=True
        )
        _at_the_workshop(browser)
        with serve_town() as town:
            _at_central(browser, town)
        browser.close()


def _at_the_workshop(browser: Browser) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workshop, stranger = lively_workshop(Path(folder))
        with serve(workshop.app) as url:
            served = Served(workshop=workshop, url=url)
            for name, screen in (AT_THE_WORKSHOP | AT_THE_DOOR).items():
                with _opened(browser, screen) as page:
                    if name in AT_THE_WORKSHOP and screen.path != "/login":
                        log_in(page, url)
                    workshop.clock.advance(30)  # nobody's answer stands there still
                    page.goto(url + screen.path.format(stranger=stranger))
                    screen.prepare(page, served)
                    _take(page, name)


def _at_central(browser: Browser, town: Municipality) -> None:
    for name, screen in AT_CENTRAL.items():
        with _opened(browser, screen) as page:
            municipality.log_in(page, town.url)
            page.goto(town.url + screen.path)
            _take(page, name)


@contextmanager
def _opened(browser: Browser, screen: Screen) -> Iterator[Page]:
    width, height = screen.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="da-DK",
        timezone_id="Europe/Copenhagen",
        reduced_motion="reduce",
    )
    yield context.new_page()
    context.close()


def _take(page: Page, name: str) -> None:
    page.screenshot(path=str(FOLDER / f"{name}.png"), animations="disabled")


if __name__ == "__main__":
    main()
