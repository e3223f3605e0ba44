"""Read the fields of a form against the roster and the time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from kiosk.errors import BadInput
from kiosk.host.local_time import clock_time, day_of
from kiosk.look.danish import at, day
from kiosk.look.form import Form
from kiosk.roster.roster import ExpectedSession, Roster

TEXT_CHARACTERS_MAX = 500
BACK_DAYS_MAX = 60
CLOCKS_DIFFER = timedelta(minutes=1)
EARLIER_DAY = (
    "Tidligere dage skrives af en koordinator eller en driftsleder. Bed en af dem om"
    " det, så er intet tabt."
)

CHOOSE_WHEN = (
    "Vælg, hvornår borgeren kom: til mødetid, først nu, eller på et andet klokkeslæt."
)
OTHER_CLOCK = "Terminalens ur er ikke bekræftet. Skriv klokkeslættet fra et andet ur."

TOLD_WHEN = "Vælg, om det blev sagt før eller efter mødetid, eller skriv klokkeslættet."

Typed = Mapping[str, str]


class ToldWhen(StrEnum):
    """When a notice was given, as staff answer it; the values of the form."""

    BEFORE = "foer"
    AFTER = "efter"
    AT_TIME = "tid"


class ArrivedWhen(StrEnum):
    """When somebody came, as staff answer it; the values of the form."""

    AT_START = "moedetid"
    NOW = "nu"
    AT_TIME = "tid"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContext:
    """What a form is read against: the roster, the time, and who writes.

    `clock_known` False accepts a time that seems to be in the future. `may_go_back`
    says that whoever writes may write about earlier days.
    """

    roster: Roster
    now: datetime
    clock_known: bool
    by: str
    may_go_back: bool = True

    @property
    def today(self) -> date:
        """The date at the workshop."""
        return day_of(self.now)


@dataclass(frozen=True, slots=True)
class Problems:
    """Why a form cannot be used: a Danish sentence for each field concerned."""

    by_field: Mapping[str, str]


class FormReader:
    """Reads field by field and collects all problems, to show them at once."""

    def __init__(self, typed: Typed, context: FormContext) -> None:
        self._form = Form(typed)
        self._context = context
        self.problems = self._form.wrong

    def person(self) -> str:
        """Read who it is about."""
        person = self._form.typed("person")
        if self._context.roster.person(person) is None:
            self.problems["person"] = "Vælg, hvem det drejer sig om."
        return person

    def refuse_earlier(self, field: str, a_date: date) -> None:
        """Refuse an earlier day from staff who may not write about it."""
        if a_date < self._context.today and not self._context.may_go_back:
            self.problems.setdefault(field, EARLIER_DAY)

    def day(self, field: str) -> date:
        """Read a date; an empty field, or one that is wrong, counts as today."""
        today = self._context.today
        if not self._form.typed(field):
            return today
        return self._form.day(field, today=today) or today

    def instant(self, date_field: str, time_field: str) -> datetime:
        """Read a time in the past; one that is wrong counts as now."""
        a_date = self.day(date_field)
        a_time = self._form.time(time_field)
        if a_time is None:
            return self._context.now
        try:
            found = at(a_date, a_time)
        except BadInput as error:
            self.problems[time_field] = str(error)
            return self._context.now
        self._refuse_far(found, date_field, time_field)
        return found

    def arrived_at(self, person: str) -> datetime:
        """Read when somebody came; nothing that hurts is taken for granted."""
        when, has_time = self._form.typed("naar"), bool(self._form.typed("tid"))
        if when == ArrivedWhen.AT_TIME or (has_time and not when):
            return self.instant("dato", "tid")
        if has_time:
            self.problems["tid"] = (
                "Der er både valgt og skrevet, hvornår. Slet klokkeslættet, eller vælg"
                " »Et andet klokkeslæt«."
            )
        elif when == ArrivedWhen.AT_START:
            return self._start_of_session(person)
        elif when == ArrivedWhen.NOW:
            self._refuse_now()
        else:
            self.problems["naar"] = CHOOSE_WHEN
        return self._context.now

    def _refuse_now(self) -> None:
        if self.day("dato") != self._context.today:
            self.problems["naar"] = "»Kom først nu« kan kun skrives om i dag."
        elif not self._context.clock_known:
            self.problems["naar"] = OTHER_CLOCK

    def _start_of_session(self, person: str) -> datetime:
        """Return the start of that day's session, or now if that is earlier."""
        context, a_date = self._context, self.day("dato")
        starts = [
            session.start for session in sessions_on(person, a_date, context.roster)
        ]
        begun = [start for start in starts if start <= context.now] or starts
        if len(begun) != 1:
            several = " og ".join(clock_time(start) for start in begun)
            self.problems["naar"] = (
                f"Der er flere mødetider den dag ({several}). Skriv klokkeslættet."
                if several
                else "Der står ingen mødetid på listen den dag. Skriv klokkeslættet."
            )
            return context.now
        self._refuse_far(begun[0], "dato", "naar", early=True)
        return min(begun[0], context.now) if context.clock_known else begun[0]

    def reported_at(self, person: str, first: date) -> datetime:
        """Read when a notice was given: a time, before the meeting time, or after."""
        form, context = self._form, self._context
        answered = form.typed("meldt")
        another_day = not answered and self.day("ringet_dato") != context.today
        if form.typed("ringet") or answered == ToldWhen.AT_TIME or another_day:
            if answered in {ToldWhen.BEFORE, ToldWhen.AFTER}:
                self.problems["ringet"] = (
                    "Der er både valgt og skrevet, hvornår det blev sagt. Slet"
                    " klokkeslættet, eller vælg »Et klokkeslæt«."
                )
                return context.now
            return self.instant("ringet_dato", "ringet")
        start = _start_that_has_begun(person, first, context)
        if answered == ToldWhen.BEFORE and first < context.today and start is None:
            self.problems["meldt"] = (
                "Der står ingen mødetid på listen den dag. Skriv klokkeslættet."
            )
        elif answered == ToldWhen.BEFORE and start is not None:
            return min(start, context.now)
        elif answered not in {ToldWhen.BEFORE, ToldWhen.AFTER} and (
            start is not None or first < context.today
        ):
            self.problems["meldt"] = TOLD_WHEN
        return context.now

    def text(self, field: str) -> str:
        """Read a text that may be empty."""
        return self._form.optional(field, characters=TEXT_CHARACTERS_MAX)

    def _refuse_far(
        self, found: datetime, date_field: str, time_field: str, *, early: bool = False
    ) -> None:
        """Refuse what is to come, but with `early` not later today, and long ago."""
        now, today = self._context.now, self._context.today
        is_today = day_of(found) == today
        to_come = found > now + CLOCKS_DIFFER and not (early and is_today)
        if to_come and self._context.clock_known:
            field = time_field if is_today else date_field
            self.problems.setdefault(field, "Det tidspunkt er ikke kommet endnu.")
        if day_of(found) < today - timedelta(days=BACK_DAYS_MAX):
            self.problems.setdefault(
                date_field,
                f"{day(day_of(found)).capitalize()} {day_of(found).year} er mere end"
                f" {BACK_DAYS_MAX} dage siden. Så gamle dage rettes af kommunen.",
            )


def _start_that_has_begun(
    person: str, a_date: date, context: FormContext
) -> datetime | None:
    """Return the first start of that day if it has passed, or may have."""
    sessions = sessions_on(person, a_date, context.roster)
    if not sessions:
        return None
    start, unsure = sessions[0].start, not context.clock_known
    passed = start < context.now or (unsure and a_date <= context.today)
    return start if passed else None


def sessions_on(person: str, a_date: date, roster: Roster) -> list[ExpectedSession]:
    """Return the person's sessions on that date, earliest first."""
    return [
        session
        for session in roster.sessions_of(person)
        if day_of(session.start) == a_date
    ]
