"""Every kind of fact that a named person states: one table, which all others read.

| field | is read by |
| --- | --- |
| `table` | `facts.add`, which writes the row; revocation, which takes rows back |
| `content`, `columns`, `stated_at`, `why` | `ingest`: how an entry becomes the row |
| `scope` | `judging`: whose sessions, of which dates, are judged again |
| `when`, `in_evidence` | `evidence`: which facts bear on some days |
| `name` | `kiosk.look.words`: what the kind is called in Danish |

It is data and decides nothing. docs/how-to/add-a-fact.md shows how to add a kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Table

from kiosk.journal import contents
from kiosk.journal.contents import Content
from server_sync.central.db import tables


class Scope(StrEnum):
    """Whose sessions a new fact changes, and of which dates."""

    NOTHING = "nothing"
    COURSE = "course"
    """The person of the row's course (or of the row, which is one), on every date."""
    COURSE_WHEN = "course_when"
    """The person of the row's course, on the dates of `when`."""
    PERSON_WHEN = "person_when"
    """The row's person, at each of their sites, on the dates of `when`."""
    SITE_WHEN = "site_when"
    """The row's person at the row's site (None: everybody), on the dates of `when`."""
    TAPS_OF_CARD = "taps_of_card"
    """Everybody, on the dates when the row's card was tapped during `when`."""
    SUBJECT = "subject"
    """What the tap or the fact named by `about` changes."""


class Form(StrEnum):
    """How a field of the content is written into the column."""

    AS_IS = "as_is"
    SECONDS = "seconds"
    """An instant, as whole seconds since 1970 with the fraction cut off."""
    ENTRY_KEY = "entry_key"
    """The name of an entry, as "device/chain/seq"."""


class ColumnSource(NamedTuple):
    """A column of the row, and the field of the journal content that fills it."""

    column: str
    field: str
    form: Form = Form.AS_IS


class Unit(StrEnum):
    """What the columns of `When` hold."""

    DATES = "dates"
    INSTANTS = "instants"
    """Whole seconds since 1970."""


class When(NamedTuple):
    """The time that a fact is about: the names of its first and its last column.

    None is open: it has always begun, or never ends; so is a column that is NULL.
    `last` is included, unless `ends_before` says that it ends just before it.
    """

    unit: Unit
    first: str | None
    last: str | None
    ends_before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FactKind:
    """One kind of fact.

    Attributes:
        table: where its rows are; the table's name is the kind's.
        scope: what must be judged again when one is added.
        when: the time that it is about; None where that is what it is `about`.
        in_evidence: whether it belongs into the evidence about a person.
        voidable: whether a person can take it back; what a machine saw stays.
        content: what the journal says; None where only central writes such facts.
        columns: how the content becomes a row, beside provenance, municipality, site.
        stated_at: the content's field that says when it was stated; None takes the
            clock of the entry.
        why: the content's field that says why; None where the fact itself does.
    """

    table: Table
    scope: Scope
    when: When | None = None
    in_evidence: bool = True
    voidable: bool = True
    content: type[Content] | None = None
    columns: tuple[ColumnSource, ...] = ()
    stated_at: str | None = "at"
    why: str | None = None

    @property
    def name(self) -> str:
        """The name of the table, of the journal's kind, and in the evidence file."""
        return str(self.table.name)


PERSON = ColumnSource("person", "person")
ABOUT = ColumnSource("about", "about", Form.ENTRY_KEY)

_ALL = (
    FactKind(
        table=tables.course,
        scope=Scope.COURSE,
        when=When(Unit.DATES, "first", "last"),
    ),
    FactKind(
        table=tables.course_end,
        scope=Scope.COURSE,
        when=When(Unit.DATES, None, "last"),
    ),
    FactKind(
        table=tables.plan,
        scope=Scope.COURSE_WHEN,
        when=When(Unit.DATES, "first", None),
    ),
    FactKind(
        table=tables.exception,
        scope=Scope.COURSE_WHEN,
        when=When(Unit.DATES, "date", "date"),
    ),
    FactKind(
        table=tables.closure,
        scope=Scope.SITE_WHEN,
        when=When(Unit.INSTANTS, "start", "until", ends_before=True),
    ),
    FactKind(
        table=tables.card,
        scope=Scope.TAPS_OF_CARD,
        when=When(Unit.INSTANTS, "start", "until", ends_before=True),
        content=contents.Card,
        columns=(
            ColumnSource("card", "uid"),
            PERSON,
            ColumnSource("start", "start", Form.SECONDS),
            ColumnSource("until", "end", Form.SECONDS),
        ),
    ),
    FactKind(
        table=tables.arrival,
        scope=Scope.PERSON_WHEN,
        when=When(Unit.INSTANTS, "arrived", "arrived"),
        content=contents.Arrival,
        columns=(
            PERSON,
            ColumnSource("arrived", "at", Form.SECONDS),
            ColumnSource("delay", "delay"),
        ),
        stated_at=None,
        why="why",
    ),
    FactKind(
        table=tables.notice,
        scope=Scope.PERSON_WHEN,
        when=When(Unit.DATES, "first", "last"),
        content=contents.Notice,
        columns=(
            PERSON,
            ColumnSource("first", "first"),
            ColumnSource("last", "last"),
            ColumnSource("reason", "reason"),
            ColumnSource("reported_at", "reported_at", Form.SECONDS),
        ),
        stated_at=None,
        why="note",
    ),
    FactKind(
        table=tables.no_show,
        scope=Scope.PERSON_WHEN,
        when=When(Unit.DATES, "date", "date"),
        content=contents.NoShow,
        columns=(PERSON, ColumnSource("date", "date")),
        why="why",
    ),
    FactKind(
        table=tables.welcome,
        scope=Scope.NOTHING,
        when=When(Unit.INSTANTS, "at", "at"),
        content=contents.Welcome,
        columns=(
            PERSON,
            ColumnSource("language", "language"),
            ColumnSource("first_name_shown", "first_name_shown"),
            ColumnSource("informed_at", "informed_at", Form.SECONDS),
        ),
    ),
    FactKind(
        table=tables.newcomer,
        scope=Scope.NOTHING,
        when=When(Unit.INSTANTS, "start", None),
        in_evidence=False,
        content=contents.Newcomer,
        columns=(
            ColumnSource("card", "uid"),
            ColumnSource("name", "name"),
            ColumnSource("start", "start", Form.SECONDS),
        ),
    ),
    FactKind(
        table=tables.look,
        scope=Scope.NOTHING,
        when=When(Unit.INSTANTS, "at", "at"),
        in_evidence=False,
        voidable=False,
        content=contents.Look,
        columns=(PERSON,),
    ),
    FactKind(
        table=tables.delay,
        scope=Scope.SUBJECT,
        content=contents.Delay,
        columns=(ABOUT,),
        why="reason",
    ),
    FactKind(
        table=tables.resolution,
        scope=Scope.SUBJECT,
        content=contents.Resolution,
        columns=(ABOUT, PERSON),
    ),
    FactKind(
        table=tables.void,
        scope=Scope.SUBJECT,
        content=contents.Void,
        columns=(ABOUT,),
        why="why",
    ),
)

KINDS: Mapping[str, FactKind] = {kind.name: kind for kind in _ALL}
"""Every kind by its name."""
BY_CONTENT: Mapping[type[Content], FactKind] = {
    kind.content: kind for kind in _ALL if kind.content is not None
}
"""The kinds that a terminal's journal tells of, by what it says."""
