"""What the doctor says, in Danish or English."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kiosk.doctor.check import Check
from kiosk.host.strict_toml import read_packaged

Language = Literal["da", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """All sentences of one language, by what was looked at and by key."""

    sentences: Mapping[str, Mapping[str, str]]

    @classmethod
    def load(cls, language: Language) -> "Words":
        """Read the sentences that come with the package."""
        return cls(sentences=read_packaged(f"doctor.{language}.toml"))

    def sentence(self, check: Check) -> str:
        """Say what was found, and what to do about it."""
        return self.sentences[check.what][check.key].format(**check.values)

    def name(self, check: Check) -> str:
        """Name what was looked at."""
        return self.sentences[check.what]["name"]

    def verdict(self, check: Check) -> str:
        """Say in a word how bad it is."""
        return self.sentences["verdicts"][check.state.value]

    def conclusion(self, status: int) -> str:
        """Say in one sentence how the terminal is."""
        return self.sentences["conclusions"][str(status)]
