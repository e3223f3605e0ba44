"""The day's page says when and how the person was told of the hours."""

from datetime import date

from server_sync.central.facts import planning, statements
from server_sync.central.facts.provenance import Provenance
from tests.server_sync.central.web.seeing import text_of
from tests.town import Town, at, post

BY = Provenance(by="Mette", at=at("01", "09:00"))
THURSDAY = "/people/anna/days/2026-03-19"
HOURS = "Hvornår borgeren fik mødetiden at vide"
WEEK = {day: [["08:15", "14:30"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def course_of(town: Town) -> str:
    """Add Anna, and name her course."""
    town.add_person("anna", name="Anna Åkjær")
    with town.engine.begin() as connection:
        keys = connection.exec_driver_sql("SELECT key FROM course").scalars().all()
    return str(keys[0])


def test_the_day_says_when_and_by_which_document(town: Town) -> None:
    """Of the latest plan that holds that day; an exception takes its place."""
    course = course_of(town)
    assert HOURS not in text_of(town.client().get(THURSDAY))
    with town.engine.begin() as connection:
        for first, told, how in (
            (2, "02", "samtale"),
            (16, "10", "brev, j.nr. 12"),
            (20, "12", "sms"),
        ):
            planning.add_plan(
                connection,
                course=course,
                first=date(2026, 3, first),
                week=WEEK,
                provenance=BY,
                told_at=at(told, "12:00"),
                told_how=how,
            )
    page = text_of(town.client().get(THURSDAY))

    assert f"{HOURS} Ugens mødetider 10-03-2026 kl. 12.00: brev, j.nr. 12" in page
    assert "samtale" not in page
    assert "sms" not in page

    with town.engine.begin() as connection:
        planning.add_exception(
            connection,
            course=course,
            date=date(2026, 3, 19),
            intervals=[["10:00", "12:00"]],
            provenance=BY,
            told_at=at("18", "12:00"),
        )
    page = text_of(town.client().get(THURSDAY))

    assert f"{HOURS} Dagens mødetid 18-03-2026 kl. 12.00" in page
    assert "brev" not in page


def test_no_no_show_is_offered_of_hours_that_were_told_too_late(town: Town) -> None:
    """Nor written, whoever types the address."""
    course = course_of(town)
    with town.engine.begin() as connection:
        planning.add_plan(
            connection,
            course=course,
            first=date(2026, 3, 19),
            week=WEEK,
            provenance=BY,
            told_at=at("19", "09:00"),
            told_how="brev",
        )
    client = town.client()
    page = text_of(client.get(THURSDAY))
    sure = {"why": "Ringet.", "sure": "yes", "read": "yes"}
    asked = "/people/anna/days/2026-03-18/no-show"
    answer = post(client, f"{THURSDAY}/no-show", page=asked, **sure)

    assert answer.headers["Location"] == THURSDAY
    assert "ikke oplyst i tide" in text_of(client.get(THURSDAY))
    assert "Ugens mødetider 19-03-2026 kl. 09.00: brev" in page
    assert "Notér ikke mødt" not in page
    assert "Noteret ikke mødt" not in text_of(client.get(THURSDAY))


def test_a_notice_beside_a_late_session_is_shown(town: Town) -> None:
    """Whoever told of the doctor and came at eleven told of it."""
    town.add_person("anna")
    town.tap("anna", at("19", "11:05"))
    with town.engine.begin() as connection:
        statements.add_notice(
            connection,
            person="anna",
            first=date(2026, 3, 19),
            last=date(2026, 3, 19),
            reason="doctor",
            reported_at=at("18", "12:00"),
            provenance=BY,
        )

    page = text_of(town.client().get(THURSDAY))

    assert "170 minutter efter mødetid" in page
    assert "Afbud givet før mødetid" in page
