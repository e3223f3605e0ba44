"""What was typed becomes a fact, or a sentence for each field that is wrong."""

from datetime import date, timedelta

import pytest

from kiosk.journal.contents import Arrival, Notice, Reason
from kiosk.web.forms import (
    BACK_DAYS_MAX,
    TEXT_CHARACTERS_MAX,
    FormContext,
    Problems,
    read_arrival,
    read_notice,
)
from tests.kiosk.web.workshop import TUESDAY, local, make_roster

ASKED = FormContext(
    roster=make_roster(), now=local("08.10"), clock_known=True, by="Mette Lund"
)
UNSURE = FormContext(
    roster=make_roster(), now=local("08.10"), clock_known=False, by="Mette Lund"
)
CAME = {
    "person": "anna-holm",
    "dato": "3-11-2026",
    "tid": "08.05",
    "hvorfor": "Glemte kortet",
}


def wrong(found: object) -> dict[str, str]:
    """Give the sentences, or none."""
    return dict(found.by_field) if isinstance(found, Problems) else {}


def test_an_arrival_is_read_with_who_wrote_it() -> None:
    """Every field has its place in the entry."""
    found = read_arrival({**CAME, "forsinkelse": "bussen"}, ASKED)

    assert found == Arrival(
        person="anna-holm",
        at=local("08.05"),
        by="Mette Lund",
        why="Glemte kortet",
        delay="bussen",
    )


AT_NINE = FormContext(
    roster=make_roster(), now=local("09.00"), clock_known=True, by="Mette Lund"
)


@pytest.mark.parametrize(
    ("answer", "arrived"),
    [
        ({"naar": "moedetid"}, "08.15"),
        ({"naar": "nu"}, "09.00"),
        ({"naar": "tid", "tid": "08.40"}, "08.40"),
        ({"tid": "08.40"}, "08.40"),
    ],
)
def test_when_somebody_came_is_what_was_answered(
    answer: dict[str, str], arrived: str
) -> None:
    """Who was here at the meeting time is written at the meeting time."""
    typed = {"person": "anna-holm", "hvorfor": "Glemte kortet", **answer}
    found = read_arrival(typed, AT_NINE)

    assert isinstance(found, Arrival)
    assert found.at == local(arrived)


def test_who_is_here_before_the_meeting_time_came_now() -> None:
    """Nobody is written at a time that has not come."""
    found = read_arrival(
        {"person": "anna-holm", "hvorfor": "Glemte kortet", "naar": "moedetid"}, ASKED
    )

    assert isinstance(found, Arrival)
    assert found.at == local("08.10")


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({}, "naar"),
        ({"naar": "x"}, "naar"),
        ({"naar": "tid"}, "tid"),
        ({"naar": "nu", "tid": "08.00"}, "tid"),
        ({"naar": "moedetid", "dato": "1-11-2026"}, "naar"),
        ({"naar": "moedetid", "dato": "4-11-2026"}, "naar"),
        ({"naar": "nu", "dato": "2-11-2026"}, "naar"),
    ],
)
def test_nothing_is_taken_for_granted_of_when_somebody_came(
    answer: dict[str, str], field: str
) -> None:
    """No answer, two answers, or one that fits no session: one is asked again."""
    typed = {"person": "anna-holm", "hvorfor": "Glemte kortet", **answer}

    assert list(wrong(read_arrival(typed, AT_NINE))) == [field]


def test_now_is_no_answer_where_the_clock_is_not_known() -> None:
    """The coordinator's watch knows better."""
    typed = {"person": "anna-holm", "hvorfor": "Glemte kortet", "naar": "nu"}

    assert list(wrong(read_arrival(typed, UNSURE))) == ["naar"]


def test_no_delay_is_no_text() -> None:
    """An empty field is not a delay without words."""
    found = read_arrival({**CAME, "forsinkelse": "  "}, ASKED)

    assert isinstance(found, Arrival)
    assert found.delay is None


def test_all_that_is_wrong_is_told_at_once() -> None:
    """Nobody sends a form four times to learn four things."""
    found = read_arrival({"person": "x", "dato": "30-2-2026", "tid": "25.00"}, ASKED)

    assert wrong(found) == {
        "person": "Vælg, hvem det drejer sig om.",
        "dato": "Den 30. februar 2026 findes ikke.",
        "tid": "Klokken 25.00 findes ikke. Et døgn går fra 00.00 til 23.59.",
        "hvorfor": "Vælg, hvorfor det skrives i hånden.",
    }


def test_a_time_to_come_is_refused() -> None:
    """The minute that is running has come; the one after next has not."""
    assert wrong(read_arrival({**CAME, "tid": "08.11"}, ASKED)) == {}
    assert wrong(read_arrival({**CAME, "tid": "08.12"}, ASKED)) == {
        "tid": "Det tidspunkt er ikke kommet endnu."
    }
    assert wrong(read_arrival({**CAME, "dato": "4/11"}, ASKED)) == {
        "dato": "Det tidspunkt er ikke kommet endnu."
    }


def test_a_clock_that_knows_nothing_refuses_nothing() -> None:
    """The coordinator's watch is better than a clock that was never set."""
    assert wrong(read_arrival({**CAME, "tid": "08.40"}, UNSURE)) == {}


def test_days_too_long_ago_are_refused() -> None:
    """The edge itself is allowed."""
    edge = TUESDAY - timedelta(days=BACK_DAYS_MAX)
    past = edge - timedelta(days=1)

    assert wrong(read_arrival({**CAME, "dato": str(edge)}, ASKED)) == {}
    assert list(wrong(read_arrival({**CAME, "dato": str(past)}, ASKED))) == ["dato"]


def test_a_text_that_is_too_long_is_told_with_its_length() -> None:
    """It is refused, and not cut."""
    fits = "å" * TEXT_CHARACTERS_MAX

    assert wrong(read_arrival({**CAME, "forsinkelse": fits}, ASKED)) == {}
    assert wrong(read_arrival({**CAME, "forsinkelse": fits + "å"}, ASKED)) == {
        "forsinkelse": "Teksten er på 501 tegn. Der er plads til 500."
    }


def test_one_click_is_about_today_and_now() -> None:
    """The time of the call is taken from the clock."""
    found = read_notice({"person": "anna-holm", "grund": "ill"}, ASKED)

    assert found == Notice(
        person="anna-holm",
        first=TUESDAY,
        last=TUESDAY,
        reason=Reason.ILL,
        reported_at=local("08.10"),
        by="Mette Lund",
    )


def test_a_notice_can_be_about_days_to_come_and_a_call_of_before() -> None:
    """Somebody rang yesterday about the rest of the week."""
    found = read_notice(
        {
            "person": "anna-holm",
            "grund": "holiday",
            "fra": "4-11-2026",
            "til": "6-11-2026",
            "ringet": "14.00",
            "ringet_dato": "2-11-2026",
            "note": "aftalt",
        },
        ASKED,
    )

    assert found == Notice(
        person="anna-holm",
        first=date(2026, 11, 4),
        last=date(2026, 11, 6),
        reason=Reason.HOLIDAY,
        reported_at=local("14.00", date(2026, 11, 2)),
        by="Mette Lund",
        note="aftalt",
    )


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"grund": "pest"}, "grund"),
        ({"grund": ""}, "grund"),
        ({"fra": "5-11-2026", "til": "4-11-2026"}, "til"),
        ({"fra": "31-11-2026"}, "fra"),
        ({"til": "3-11-2036"}, "til"),
        ({"fra": "3-11-2025", "til": "3-11-2026"}, "fra"),
        ({"ringet": "09.00"}, "ringet"),
        ({"ringet": "", "ringet_dato": "2-11-2026"}, "ringet"),
    ],
)
def test_a_notice_that_cannot_be_is_refused(typed: dict[str, str], field: str) -> None:
    """With a sentence at the field that is wrong."""
    found = read_notice({"person": "anna-holm", "grund": "ill", **typed}, ASKED)

    assert field in wrong(found)


@pytest.mark.parametrize(
    ("answer", "reported"),
    [
        ({"meldt": "foer"}, "08.15"),
        ({"meldt": "efter"}, "09.00"),
        ({"meldt": "tid", "ringet": "07.50"}, "07.50"),
        ({"ringet": "08.30"}, "08.30"),
    ],
)
def test_when_a_notice_was_given_is_what_was_answered(
    answer: dict[str, str], reported: str
) -> None:
    """Told before the meeting time is before it, whenever it is written down."""
    found = read_notice({"person": "anna-holm", "grund": "ill", **answer}, AT_NINE)

    assert isinstance(found, Notice)
    assert found.reported_at == local(reported)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "meldt"),
        ({"fra": "2-11-2026"}, "meldt"),
        ({"fra": "1-11-2026", "meldt": "foer"}, "meldt"),
        ({"meldt": "efter", "ringet": "07.50"}, "ringet"),
        ({"meldt": "tid"}, "ringet"),
    ],
)
def test_nothing_is_taken_for_granted_of_when_a_notice_was_given(
    typed: dict[str, str], field: str
) -> None:
    """After the meeting time "now" would say that the notice came too late."""
    found = read_notice({"person": "anna-holm", "grund": "ill", **typed}, AT_NINE)

    assert list(wrong(found)) == [field]
