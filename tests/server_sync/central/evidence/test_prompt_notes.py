"""What people noted about prompts is in the case, and is checked with the rest."""

import msgspec
from sqlalchemy import select

from server_sync.central.db import tables
from server_sync.central.facts import planning, statements
from server_sync.central.judging import prompts, recompute
from server_sync.central.rules.prompt import Key
from server_sync.verify import container
from server_sync.verify.case import PROMPTS, PromptNote
from server_sync.verify.verify import verify_case
from tests.server_sync.central.evidence.case_of_alice import (
    case_from,
    signed_anew,
    town,
    whole_case,
)
from tests.server_sync.central.world import MONDAY, PROVENANCE, PaperJournal, at, send


def test_what_was_noted_when_a_prompt_was_handled_is_there() -> None:
    """By whom, when and about which day; nobody else's notes are."""
    engine = town()
    journal = PaperJournal()
    journal.listen("05:00", "15:00")
    send(engine, journal.batch())
    with engine.begin() as connection:
        recompute.recompute_due(connection, as_of=at("20:00"))
        columns = tables.prompt.c
        rows = connection.execute(
            select(columns.id, columns.person).where(
                columns.key == Key.MISSING_REGISTRATION, columns.date == MONDAY
            )
        ).all()
        for row in rows:
            note = f"rang til {row.person}"
            prompts.handle(
                connection, prompt=row.id, by="Mette", at=at("20:00"), note=note
            )

    with engine.begin() as connection:
        raw = case_from(connection)
    engine.dispose()

    members = container.unpack(raw)
    assert len(rows) == 2
    assert msgspec.json.decode(members[PROMPTS], type=list[PromptNote]) == [
        PromptNote(
            prompt="missing_registration",
            date=MONDAY,
            what="handled",
            by="Mette",
            at=at("20:00"),
            note="rang til alice",
        )
    ]
    line = "Ikke registreret endnu, 23-11-2026: håndteret af Mette: rang til alice"
    assert line in members["LAES-MIG.txt"].decode()
    assert verify_case(raw).faults == ()


def test_notes_that_cannot_be_read_are_told() -> None:
    """Also where central signed them anew."""
    raw = signed_anew(whole_case(), **{PROMPTS: b"[{}]"})

    assert "ALTERED: prompts.json cannot be read" in verify_case(raw).faults


def test_a_file_of_before_without_notes_is_whole() -> None:
    """Nobody must keep an older program for it."""
    raw = signed_anew(whole_case(), **{PROMPTS: None})

    assert verify_case(raw).faults == ()


def test_the_text_says_when_and_how_hours_were_told_and_of_notices() -> None:
    """So that a reader of the file need not know its tables."""
    engine = town()
    with engine.begin() as connection:
        course = connection.scalars(
            select(tables.course.c.key).where(tables.course.c.person == "alice")
        ).one()
        planning.add_plan(
            connection,
            course=course,
            first=MONDAY,
            week={"mon": [["08:15", "14:30"]]},
            provenance=PROVENANCE,
            told_at=at("07:00"),
            told_how="brev",
        )
        statements.add_notice(
            connection,
            person="alice",
            first=MONDAY,
            last=MONDAY,
            reason="doctor",
            reported_at=at("07:30"),
            provenance=PROVENANCE,
        )
        members = container.unpack(case_from(connection))
    engine.dispose()

    assert (
        "(oplyst borgeren 23-11-2026 07:00, brev)" in members["LAES-MIG.txt"].decode()
    )
    assert (
        "(the person was told 23-11-2026 07:00, brev)" in members["README.txt"].decode()
    )
    assert ", afbud givet før mødetid" in members["LAES-MIG.txt"].decode()
    assert ", notice given before" in members["README.txt"].decode()
