"""A slip is undone at once; a mistake is corrected with a reason; both stay seen."""

import pytest

from kiosk.journal.contents import EntryId, Notice, Void
from tests.kiosk.web.full_disk import fill_the_disk
from tests.kiosk.web.workshop import TUESDAY, Browser, Workshop, local, words


@pytest.fixture
def ill(workshop: Workshop, mette: Browser) -> Notice:
    """Let Mette click Meldt syg for Anna."""
    mette.submit("/", "/meldt?person=anna-holm", grund="ill")
    notice = workshop.written()[0]
    assert isinstance(notice, Notice)
    return notice


def void(
    workshop: Workshop, why: str, by: str = "Mette Lund", at: str = "08.10"
) -> Void:
    """Take entry 1 back."""
    chain = workshop.terminal.chain.hex()
    about = EntryId(device="door-1", chain=chain, seq=1)
    return Void(about=about, by=by, at=local(at), why=why)


def test_undo_takes_the_click_back(
    workshop: Workshop, mette: Browser, ill: Notice
) -> None:
    """The entry stays, with a void that names who did it."""
    mette.submit("/", "/fortryd", seq="1")

    assert workshop.written() == [ill, void(workshop, "Fortrudt med det samme")]
    assert "Det er taget tilbage: Anna Holm." in mette.see()
    assert "3 ikke registreret endnu" in mette.see()


def test_undo_twice_is_undo_once(
    workshop: Workshop, mette: Browser, ill: Notice
) -> None:
    """The second says so."""
    form = {**mette.hidden("/"), "seq": "1"}
    mette.send("/fortryd", form)
    mette.send("/fortryd", form)
    mette.see()
    mette.submit("/skrevet", "/fortryd", seq="1")

    assert len(workshop.written()) == 2
    assert "Det er allerede taget tilbage." in mette.see()
    assert ill in workshop.written()


def test_after_ten_seconds_a_reason_is_asked_for(
    workshop: Workshop, mette: Browser, ill: Notice
) -> None:
    """With some seconds for a slow network; nothing is refused."""
    form = {**mette.hidden("/"), "seq": "1"}
    workshop.clock.advance(16)
    late = mette.send("/fortryd", form)

    assert late.location == "/ret/1"
    assert workshop.written() == [ill]
    assert "Anna Holm meldt fravær tirsdag 3. november Syg" in mette.see("/ret/1")


def test_only_ones_own_click_is_undone_without_a_reason(
    workshop: Workshop, ill: Notice
) -> None:
    """A colleague's is corrected, with a reason."""
    answer = workshop.browser("Ole Bach").submit("/skrevet", "/fortryd", seq="1")

    assert answer.location == "/ret/1"
    assert workshop.written() == [ill]


def test_a_correction_names_who_and_why(
    workshop: Workshop, mette: Browser, ill: Notice
) -> None:
    """And the history shows both."""
    ole = workshop.browser("Ole Bach")
    workshop.clock.advance(300)
    ole.submit("/ret/1", "/ret/1", hvorfor="Det var en anden Anna")

    assert workshop.written() == [
        ill,
        void(workshop, "Det var en anden Anna", by="Ole Bach", at="08.15"),
    ]
    assert "Taget tilbage af Ole Bach: Det var en anden Anna" in mette.see("/skrevet")
    assert "Taget tilbage af Ole Bach" in mette.see("/ret/1")


def test_a_correction_without_a_reason_is_asked_for_one(
    workshop: Workshop, mette: Browser, ill: Notice
) -> None:
    """Nothing is written until there is one, and a long one is not cut."""
    empty = mette.submit("/ret/1", "/ret/1", hvorfor="  ")
    long = mette.submit("/ret/1", "/ret/1", hvorfor="x" * 501)

    assert (empty.status_code, long.status_code) == (422, 422)
    assert "Skriv kort, hvad der var forkert." in words(empty)
    assert "x" * 501 in long.text
    assert workshop.written() == [ill]


def test_a_full_disk_keeps_the_reason(
    workshop: Workshop, mette: Browser, ill: Notice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It can be sent again."""
    fill_the_disk(monkeypatch)
    answer = mette.submit("/ret/1", "/ret/1", hvorfor="forkert Anna")

    assert answer.status_code == 503
    assert 'value="forkert Anna"' in answer.text
    assert workshop.written() == [ill]


@pytest.mark.parametrize("seq", ["2", "99", "0"])
def test_only_what_people_wrote_can_be_taken_back(
    workshop: Workshop, mette: Browser, ill: Notice, seq: str
) -> None:
    """A tap is a fact of the door; an entry that is not there is none."""
    workshop.tap("04c1c2c3c4c5c6")
    form = mette.hidden("/skrevet")
    answers = [
        mette.get(f"/ret/{seq}"),
        mette.send(f"/ret/{seq}", {**form, "hvorfor": "x"}),
        mette.send("/fortryd", {**form, "seq": seq}),
    ]

    assert [one.status_code for one in answers] == [404, 404, 404]
    assert len(workshop.written()) == 2
    assert ill.first == TUESDAY


def test_a_number_that_is_none_is_not_found(mette: Browser) -> None:
    """Whatever somebody sends."""
    assert mette.submit("/skrevet", "/fortryd", seq="x").status_code == 404
