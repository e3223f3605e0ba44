"""The result of one check. Its sentence is in `kiosk/locales/doctor.*.toml`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How bad a result is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The result of one check.

    Attributes:
        what: the thing, one word.
        key: which sentence says it.
        values: what fills the sentence's gaps.
    """

    what: str
    state: Severity
    key: str
    values: dict[str, str | int | float] = field(default_factory=dict)


def ok(what: str, key: str, **values: str | float) -> Check:
    """Report that all is well."""
    return Check(what=what, state=Severity.OK, key=key, values=values)


def warn(what: str, key: str, **values: str | float) -> Check:
    """Report that the door works, and that somebody should look at this."""
    return Check(what=what, state=Severity.WARN, key=key, values=values)


def fail(what: str, key: str, **values: str | float) -> Check:
    """Report that the door does not work."""
    return Check(what=what, state=Severity.FAIL, key=key, values=values)


def worst(checks: Iterable[Check]) -> int:
    """Return the exit status: 0 all well, 1 a warning, 2 a failure."""
    states = {check.state for check in checks}
    if Severity.FAIL in states:
        return 2
    return 1 if Severity.WARN in states else 0
