"""What the API takes and gives, checked strictly; OpenAPI is made of it."""

import re
from datetime import date as Date  # noqa: N812 - a field is named date
from datetime import timedelta
from typing import Annotated, Any

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from server_sync.central.attendance.line import Line
from server_sync.central.rules.status import Cause, Source, Status, Told

DAYS_MAX = 366
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Strict(BaseModel):
    """Nothing is coerced, and nothing unasked for is let through."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def _read_day(given: object) -> Date:
    """Read a date as ISO 8601 writes it in full, and in no other way."""
    if not isinstance(given, str) or not ISO_DAY.fullmatch(given):
        raise PydanticCustomError("day", "write the date as YYYY-MM-DD")
    try:
        return Date.fromisoformat(given)
    except ValueError as error:
        raise PydanticCustomError("day", "this date does not exist") from error


# A query string is text, so a date is read from text here and nowhere else.
DayInQuery = Annotated[Date, BeforeValidator(_read_day)]


class Period(Strict):
    """Which dates are asked for, both included."""

    first: DayInQuery = Field(alias="from", description="The first date, YYYY-MM-DD.")
    last: DayInQuery = Field(
        alias="to",
        description=f"The last date, YYYY-MM-DD; at most {DAYS_MAX} dates in all.",
    )

    @field_validator("last")
    @classmethod
    def _in_order_and_bounded(cls, last: Date, others: ValidationInfo) -> Date:
        first = others.data.get("first")
        if first is None:
            return last
        if first > last:
            raise PydanticCustomError("period", "it lies before `from`")
        if last - first >= timedelta(days=DAYS_MAX):
            raise PydanticCustomError(
                "period", f"at most {DAYS_MAX} dates at once: ask for a part at a time"
            )
        return last


class Person(Strict):
    """The citizen, by central's own id; never a CPR number."""

    id: str
    name: str


class Course(Strict):
    """The course that the session belongs to."""

    id: str
    first: Date
    last: Date


class Site(Strict):
    """The workshop."""

    id: str
    name: str


class Session(Strict):
    """One session (mødedag), and what is known of it at `as_of`."""

    person: Person
    course: Course
    site: Site
    date: Date
    planned_start: AwareDatetime
    planned_end: AwareDatetime
    status: Status = Field(
        description="What is registered. `unknown` and `unclarified` say nothing of "
        "whether the person came."
    )
    registered_at: AwareDatetime | None
    uncertain: bool = Field(description="The clock of the registration was not known.")
    source: Source | None
    minutes_late: int | None = Field(ge=0)
    noted_delay: bool = Field(description="Somebody wrote down what caused a delay.")
    notice: Told | None
    reason: str | None = Field(
        description="What was told; null where nothing was, or it may not be sent."
    )
    reason_withheld: bool = Field(
        description="A reason was told that only the workshop may read."
    )
    cause: Cause | None = Field(description="Why the status is `unknown`.")
    standing_cause: Cause | None = Field(
        description="What the terminals could not tell of this session, whatever its "
        "status: read a `no_show` or a `late` with it in mind."
    )
    as_of: AwareDatetime


class Attendance(Strict):
    """The log of one municipality. It holds registrations, not decisions."""

    about: str
    municipality: str
    first: Date = Field(alias="from")
    last: Date = Field(alias="to")
    as_of: AwareDatetime
    sessions: list[Session]


class Problem(Strict):
    """What is wrong with a request, and what to do."""

    message: str
    what_to_do: str
    detail: dict[str, dict[str, list[str]]]


def session_of(line: Line, *, as_of: AwareDatetime) -> dict[str, Any]:
    """Write one line of the log as `Session` takes it, to be checked there."""
    return {
        "person": {"id": line.person_id, "name": line.person},
        "course": {
            "id": line.course_id,
            "first": line.course_first,
            "last": line.course_last,
        },
        "site": {"id": line.site_id, "name": line.site},
        "date": line.date,
        "planned_start": line.planned_start,
        "planned_end": line.planned_end,
        "status": line.status,
        "registered_at": line.registered_at,
        "uncertain": line.uncertain,
        "source": line.source,
        "minutes_late": line.minutes_late,
        "noted_delay": line.noted_delay,
        "notice": line.notice,
        "reason": line.reason,
        "reason_withheld": line.reason_withheld,
        "cause": line.cause,
        "standing_cause": line.standing_cause,
        "as_of": as_of,
    }
