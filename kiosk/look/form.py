"""Reading what somebody typed: what is right as values, what is wrong in words.

The reader of forms of both machines. Nothing typed is lost: a form that is refused is
shown again as it was, with a sentence at each field that is wrong.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, time

from kiosk.errors import BadInput
from kiosk.look.danish import read_date, read_time

NEEDED = "Skriv noget her."
DATE_NEEDED = "Skriv en dato, fx 27-03-2026."
TIME_NEEDED = "Skriv klokkeslættet, fx 08.10."
TICKED = "yes"
CHARACTERS_MAX = 1000


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed, by the name of its field, and what is wrong with it.

    >>> form = Form({"day": "31-04-2026"})
    >>> form.day("day"), form.wrong
    (None, {'day': 'Den 31. april 2026 findes ikke.'})
    """

    given: Mapping[str, str]
    wrong: dict[str, str] = field(default_factory=dict)

    def typed(self, name: str) -> str:
        """Return what was typed, without spaces around it; "" where nothing was."""
        return self.given.get(name, "").strip()

    def text(self, name: str, *, needed: str = NEEDED) -> str:
        """Read a text that must not be empty."""
        if not self.typed(name):
            self.wrong[name] = needed
        return self.optional(name)

    def optional(self, name: str, *, characters: int = CHARACTERS_MAX) -> str:
        """Read a text that may be empty."""
        typed = self.typed(name)
        if len(typed) > characters:
            self.wrong[name] = (
                f"Teksten er på {len(typed)} tegn. Der er plads til {characters}."
            )
        return typed

    def day(self, name: str, *, today: date | None = None) -> date | None:
        """Read a date; None where there is no such date.

        With `today`, a date without a year is the nearest one; otherwise it is refused.
        """
        typed = self.typed(name)
        if not typed:
            self.wrong[name] = DATE_NEEDED
            return None
        try:
            return read_date(typed, today)
        except BadInput as error:
            self.wrong[name] = str(error)
            return None

    def time(self, name: str) -> time | None:
        """Read a time of day; None where there is no such time."""
        typed = self.typed(name)
        if not typed:
            self.wrong[name] = TIME_NEEDED
            return None
        try:
            return read_time(typed)
        except BadInput as error:
            self.wrong[name] = str(error)
            return None

    def choice(self, name: str, choices: Collection[str]) -> str:
        """Read one of the choices."""
        chosen = self.given.get(name, "")
        if chosen not in choices:
            self.wrong[name] = "Vælg en af mulighederne."
        return chosen

    def ticked(self, name: str, *, needed: str) -> None:
        """Demand that a box was ticked."""
        if self.given.get(name) != TICKED:
            self.wrong[name] = needed
