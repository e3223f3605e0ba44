"""What a prompt is (docs/rules.md section 6)."""

from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - the field name shadows it
from enum import StrEnum

from server_sync.central.rules.facts import PersonId


class Key(StrEnum):
    """Which of the thirteen."""

    MISSING_REGISTRATION = "missing_registration"
    NO_SHOW = "no_show"
    REPEATED_NO_SHOW = "repeated_no_show"
    OFTEN_LATE = "often_late"
    NEVER_ATTENDED = "never_attended"
    COURSE_ENDING = "course_ending"
    NO_DATA = "no_data"
    UNKNOWN_CARD = "unknown_card"
    CARD_PROBLEM = "card_problem"
    GOOD_STREAK = "good_streak"
    FIRST_DAY = "first_day"
    OVER_CAPACITY = "over_capacity"
    MANY_UNCLARIFIED = "many_unclarified"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A request to look: at a person, a date, both, or the site as a whole."""

    key: Key
    person: PersonId | None = None
    date: Date | None = None

    def in_order(self) -> tuple[str, str, str]:
        """Sort by key, then person (none first), then date."""
        day = "" if self.date is None else self.date.isoformat()
        return self.key.value, self.person or "", day
