"""Central's figures in words: a number where there is one, else why there is none."""

from datetime import date

import pytest

from kiosk.look.marks import DOOR_SIGNS, Mark
from kiosk.roster.roster import PeriodFigures
from kiosk.web.day.course_figures import summarise
from tests.kiosk.web.figures import MONDAY, make_figures

UNCLEAR = (
    "5 af 6 – for mange uafklarede dage til et tal"
    " (mellem 5 og 9 %, når alt er afklaret)"
)


@pytest.mark.parametrize(
    ("window", "says"),
    [
        (
            PeriodFigures(came=12, of=13, stability=92, refused=None, between=None),
            "12 af 13 – 92 %",
        ),
        (
            PeriodFigures(
                came=3, of=4, stability=None, refused="too_few", between=None
            ),
            "3 af 4 – for få dage til et tal",
        ),
        (
            PeriodFigures(
                came=5, of=6, stability=None, refused="too_unclear", between=(5, 9)
            ),
            UNCLEAR,
        ),
        (
            PeriodFigures(came=8, of=8, stability=100, refused=None, between=(89, 100)),
            "8 af 8 – 100 % (mellem 89 og 100 %, når alt er afklaret)",
        ),
        (
            PeriodFigures(
                came=1, of=2, stability=None, refused="of_next_year", between=None
            ),
            "1 af 2 – intet tal",
        ),
    ],
)
def test_a_window_says_its_counts_and_its_number_or_why_there_is_none(
    window: PeriodFigures, says: str
) -> None:
    """The counts are always given; a refusal of a later central is one too."""
    assert summarise(make_figures(course=window)).course == says


@pytest.mark.parametrize(
    ("streak", "at_least", "says", "aloud"),
    [
        (9, False, "9", None),
        (10, False, "10", "10 mødedage i træk"),
        (11, False, "11", None),
        (20, True, "mindst 20", "mindst 20 mødedage i træk"),
        (40, False, "40", "40 mødedage i træk"),
        (0, True, "0", None),
    ],
)
def test_a_streak_is_worth_saying_aloud_at_ten_twenty_and_forty(
    streak: int, at_least: bool, says: str, aloud: str | None
) -> None:
    """And just then, so that it stays something."""
    shown = summarise(make_figures(streak=streak, at_least=at_least))

    assert (shown.streak, shown.aloud) == (says, aloud)


def test_the_picture_has_a_row_a_week_and_a_letter_a_session() -> None:
    """From Monday on; two sessions of a day that differ are two letters, no shape."""
    shown = summarise(make_figures(days=(*("",) * 23, "T", "S", "FI", "X", "U")))
    first, *_, fourth, fifth = shown.weeks

    assert [len(week) for week in shown.weeks] == [7] * 5
    assert first[0] is None
    assert first[1] is not None
    assert first[1].date == date(2026, 10, 6)
    came, mixed = ("M", "came"), ("FI", "")
    assert [cell and (cell.letters, cell.shape) for cell in fourth] == [
        *[("", "")] * 3,
        *(came, came, mixed, ("X", "unknown")),
    ]
    assert fifth[0] is not None
    assert (fifth[0].date, fifth[0].letters) == (MONDAY, "U")
    assert fifth[1:] == (None,) * 6
    assert shown.picture == (
        "mødt 2, meldt fravær 1, ikke mødt – ingen besked fundet 1,"
        " ikke registreret – afklar 1, ukendt (ingen data) 1"
    )


def test_every_mark_has_a_letter_of_its_own() -> None:
    """Colour alone says nothing; only what is yet to come has none."""
    letters = [sign.letter for sign in DOOR_SIGNS.values()]

    assert len(set(letters)) == len(Mark)
    assert [mark for mark, sign in DOOR_SIGNS.items() if not sign.letter] == [
        Mark.PENDING
    ]
