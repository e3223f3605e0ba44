"""The texts of the door, in the person's own language. They are in `locales/`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from kiosk.door.decide import Decision, Greeting
from kiosk.host.local_time import clock_time, day_of
from kiosk.host.strict_toml import read_packaged
from kiosk.journal.contents import Language

DANISH: Language = "da"
WEEKDAYS = (
    *("monday", "tuesday", "wednesday", "thursday", "friday"),
    *("saturday", "sunday"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """All texts in all languages; every language has every text."""

    by_language: Mapping[Language, Mapping[str, str]]

    @classmethod
    def load(cls) -> "Texts":
        """Read the languages that come with the package."""
        return cls(
            by_language={
                language: read_packaged(f"{language}.toml")
                for language in get_args(Language)
            }
        )

    def text(self, key: str, language: Language, **values: str) -> str:
        """Return one text; `values` fill its gaps.

        >>> Texts.load().text("ok", "da", time="08.15")
        'Velkommen. Du er registreret kl. 08.15.'
        """
        return self.by_language[language][key].format(**values)

    def answer(self, answer: Decision, language: Language, *, offline: bool) -> str:
        """Return the text of an answer. `offline`: central is out of reach."""
        key = key_of(answer, offline=offline)
        coming = answer.next_session
        if coming is None:
            return self.text(key, language, time=clock_time(answer.at))
        day = self.text(WEEKDAYS[day_of(coming).weekday()], language)
        return self.text(key, language, day=day, time=clock_time(coming))


def key_of(answer: Decision, *, offline: bool) -> str:
    """Choose the text; one without a time where the clock is doubtful."""
    greeting = answer.greeting
    if greeting in {Greeting.OK, Greeting.ALREADY} and not answer.clock_trusted:
        return f"{greeting.value}_no_time"
    if greeting is Greeting.GOODBYE and answer.next_session is None:
        return "goodbye_no_plan"
    if greeting is Greeting.OK and offline:
        return "offline"
    if greeting is Greeting.OK and answer.after_start:
        return "after_start"
    return greeting.value
