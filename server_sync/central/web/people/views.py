"""A person's pages: what is registered, the figures, and who has looked."""

from datetime import datetime

from flask import request

from server_sync.central.facts import access_log
from server_sync.central.facts.access_log import WORDS, What
from server_sync.central.facts.people import COPENHAGEN
from server_sync.central.request_context import now
from server_sync.central.rules.calendar import zone_of
from server_sync.central.web.auth.guard import viewer
from server_sync.central.web.lookups import person_or_404
from server_sync.central.web.people import course_figures, queries
from server_sync.central.web.render import show, today
from server_sync.central.web.transactions import log_view, snapshot

SECTION = "pages.people"
LOG_LINES_MAX = 200
SEARCH_CHARACTERS_MAX = 100


def people() -> str:
    """List the people, by name and by nothing else."""
    wanted = request.args.get("q", "").strip()[:SEARCH_CHARACTERS_MAX]
    with snapshot() as connection:
        found = queries.listed(connection, viewer(), wanted=wanted)
    log_view(What.SAW_PEOPLE, detail=f"{len(found)} borgere")
    return show("people/people.html", section=SECTION, people=found, wanted=wanted)


def person(person_id: str) -> str:
    """Show what is registered, the latest first."""
    with snapshot() as connection:
        who = person_or_404(connection, person_id)
        lines = queries.lines_until(connection, viewer(), person_id, until=today())
        courses = queries.courses_of(connection, viewer(), person_id)
    log_view(What.SAW_PERSON, person=person_id)
    return show(
        "people/person.html", section=SECTION, person=who, lines=lines, courses=courses
    )


def figures(person_id: str) -> str:
    """Show the figures, on a page of their own: facts come first."""
    with snapshot() as connection:
        who = person_or_404(connection, person_id)
        courses = queries.courses_of(connection, viewer(), person_id)
        found = [
            course_figures.of_course(connection, course, as_of=now())
            for course in courses
        ]
    log_view(What.SAW_FIGURES, person=person_id)
    return show(
        "people/figures.html",
        section=SECTION,
        person=who,
        courses=found,
        refusals=course_figures.REFUSALS,
    )


def seen(person_id: str) -> str:
    """Show who saw or did what about a person."""
    with snapshot() as connection:
        who = person_or_404(connection, person_id)
    log_view(What.SAW_LOG, person=person_id)
    with snapshot() as connection:  # with the line that was just written
        rows = access_log.about(
            connection,
            person=person_id,
            municipality=viewer().municipality_id,
            limit=LOG_LINES_MAX,
        )
    lines = [
        {
            "at": datetime.fromtimestamp(row.at, zone_of(COPENHAGEN)),
            "who": row.who,
            "what": WORDS.get(row.what, row.what),
            "detail": row.detail,
        }
        for row in rows
    ]
    return show("people/seen.html", section=SECTION, person=who, lines=lines)
