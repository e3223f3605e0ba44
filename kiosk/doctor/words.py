"""The sentences of the doctor, in Danish or English."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kiosk.doctor.check import Check
from kiosk.host.strict_toml import read_packaged

Language = Literal["da", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """All sentences of one language, by check and by key."""

    sentences: Mapping[str, Mapping[str, str]]

    @classmethod
    def load(cls, language: Language) -> "Words":
        """Read the sentences that come with the package."""
        return cls(sentences=read_packaged(f"doctor.{language}.toml"))

    def sentence(self, check: Check) -> str:
        """Return the sentence of a result, with what to do about it."""
        return self.sentences[check.what][check.key].format(**check.values)

    def name(self, check: Check) -> str:
        """Return the name of a check."""
        return self.sentences[check.what]["name"]

    def verdict(self, check: Check) -> str:
        """Return a word for how bad the result is."""
        return self.sentences["verdicts"][check.state.value]

    def conclusion(self, status: int) -> str:
        """Return one sentence about the terminal as a whole."""
        return self.sentences["conclusions"][str(status)]
