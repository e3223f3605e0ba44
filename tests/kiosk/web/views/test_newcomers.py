"""Somebody on no list gets a card that works at once, under a name and no more."""

from datetime import timedelta

import msgspec
import pytest

from firmware.card import CardUid
from kiosk.door.answer import CardRead, decide_for_card
from kiosk.door.decide import Greeting
from kiosk.door.recent_taps import RecentTaps
from kiosk.journal.contents import Newcomer, Resolution, Tap
from kiosk.roster.roster import CardHolding, Roster
from kiosk.roster.roster import TemporaryCard as RosterNewcomer
from tests.kiosk.web.full_disk import fill_the_disk
from tests.kiosk.web.workshop import (
    ANNA,
    STRANGE,
    UIDS,
    Browser,
    Workshop,
    local,
    make_card,
    make_roster,
    words,
)

PHONE = "08a1b2c3"


def lent(name: str = "Omar Haddad", **more: object) -> Newcomer:
    """Make the entry of a card lent at 08.10 to somebody who stands there."""
    given: dict[str, object] = {
        "uid": STRANGE,
        "start": local("08.10"),
        "by": "Mette Lund",
        "at": local("08.10"),
    }
    return Newcomer(name=name, **(given | more))  # type: ignore[arg-type]


def greeted(workshop: Workshop, uid: str = STRANGE) -> Greeting:
    """Ask the desk of the door what it says to that card now, by journal and roster."""
    earlier = RecentTaps()
    for entry in workshop.terminal.after(0, 1000):
        earlier.add_entry(entry)
    now = workshop.clock.now().wall_ns
    at = local("08.10") + timedelta(
        seconds=now // 10**9 - int(local("08.10").timestamp())
    )
    return decide_for_card(
        CardRead(uid=CardUid.from_hex(uid), at=at, clock_trusted=True),
        roster=Roster.read(workshop.settings.roster_path),
        recent_taps=earlier,
        goodbye_taps=False,
    ).greeting


def lend(mette: Browser, seq: int, navn: str = "Omar Haddad", kom: str = "ja") -> str:
    """Lend the card of that tap out, and read what the page says then."""
    path = f"/kort/midlertidigt/{seq}"
    answer = mette.submit(path, path, navn=navn, kom=kom)
    assert answer.status_code == 303, words(answer)
    return mette.see(answer.location)


def test_a_tap_and_a_name_and_the_card_works(
    workshop: Workshop, mette: Browser
) -> None:
    """From waiting for the card to green at the door: three clicks and a name."""
    assert greeted(workshop) == Greeting.UNKNOWN_CARD
    page = mette.get("/kort/midlertidigt").location
    assert "Hold et ubrugt kort på læseren nu." in mette.see(page)
    tap = workshop.tap(STRANGE)
    part = mette.get(page.replace("?", "/nu?")).text
    assert f'href="/kort/midlertidigt/{tap.seq}"' in part
    seen = lend(mette, tap.seq)

    assert workshop.written() == [Tap(uid=STRANGE), lent()]
    assert "Omar Haddad har lånt kortet. Det virker fra nu af." in seen
    assert greeted(workshop) == Greeting.ALREADY
    workshop.stand_at("09.00")
    assert greeted(workshop) == Greeting.ALREADY


def test_whoever_has_one_is_there_for_everybody_to_see(
    workshop: Workshop, mette: Browser
) -> None:
    """Counted among those here, in the list for a fire, and nowhere as missing."""
    tap = workshop.tap(STRANGE)
    assert "Ukendt kort" in mette.see()
    lend(mette, tap.seq)

    seen = mette.see("/live")
    assert "1 mødt" in seen
    assert "Midlertidigt kort 1 08.10 Omar Haddad" in seen
    assert "Ukendt kort" not in seen
    assert "Hvem var det?" not in seen
    assert "3 ikke registreret endnu" in seen
    assert "Omar Haddad" in mette.see("/tavle")
    evacuation = mette.see("/evakuering")
    assert "1 person er registreret" in evacuation
    assert "Omar Haddad midlertidigt kort 08.10" in evacuation
    assert "Omar Haddad midlertidigt kort c5c6" in mette.see("/kort")


def test_nothing_else_can_be_written_of_somebody_on_no_list(
    workshop: Workshop, mette: Browser
) -> None:
    """No absence and no no-show: nothing is expected of them, so nothing counts."""
    lend(mette, workshop.tap(STRANGE).seq)

    for form in ("/kom", "/meldt", "/ikke-moedt"):
        assert "Omar" not in mette.get(form).text.split('<main id="main" ')[1]


def test_a_card_prepared_beforehand_is_no_arrival(
    workshop: Workshop, mette: Browser
) -> None:
    """The tap that showed it to us says nothing; their own tap is the first."""
    tap = workshop.tap(STRANGE)
    lend(mette, tap.seq, kom="nej")

    later = local("08.10") + timedelta(seconds=1)
    said, newcomer = workshop.written()[1:]
    assert isinstance(said, Resolution)
    assert (said.about.seq, said.person) == (tap.seq, None)
    assert newcomer == lent(start=later)
    assert "0 mødt" in mette.see("/live")
    workshop.stand_at("08.12")
    assert greeted(workshop) == Greeting.OK
    workshop.tap(STRANGE)
    assert "08.12 Omar Haddad" in mette.see("/live")


def test_the_next_day_it_is_as_green(workshop: Workshop, mette: Browser) -> None:
    """Also where central has told nothing since, for as long as it does not."""
    lend(mette, workshop.tap(STRANGE).seq)
    workshop.clock.advance(timedelta(days=5).total_seconds())

    assert greeted(workshop) == Greeting.OK


def test_whoever_is_named_at_central_has_the_card(
    workshop: Workshop, mette: Browser
) -> None:
    """The roster tells the person then, and the day is theirs from the first tap."""
    lend(mette, workshop.tap(STRANGE).seq)
    held = make_card(ANNA, STRANGE)
    workshop.write_roster(make_roster(cards=[held]))

    seen = mette.see("/live")
    assert "Omar" not in seen
    assert "08.10 Anna Holm" in seen


@pytest.mark.parametrize(
    ("at", "theirs"), [("08.09", False), ("08.10", True), ("08.45", False)]
)
def test_whoever_had_the_card_since_has_the_last_word(at: str, *, theirs: bool) -> None:
    """Lost by its new owner, it does not fall back to somebody's first day."""
    omar = RosterNewcomer(uid=STRANGE, name="Omar Haddad", start=local("08.10"))
    held = CardHolding(
        uid=STRANGE,
        person=ANNA.id,
        start=local("08.20"),
        end=local("08.30"),
        blocked=False,
    )
    roster = msgspec.structs.replace(make_roster(cards=[held]), newcomers=(omar,))

    assert roster.newcomer_with(STRANGE, local(at)) == (omar if theirs else None)


def test_taken_back_it_is_nobodys(workshop: Workshop, mette: Browser) -> None:
    """A lost one, say: blue from then on, and what it told stays with the name."""
    tap = workshop.tap(STRANGE)
    lend(mette, tap.seq)
    workshop.stand_at("10.00")
    mette.submit(f"/ret/{tap.seq + 1}", f"/ret/{tap.seq + 1}", hvorfor="Kortet er tabt")

    assert greeted(workshop) == Greeting.UNKNOWN_CARD
    assert "08.10 Omar Haddad" in mette.see("/live")
    workshop.tap(STRANGE)
    assert "Ukendt kort" in mette.see("/live")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "Skriv, hvad personen hedder."),
        (" \x00 ", "Skriv, hvad personen hedder."),
        ("x" * 300, "Navnet er på 300 tegn. Der er plads til 100."),
        ("Omar 010190-1234", "Skriv ikke CPR-nummer her."),
    ],
)
def test_what_is_no_name_is_said_and_kept(
    workshop: Workshop, mette: Browser, name: str, why: str
) -> None:
    """The sentence stands beside the field, and what was typed in it."""
    path = f"/kort/midlertidigt/{workshop.tap(STRANGE).seq}"
    answer = mette.submit(path, path, navn=name, kom="nej")

    assert answer.status_code == 422
    assert why in words(answer)
    assert name.replace("\x00", "").strip() in answer.text
    assert 'value="nej" checked' in answer.text
    assert workshop.written() == [Tap(uid=STRANGE)]


def test_a_script_in_a_name_is_a_name(workshop: Workshop, mette: Browser) -> None:
    """It is shown as it was typed, and runs nowhere."""
    name = '<script>alert("1")</script>'
    lend(mette, workshop.tap(STRANGE).seq, name)

    for page in ("/live", "/tavle", "/evakuering", "/kort", "/skrevet"):
        html = mette.get(page).text
        assert "&lt;script&gt;alert(" in html
        assert "<script>alert" not in html


def test_two_coordinators_cannot_lend_one_card_twice(workshop: Workshop) -> None:
    """The second is told who has it; a double click writes nothing either."""
    mette, ole = workshop.browser("Mette Lund"), workshop.browser("Ole Bach")
    tap = workshop.tap(STRANGE)
    path = f"/kort/midlertidigt/{tap.seq}"
    hers, his = mette.hidden(path), ole.hidden(path)
    mette.send(path, {**hers, "navn": "Omar Haddad", "kom": "ja"})
    ole.send(path, {**his, "navn": "Ali Nasser", "kom": "ja"})
    mette.send(path, {**hers, "navn": "Omar Haddad", "kom": "ja"})

    assert workshop.written() == [Tap(uid=STRANGE), lent()]
    assert "midlertidigt og lånt ud til Omar Haddad" in ole.see()
    assert "Det er allerede skrevet" in mette.see()


def test_nor_is_it_given_to_somebody_on_the_list(
    workshop: Workshop, mette: Browser
) -> None:
    """It must be taken back first; and a card that somebody holds is not lent."""
    tap = workshop.tap(STRANGE)
    lend(mette, tap.seq)
    mette.submit("/kort", "/kort/ny/carla-ørsted", tap=str(tap.seq), kom="nej")
    assert "midlertidigt og lånt ud til Omar Haddad" in mette.see("/kort")
    annas = workshop.tap(UIDS["Anna Holm"])
    assert "Det kort har Anna Holm allerede." in lend(mette, annas.seq, "Ali Nasser")
    phone = workshop.tap(PHONE)
    assert "Det er en telefon" in lend(mette, phone.seq, "Ali Nasser")

    assert workshop.written()[1:] == [
        lent(),
        Tap(uid=UIDS["Anna Holm"]),
        Tap(uid=PHONE),
    ]


def test_a_login_that_ended_keeps_the_name_and_the_card(workshop: Workshop) -> None:
    """Logged in again, the form stands as it was left."""
    mette = workshop.browser("Mette Lund")
    path = f"/kort/midlertidigt/{workshop.tap(STRANGE).seq}"
    hidden = mette.hidden(path)
    workshop.clock.advance(timedelta(hours=3).total_seconds())
    assert (
        mette.send(path, {**hidden, "navn": "Omar Haddad", "kom": "ja"}).location
        == "/login"
    )
    answer = mette.log_in("Mette Lund")

    assert answer.location == path
    assert 'value="Omar Haddad"' in mette.get(path).text
    assert workshop.written() == [Tap(uid=STRANGE)]


def test_a_full_disk_loses_nothing_typed(
    workshop: Workshop, mette: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says so, and the name stands."""
    path = f"/kort/midlertidigt/{workshop.tap(STRANGE).seq}"
    hidden = mette.hidden(path)
    fill_the_disk(monkeypatch)
    answer = mette.send(path, {**hidden, "navn": "Omar Haddad", "kom": "ja"})

    assert answer.status_code == 503
    assert 'value="Omar Haddad"' in answer.text


def test_a_tap_that_never_was_is_not_there(workshop: Workshop, mette: Browser) -> None:
    """Nor one of last week."""
    tap = workshop.tap(STRANGE)
    assert mette.get(f"/kort/midlertidigt/{tap.seq + 1}").status_code == 404
    workshop.clock.advance(timedelta(days=8).total_seconds())
    mette = workshop.browser()
    assert mette.get(f"/kort/midlertidigt/{tap.seq}").status_code == 404
