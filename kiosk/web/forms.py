"""Read a form into a fact, or into sentences that say what to change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from kiosk.errors import BadInput
from kiosk.host.local_time import clock_time, day_of
from kiosk.journal.contents import (
    Arrival,
    NoShow,
    Notice,
    Reason,
)
from kiosk.look.danish import at, day
from kiosk.look.form import Form
from kiosk.roster.roster import ExpectedSession, Roster

TEXT_CHARACTERS_MAX = 500
BACK_DAYS_MAX = 60
AHEAD_DAYS_MAX = 366
CLOCKS_DIFFER = timedelta(minutes=1)
EARLIER_DAY = (
    "Tidligere dage skrives af en koordinator eller en driftsleder. Bed en af dem om"
    " det, så er intet tabt."
)

CHOOSE_WHEN = (
    "Vælg, hvornår borgeren kom: til mødetid, først nu, eller på et andet klokkeslæt."
)
OTHER_CLOCK = "Terminalens ur er ikke bekræftet. Skriv klokkeslættet fra et andet ur."

Typed = Mapping[str, str]


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


class _FormReader:
    """Reads field by field and collects all problems, to show them at once."""

    def __init__(self, typed: Typed, context: FormContext) -> None:
        self._form = Form(typed)
        self._context = context
        self.problems = self._form.wrong

    def person(self) -> str:
        person = self._form.typed("person")
        if self._context.roster.person(person) is None:
            self.problems["person"] = "Vælg, hvem det drejer sig om."
        return person

    def refuse_earlier(self, field: str, a_date: date) -> None:
        """Refuse an earlier day from staff who may not write about it."""
        if a_date < self._context.today and not self._context.may_go_back:
            self.problems.setdefault(field, EARLIER_DAY)

    def date(self, field: str) -> date:
        """Read a date; an empty field, or one that is wrong, counts as today."""
        today = self._context.today
        if not self._form.typed(field):
            return today
        return self._form.day(field, today=today) or today

    def instant(self, date_field: str, time_field: str) -> datetime:
        """Read a time in the past; one that is wrong counts as now."""
        a_date = self.date(date_field)
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
        if self.date("dato") != self._context.today:
            self.problems["naar"] = "»Kom først nu« kan kun skrives om i dag."
        elif not self._context.clock_known:
            self.problems["naar"] = OTHER_CLOCK

    def _start_of_session(self, person: str) -> datetime:
        """Return the start of that day's session, or now if that is earlier."""
        context, a_date = self._context, self.date("dato")
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

    def text(self, field: str) -> str:
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


def read_arrival(typed: Typed, context: FormContext) -> Arrival | Problems:
    """Read `person`, `naar`, `dato`, `tid`, `hvorfor` and `forsinkelse`.

    A time without `naar` is that time, as a line of a paper list has it.
    """
    reader = _FormReader(typed, context)
    person = reader.person()
    arrived_at = reader.arrived_at(person)
    reader.refuse_earlier("dato", day_of(arrived_at))
    why = reader.text("hvorfor")
    delay = reader.text("forsinkelse")
    if not why:
        reader.problems["hvorfor"] = "Vælg, hvorfor det skrives i hånden."
    if reader.problems:
        return Problems(reader.problems)
    return Arrival(
        person=person, at=arrived_at, by=context.by, why=why, delay=delay or None
    )


def read_notice(typed: Typed, context: FormContext) -> Notice | Problems:
    """Read `person`, `grund`, `fra`, `til`, `ringet_dato`, `ringet` and `note`.

    Without a time of the call, it is now; without dates, it is today.
    """
    reader = _FormReader(typed, context)
    person = reader.person()
    reason = typed.get("grund", "")
    first = reader.date("fra")
    last = reader.date("til") if typed.get("til", "").strip() else first
    reported_at = context.now
    if typed.get("ringet", "").strip() or typed.get("ringet_dato", "").strip():
        reported_at = reader.instant("ringet_dato", "ringet")
    note = reader.text("note")
    if reason not in list(Reason):
        reader.problems["grund"] = "Vælg en grund."
    reader.refuse_earlier("fra", first)
    _refuse_dates(reader.problems, first, last, context.today)
    if reader.problems:
        return Problems(reader.problems)
    return Notice(
        person=person,
        first=first,
        last=last,
        reason=Reason(reason),
        reported_at=reported_at,
        by=context.by,
        note=note,
    )


def read_no_show(typed: Typed, context: FormContext) -> NoShow | Problems:
    """Read `person`, `dato` and `note`; the session must have begun."""
    reader = _FormReader(typed, context)
    person = reader.person()
    a_date = reader.date("dato")
    note = reader.text("note")
    reader.refuse_earlier("dato", a_date)
    if not reader.problems:
        sessions = sessions_on(person, a_date, context.roster)
        if not sessions:
            reader.problems["dato"] = (
                f"Den dag er ikke en mødedag på listen ({day(a_date)})."
            )
        elif sessions[0].start >= context.now:
            reader.problems["dato"] = (
                "Mødetiden er ikke begyndt endnu, så det kan ikke skrives nu."
            )
    if reader.problems:
        return Problems(reader.problems)
    return NoShow(person=person, date=a_date, by=context.by, at=context.now, why=note)


def sessions_on(person: str, a_date: date, roster: Roster) -> list[ExpectedSession]:
    """Return the person's sessions on that date, earliest first."""
    return [
        session
        for session in roster.sessions_of(person)
        if day_of(session.start) == a_date
    ]


def _refuse_dates(
    problems: dict[str, str], first: date, last: date, today: date
) -> None:
    if "fra" in problems or "til" in problems:
        return
    if last < first:
        problems["til"] = "Sidste dag ligger før første dag."
    if first < today - timedelta(days=BACK_DAYS_MAX):
        problems["fra"] = (
            f"Det er mere end {BACK_DAYS_MAX} dage siden. Så gamle dage rettes af"
            " kommunen."
        )
    if last > today + timedelta(days=AHEAD_DAYS_MAX):
        problems["til"] = "Det er mere end et år frem. Se efter årstallet."
