"""Put central's figures of a course into words for staff.

They are shown as central computed them. Where there is no figure, it says why.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.look.marks import BY_LETTER, DOOR_SIGNS, Mark
from kiosk.roster.roster import CourseFigures, PeriodFigures

ONE_DAY = timedelta(days=1)
STREAKS_WORTH_SAYING = (10, 20, 40)
WHY_NO_FIGURE = {
    "too_few": "for få dage til et tal",
    "too_unclear": "for mange uafklarede dage til et tal",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCell:
    """One date of the picture, with a mark for each session of that date."""

    date: date
    marks: tuple[Mark, ...] = ()

    @property
    def letters(self) -> str:
        """The letters of its marks."""
        return "".join(DOOR_SIGNS[mark].letter for mark in self.marks)

    @property
    def shape(self) -> str:
        """The mark that gives it its shape; empty if its marks differ."""
        return self.marks[0] if len(set(self.marks)) == 1 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseSummary:
    """The figures of one person's course, as staff see them.

    Attributes:
        until: the last date that is counted.
        weeks: the picture, one row a week from Monday; None is outside the period.
        picture: what the picture says, in words.
        aloud: a streak worth mentioning to the person, or None.
    """

    until: date
    course: str
    latest: str
    streak: str
    weeks: tuple[tuple[DayCell | None, ...], ...]
    picture: str
    aloud: str | None


def summarise(figures: CourseFigures) -> CourseSummary:
    """Put the figures of a course into words."""
    cells = _cells(figures.days, figures.until)
    least = "mindst " if figures.at_least and figures.streak else ""
    streak = f"{least}{figures.streak}"
    aloud = (
        f"{streak} mødedage i træk" if figures.streak in STREAKS_WORTH_SAYING else None
    )
    return CourseSummary(
        until=figures.until,
        course=_period(figures.course),
        latest=_period(figures.latest),
        streak=streak,
        weeks=_weeks(cells),
        picture=_picture(cells),
        aloud=aloud,
    )


def _period(figures: PeriodFigures) -> str:
    counts = f"{figures.came} af {figures.of}"
    if figures.stability is None:
        why = WHY_NO_FIGURE.get(figures.refused or "", "intet tal")
        words = f"{counts} – {why}"
    else:
        words = f"{counts} – {figures.stability} %"
    if figures.between is None or figures.between[0] == figures.between[1]:
        return words
    low, high = figures.between
    return f"{words} (mellem {low} og {high} %, når alt er afklaret)"


def _cells(days: Sequence[str], until: date) -> list[DayCell]:
    first = until - (len(days) - 1) * ONE_DAY
    return [
        DayCell(
            date=first + number * ONE_DAY,
            marks=tuple(BY_LETTER.get(letter, Mark.UNKNOWN) for letter in letters),
        )
        for number, letters in enumerate(days)
    ]


def _weeks(cells: Sequence[DayCell]) -> tuple[tuple[DayCell | None, ...], ...]:
    before = cells[0].date.weekday() if cells else 0
    padded: list[DayCell | None] = [None] * before + list(cells)
    padded += [None] * (-len(padded) % 7)
    return tuple(tuple(padded[at : at + 7]) for at in range(0, len(padded), 7))


def _picture(cells: Sequence[DayCell]) -> str:
    counted = Counter(mark for cell in cells for mark in cell.marks)
    parts = [
        f"{sign.word.lower()} {counted[Mark(mark)]}"
        for mark, sign in DOOR_SIGNS.items()
        if counted[Mark(mark)]
    ]
    return ", ".join(parts) or "ingen mødedage"
