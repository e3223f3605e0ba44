"""Reading what somebody typed: what is right as values, what is wrong in words.

Nothing typed is lost: a form that is refused comes back as it was.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from server_sync.central.rules.calendar import zone_of

NEEDED = "Skriv noget her."
DANISH_DAY = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})", re.ASCII)
DANISH_TIME = re.compile(r"(\d{1,2})[.:](\d{2})", re.ASCII)
TEXT_CHARACTERS_MAX = 1000


@dataclass(frozen=True, slots=True)
class Form:
    """What was given, and per field what is wrong with it."""

    given: Mapping[str, str]
    wrong: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, *, needed: str = NEEDED) -> str:
        """Read a text that must not be empty."""
        typed = self.given.get(name, "").strip()
        if not typed:
            self.wrong[name] = needed
        elif len(typed) > TEXT_CHARACTERS_MAX:
            self.wrong[name] = f"Skriv det kortere: højst {TEXT_CHARACTERS_MAX} tegn."
        return typed

    def day(self, name: str) -> date | None:
        """Read a date; None (and words) where there is no such date."""
        typed = self.given.get(name, "").strip()
        parts = DANISH_DAY.fullmatch(typed)
        try:
            if parts is not None:
                return date(int(parts[3]), int(parts[2]), int(parts[1]))
            return date.fromisoformat(typed)
        except ValueError:
            self.wrong[name] = (
                f"Datoen »{typed}« findes ikke. Skriv dag, måned og år, fx 27-03-2026."
                if typed
                else "Skriv en dato, fx 27-03-2026."
            )
            return None

    def time(self, name: str) -> time | None:
        """Read a time of day; None (and words) where there is no such time."""
        parts = DANISH_TIME.fullmatch(self.given.get(name, "").strip())
        try:
            if parts is not None:
                return time(int(parts[1]), int(parts[2]))
        except ValueError:
            pass
        self.wrong[name] = "Skriv et klokkeslæt, fx 07.40."
        return None

    def choice(self, name: str, choices: Mapping[str, str]) -> str:
        """Read one of the choices."""
        chosen = self.given.get(name, "")
        if chosen not in choices:
            self.wrong[name] = "Vælg en af mulighederne."
        return chosen

    def ticked(self, name: str, *, needed: str) -> None:
        """Demand that a box was ticked."""
        if self.given.get(name) != "yes":
            self.wrong[name] = needed


def instant(day: date, at: time, zone: str) -> int:
    """Put a date and a time of the site's own clock together, in seconds UTC."""
    return int(datetime.combine(day, at, zone_of(zone)).timestamp())


def seconds_of_day(day: date, zone: str) -> tuple[int, int]:
    """Give the first and the last second of a date in a zone, both included."""
    begins = instant(day, time.min, zone)
    ends = instant(day + timedelta(days=1), time.min, zone)
    return begins, ends - 1
