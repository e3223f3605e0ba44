"""The log of who saw or did what about whom. A citizen may ask to see it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import Connection, Row, insert, literal, select, union_all

from server_sync.central.db.tables import access_log, look


class What(StrEnum):
    """What somebody saw or did."""

    LOGGED_IN = "logged_in"
    LOGGED_OUT = "logged_out"
    SAW_PROMPTS = "saw_prompts"
    SAW_PROMPT = "saw_prompt"
    SAW_PEOPLE = "saw_people"
    SAW_PERSON = "saw_person"
    SAW_FIGURES = "saw_figures"
    SAW_DAY = "saw_day"
    SAW_LOG = "saw_log"
    SAW_OVERVIEW = "saw_overview"
    HANDLED_PROMPT = "handled_prompt"
    REOPENED_PROMPT = "reopened_prompt"
    WROTE_NOTICE = "wrote_notice"
    WROTE_NO_SHOW = "wrote_no_show"
    TOOK_BACK = "took_back"
    READ_ATTENDANCE = "read_attendance"
    MADE_EVIDENCE = "made_evidence"
    SAW_TERMINALS = "saw_terminals"
    SAW_TERMINAL = "saw_terminal"
    SAW_QUARANTINED = "saw_aside"
    LOOKED_AT = "looked_at"
    MADE_CODE = "made_code"
    APPROVED_KEY = "approved_key"
    DECLINED_KEY = "declined_key"
    REVOKED_KEY = "revoked_key"
    RESOLVED_CARD = "resolved_card"
    GAVE_CARD = "gave_card"
    ENDED_CARD = "ended_card"
    WROTE_ARRIVAL = "wrote_arrival"
    WROTE_DELAY = "wrote_delay"
    SAW_SUPPORT = "saw_support"
    WROTE_SUPPORT = "wrote_support"
    SAW_AT_DOOR = "saw_at_door"
    SAW_NEWCOMERS = "saw_newcomers"
    ADDED_PERSON = "added_person"


WORDS: Mapping[str, str] = {
    What.LOGGED_IN: "Loggede ind",
    What.LOGGED_OUT: "Loggede ud",
    What.SAW_PROMPTS: "Så punkter til gennemsyn",
    What.SAW_PROMPT: "Så et punkt til gennemsyn",
    What.SAW_PEOPLE: "Så listen over borgere",
    What.SAW_PERSON: "Så registreringerne",
    What.SAW_FIGURES: "Så mødestabiliteten",
    What.SAW_DAY: "Så en enkelt dag",
    What.SAW_LOG: "Så, hvem der har set",
    What.SAW_OVERVIEW: "Så overblikket",
    What.HANDLED_PROMPT: "Skrev, hvad der er gjort",
    What.REOPENED_PROMPT: "Satte et punkt på listen igen",
    What.WROTE_NOTICE: "Skrev et afbud",
    What.WROTE_NO_SHOW: "Noterede ikke mødt",
    What.TOOK_BACK: "Tog en notering tilbage",
    What.READ_ATTENDANCE: "Hentede registreringer for en periode",
    What.MADE_EVIDENCE: "Lavede en fil med bevis for en periode",
    What.SAW_TERMINALS: "Så kortlæserne",
    What.SAW_TERMINAL: "Så en kortlæser",
    What.SAW_QUARANTINED: "Så en hændelse, der ikke kan bruges",
    What.LOOKED_AT: "Afklarede en hændelse eller et hul hos en kortlæser",
    What.MADE_CODE: "Lavede en engangskode til en kortlæser",
    What.APPROVED_KEY: "Godkendte en kortlæsers nøgle",
    What.DECLINED_KEY: "Afviste en kortlæsers nøgle",
    What.REVOKED_KEY: "Spærrede en kortlæsers nøgle",
    What.RESOLVED_CARD: "Skrev, hvem et ukendt kort var",
    What.GAVE_CARD: "Knyttede et kort til borgeren",
    What.ENDED_CARD: "Afsluttede et kort",
    What.WROTE_ARRIVAL: "Skrev et fremmøde ind",
    What.WROTE_DELAY: "Noterede en forsinkelse",
    What.SAW_SUPPORT: "Så noten om støtte",
    What.WROTE_SUPPORT: "Skrev noten om støtte",
    What.SAW_AT_DOOR: "Så borgerens side på værkstedet",
    What.SAW_NEWCOMERS: "Så de midlertidige kort",
    What.ADDED_PERSON: "Oprettede borgeren med et forløb",
}


class Actor(Protocol):
    """A named person who saw or did something: of which municipality, in which role."""

    @property
    def municipality_id(self) -> str:
        """The municipality in whose log the line stands."""

    @property
    def name(self) -> str:
        """The person's name."""

    @property
    def login(self) -> str:
        """The name that the person logs in with."""

    @property
    def role_word(self) -> str:
        """The role in Danish."""


def write(  # noqa: PLR0913 - a line is written in one call, every column by name
    connection: Connection,
    viewer: Actor,
    what: What,
    *,
    now: int,
    person: str | None = None,
    detail: str = "",
) -> None:
    """Write one line about what a member of staff saw or did."""
    write_line(
        connection,
        municipality=viewer.municipality_id,
        who=_who(viewer),
        what=what,
        now=now,
        person=person,
        detail=detail,
    )


def _who(viewer: Actor) -> str:
    """Name somebody so that two of the same name are told apart."""
    login = "" if viewer.login == viewer.name else f" ({viewer.login})"
    return f"{viewer.name}{login}, {viewer.role_word}"


def write_line(  # noqa: PLR0913 - a line is written in one call, every column by name
    connection: Connection,
    *,
    municipality: str,
    who: str,
    what: What,
    now: int,
    person: str | None = None,
    detail: str = "",
) -> None:
    """Write one line; `detail` never holds more than dates, kinds and counts."""
    connection.execute(
        insert(access_log).values(
            municipality=municipality,
            at=now,
            who=who,
            what=what.value,
            person=person,
            detail=detail,
        )
    )


def about(
    connection: Connection, *, person: str, municipality: str, limit: int
) -> list[Row[Any]]:
    """Read who saw or did what about a person, the latest first.

    What was fetched of everybody in the municipality is about each of them.
    """
    everybody = (access_log.c.municipality == municipality) & (
        access_log.c.what == What.READ_ATTENDANCE.value
    )
    logged, seen = access_log.c, look.c
    lines = union_all(
        select(logged.at, logged.who, logged.what, logged.detail, logged.id).where(
            (logged.person == person) | everybody
        ),
        select(
            *(seen.at, seen.by, literal(What.SAW_AT_DOOR.value)),
            *(literal(""), literal(0)),
        ).where(seen.person == person),
    ).subquery()
    asked = select(lines).order_by(lines.c.at.desc(), lines.c.id.desc())
    return list(connection.execute(asked.limit(limit)))
