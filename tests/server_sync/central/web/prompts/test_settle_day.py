"""Handling a missing registration settles its day, or says that it is still open."""

import pytest
from sqlalchemy import select

from server_sync.central.db import tables
from tests.server_sync.central.web.seeing import log_of, rows_of, text_of
from tests.town import Town, at, post

STILL_OPEN = "Dagen er stadig ikke afklaret."


def prompt_of(town: Town, day: str) -> tuple[int, str]:
    """Give the id and the state of the prompt about Anna's day in March."""
    columns = tables.prompt.c
    asked = select(columns.id, columns.date, columns.state).where(
        columns.key == "missing_registration"
    )
    with town.engine.begin() as connection:
        rows = connection.execute(asked).all()
    return next((row.id, row.state) for row in rows if row.date.day == int(day))


@pytest.fixture
def asked(town: Town) -> str:
    """Raise prompts about Anna, and give the path of that about the 19th."""
    town.add_person("anna", name="Anna Åkjær")
    town.client().get("/")
    return f"/prompts/{prompt_of(town, '19')[0]}"


@pytest.mark.parametrize(
    ("fields", "arrived"),
    [
        ({"known": "in_time"}, "08:15"),
        ({"known": "at_a_time", "time": "9.40"}, "09:40"),
    ],
)
def test_what_is_known_of_the_day_ends_its_prompt(
    town: Town, asked: str, fields: dict[str, str], arrived: str
) -> None:
    """The fact is written by name, and withdraws the prompt; no note stands alone."""
    client = town.client()
    post(client, asked, note="Glemte kortet.", do="answer", **fields)
    page = text_of(client.get("/"))

    assert "Fremmødet er skrevet ind med dit navn." in page
    assert prompt_of(town, "19")[1] == "withdrawn"
    assert rows_of(town, tables.arrival, "person", "arrived", "by", "why") == [
        ("anna", at("19", arrived), "Mette", "Glemte kortet.")
    ]
    day = text_of(client.get("/people/anna/days/2026-03-19"))
    assert "Ikke registreret – afklar" not in day
    assert "handled" not in {r[0] for r in rows_of(town, tables.prompt_event, "what")}
    assert any("2026-03-19" in row for row in log_of(town, person="anna"))


def test_a_note_alone_says_that_the_day_is_open(town: Town, asked: str) -> None:
    """Whoever does not know yet settles nothing, and is told so."""
    client = town.client()
    post(client, asked, note="Har lagt en besked.", known="open", do="answer")
    page = text_of(client.get("/"))

    assert f"Punktet er taget af listen. {STILL_OPEN}" in page
    assert f"Har lagt en besked. {STILL_OPEN}" in page
    assert prompt_of(town, "19")[1] == "handled"
    assert rows_of(town, tables.arrival, "person") == []

    post(client, asked, note="Hun ringede.", known="in_time", do="settle")

    assert prompt_of(town, "19")[1] == "withdrawn"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Vælg en af mulighederne."),
        ({"known": "at_a_time"}, "Skriv"),
        ({"known": "at_a_time", "time": "15.00"}, "ligger uden for mødetiden"),
        ({"known": "at_a_time", "time": "05.14"}, "ligger uden for mødetiden"),
        ({"known": "in_time", "note": " "}, "Skriv kort, hvordan du ved det."),
    ],
)
def test_nothing_is_written_of_a_day_that_nobody_told_of(
    town: Town, asked: str, fields: dict[str, str], words: str
) -> None:
    """Nothing is chosen beforehand, and a time must lie in the day's hours."""
    answer = post(town.client(), asked, **{"note": "Hun ringede.", **fields})

    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert prompt_of(town, "19")[1] == "raised"
    assert rows_of(town, tables.arrival, "person") == []


def test_the_page_offers_what_one_may_know(town: Town, asked: str) -> None:
    """Each is an honest act about that day; the notice has its own form."""
    page = town.client().get(asked).get_data(as_text=True)

    assert "Borgeren var her til mødetid, kl. 08.15" in page
    assert "Det ved vi ikke endnu – dagen står stadig åben" in page
    assert "/people/anna/notice?day=2026-03-19" in page
    assert " selected" not in page
    assert "En note alene afklarer ikke dagen" in page
