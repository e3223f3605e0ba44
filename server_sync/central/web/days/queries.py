"""One person's date: sessions, what people said, and what speaks against a no-show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from kiosk.look import words
from server_sync.central.attendance.line import Line
from server_sync.central.facts.people import COPENHAGEN
from server_sync.central.rules.status import PRESENT, Cause, Status
from server_sync.central.web.auth.guard import viewer
from server_sync.central.web.days import statements, told
from server_sync.central.web.days.statements import Statement
from server_sync.central.web.days.told import ToldOf
from server_sync.central.web.lookups import day_or_404, person_or_404
from server_sync.central.web.people import queries


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What is known of one person on one date.

    Attributes:
        lines: the sessions, in order; empty where nobody was expected.
        statements: what named people wrote, also what was taken back.
        told_of: when and how the person was told of the hours, as far as is written.
    """

    person: Row[Any]
    date: date
    lines: Sequence[Line]
    statements: Sequence[Statement]
    told_of: Sequence[ToldOf]

    @property
    def no_show(self) -> Statement | None:
        """The no-show that nobody has taken back; None where there is none."""
        valid = [fact for fact in self.statements if fact.taken_back is None]
        return next((fact for fact in valid if fact.table == "no_show"), None)

    @property
    def may_note_delay(self) -> bool:
        """Whether somebody came later than planned, and nobody has said why."""
        came = [line for line in self.lines if line.registered_at is not None]
        return any(
            line.status is not Status.ON_TIME and not line.noted_delay for line in came
        )

    @property
    def was_told(self) -> bool:
        """Whether the person was told in time of every session of that day.

        A no-show is of all of them, so one that was not told forbids it.
        """
        return all(line.standing_cause is not Cause.NOT_TOLD for line in self.lines)

    def begun(self, *, now: int) -> bool:
        """Whether a session of the day has begun: before that nobody is missing."""
        return any(line.planned_start.timestamp() < now for line in self.lines)

    def first_day_runs(self, *, now: int) -> bool:
        """Whether it is the first day of a course, and its hours have not ended."""
        return any(
            line.course_first == self.date and now < line.planned_end.timestamp()
            for line in self.lines
        )

    def speaks_against(self) -> Sequence[str]:
        """Say, in sentences, what one should know before noting a no-show."""
        found: list[str] = []
        for line in self.lines:
            cause = line.standing_cause or line.cause
            if cause is not None:
                found.append(
                    f"Vi ved ikke, om borgeren kom: {words.CAUSE[cause]}. "
                    "Spørg på stedet, før du noterer noget."
                )
            if line.status in PRESENT:
                found.append(
                    "Borgeren er registreret som mødt den dag. Registreringen gælder "
                    "også, selv om der bliver noteret ikke mødt."
                )
            if line.notice is not None:
                found.append(
                    "Der er meldt fravær for dagen. Afbuddet gælder også, selv om "
                    "der bliver noteret ikke mødt."
                )
        return tuple(dict.fromkeys(found))


def day_of(connection: Connection, person_id: str, day_text: str) -> Day:
    """Read one person's date, or answer 404 where this viewer may not see it."""
    who = person_or_404(connection, person_id)
    day = day_or_404(day_text)
    lines = queries.lines_of_day(connection, viewer(), person_id, day=day)
    written = statements.of_day(connection, person=person_id, day=day, zone=COPENHAGEN)
    told_of = told.told_of(
        connection,
        courses={line.course_id for line in lines},
        day=day,
        zone=COPENHAGEN,
    )
    return Day(person=who, date=day, lines=lines, statements=written, told_of=told_of)
