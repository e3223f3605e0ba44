"""A note on support is for who leads the team, and every look at it is in the log."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from server_sync.central.db import tables
from server_sync.central.facts import people
from server_sync.central.facts.provenance import Provenance
from server_sync.central.terminals.roster.roster import roster_for
from tests.server_sync.central.web.seeing import rows_of
from tests.town import NOW, PASSWORD_HASH, Town, at, post

SUPPORT = "/people/anna/support"
TEXT = "En rolig opgave fra morgenstunden"


@pytest.fixture
def anna(town: Town) -> Town:
    """Anna is on the green team, which Grete leads; Bo leads another one."""
    town.add_person("anna", team="Grønt hold")
    said = Provenance(by="Opsætning", at=at("01", "00:00"))
    with town.engine.begin() as connection:
        for name, role, team in (
            ("Grete", "holdleder", "Grønt hold"),
            ("Bo", "holdleder", "Blåt hold"),
            ("Ib", "holdleder", None),
        ):
            people.add_staff(
                connection,
                municipality="nordby",
                name=name,
                role=role,
                team=team,
                provenance=said,
                password_hash=PASSWORD_HASH,
            )
    return town


def text(client: FlaskClient, path: str) -> str:
    """Read a page."""
    return client.get(path).get_data(as_text=True)


def test_the_team_leader_writes_and_reads_a_note_and_each_is_in_the_log(
    anna: Town,
) -> None:
    """By name; the latest stands, and the earlier one is kept."""
    grete = anna.client("Grete")
    for said in ("Noget andet", TEXT):
        answer = post(grete, SUPPORT, text=said)
        assert (answer.status_code, answer.location) == (302, SUPPORT)

    assert TEXT in text(grete, SUPPORT)
    assert "Støtte" in text(grete, "/people/anna")
    assert rows_of(anna, tables.support_note, "text", "by") == [
        ("Noget andet", "Grete"),
        (TEXT, "Grete"),
    ]
    logged = rows_of(anna, tables.access_log, "what", "person", "who")
    assert logged.count(("wrote_support", "anna", "Grete, holdleder")) == 2
    assert ("saw_support", "anna", "Grete, holdleder") in logged
    assert TEXT not in str(rows_of(anna, tables.access_log, "detail"))


@pytest.mark.parametrize("login", ["Mette", "Hanne", "Leif", "Bo", "Ib"])
def test_to_everybody_else_there_is_no_such_page(anna: Town, login: str) -> None:
    """Not to a coordinator, another team's leader or one of none; nor is it named."""
    post(anna.client("Grete"), SUPPORT, text=TEXT)
    client = anna.client(login)
    answer = client.get(SUPPORT)
    assert answer.status_code == 404
    refused = post(client, SUPPORT, page="/", text="mit")

    assert refused.status_code in {400, 404}
    assert TEXT not in answer.get_data(as_text=True)
    assert SUPPORT not in text(client, "/people/anna")
    assert len(rows_of(anna, tables.support_note, "text")) == 1


def test_a_note_leaves_central_no_way(anna: Town) -> None:
    """Not with the roster; and a note that is too long is told, and kept typed."""
    grete = anna.client("Grete")
    post(grete, SUPPORT, text=TEXT)
    with anna.engine.begin() as connection:
        roster = roster_for(
            connection, terminal="nordby-T1", as_of=int(NOW.timestamp())
        )
    long = post(grete, SUPPORT, text="x" * 1001)

    assert TEXT not in roster.decode()
    assert long.status_code == 422
    assert "x" * 1001 in long.get_data(as_text=True)
    with anna.engine.begin() as connection:
        assert connection.scalars(select(tables.support_note.c.text)).all() == [TEXT]
