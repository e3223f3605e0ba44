"""`GET /api/v1/attendance`, as a municipality's own system asks it."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from server_sync.central.db import tables
from server_sync.central.facts import statements
from server_sync.central.facts.provenance import Provenance
from tests.town import FIRST, LAST, NOW, TOKENS, Town, at

WEEK = "from=2026-03-16&to=2026-03-20"
PATHS = ("attendance", "attendance.csv")


def ask(
    town: Town, query: str = WEEK, *, path: str = "attendance", of: str = "nordby"
) -> TestResponse:
    """Ask with the token of a municipality."""
    headers = {"Authorization": f"Bearer {TOKENS[of]}"}
    return town.client(None).get(f"/api/v1/{path}?{query}", headers=headers)


def sessions(answer: TestResponse) -> list[dict[str, Any]]:
    """Take the sessions out of an answer that must be right."""
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.get_json()["sessions"]
    return found


def test_a_session_is_told_in_full(town: Town) -> None:
    """One object a session says who, where, what was planned and what is registered."""
    town.add_person("anna", name="Anna Åkjær")
    town.tap("anna", at("16", "08:20:01"))
    answer = ask(town, "from=2026-03-16&to=2026-03-16")
    (session,) = sessions(answer)
    assert session["course"].pop("id").startswith("central/course/")

    assert session == {
        "course": {"first": FIRST.isoformat(), "last": LAST.isoformat()},
        "person": {"id": "anna", "name": "Anna Åkjær"},
        "site": {"id": "nordby-site", "name": "Citykorpset Nordby"},
        "date": "2026-03-16",
        "planned_start": "2026-03-16T08:15:00+01:00",
        "planned_end": "2026-03-16T14:30:00+01:00",
        "status": "late",
        "registered_at": "2026-03-16T08:20:01+01:00",
        "uncertain": False,
        "source": "tap",
        "minutes_late": 5,
        "noted_delay": False,
        "notice": None,
        "reason": None,
        "reason_withheld": False,
        "cause": None,
        "standing_cause": None,
        "as_of": "2026-03-27T12:00:00+01:00",
    }
    whole = answer.get_json()
    del whole["sessions"]
    assert whole == {
        "about": "Registreringer, ikke afgørelser.",
        "municipality": "Nordby Kommune",
        "from": "2026-03-16",
        "to": "2026-03-16",
        "as_of": "2026-03-27T12:00:00+01:00",
    }


def test_the_period_has_both_its_ends(town: Town) -> None:
    """The first and the last date are in; the dates around them are not."""
    town.add_person("anna")

    assert [one["date"] for one in sessions(ask(town))] == [
        f"2026-03-{day}" for day in (16, 17, 18, 19, 20)
    ]


def test_sessions_are_in_calendar_order_and_then_by_name(town: Town) -> None:
    """Whoever was entered first, and whatever language the database speaks."""
    for name in ("Åse", "Bo", "Anna", "Cai"):
        town.add_person(name)

    found = [(one["date"], one["person"]["name"]) for one in sessions(ask(town))]

    assert found == [
        (f"2026-03-{day}", name)
        for day in (16, 17, 18, 19, 20)
        for name in ("Anna", "Bo", "Cai", "Åse")
    ]


def test_what_is_read_is_never_older_than_now(town: Town) -> None:
    """A session that has ended since the last look is judged before it is told."""
    town.add_person("anna")
    today = f"from={NOW:%Y-%m-%d}&to={NOW:%Y-%m-%d}"
    assert sessions(ask(town, today))[0]["status"] == "pending"

    town.clock.advance(timedelta(hours=6).total_seconds())
    (later,) = sessions(ask(town, today))
    assert (later["status"], later["cause"]) == ("unknown", "coverage")
    assert later["as_of"] == "2026-03-27T18:00:00+01:00"


def test_a_new_fact_changes_what_is_told(town: Town) -> None:
    """A notice that comes later is in the next answer, and illness stays a secret."""
    town.add_person("anna")
    before = sessions(ask(town))[0]
    with town.engine.begin() as connection:
        statements.add_notice(
            connection,
            person="anna",
            first=FIRST,
            last=FIRST,
            reason="ill",
            reported_at=at("16", "07:40"),
            provenance=Provenance(by="Mette", at=at("16", "07:41")),
        )
    after = sessions(ask(town))[0]

    assert (before["status"], after["status"]) == ("unclarified", "notified")
    assert (after["notice"], after["reason"], after["reason_withheld"]) == (
        "before",
        None,
        True,
    )


def test_a_no_show_is_told_with_what_speaks_against_it(town: Town) -> None:
    """Where the reader was silent, a no-show does not go out without that."""
    town.add_person("anna")
    with town.engine.begin() as connection:
        connection.execute(update(tables.stretch).values(until=at("16", "07:00")))
        statements.add_no_show(
            connection,
            person="anna",
            date=FIRST,
            provenance=Provenance(by="Mette", at=at("16", "15:00")),
        )
    (session,) = sessions(ask(town, "from=2026-03-16&to=2026-03-16"))

    assert (session["status"], session["standing_cause"]) == ("no_show", "coverage")


@pytest.mark.parametrize("path", PATHS)
def test_a_token_reads_its_own_municipality_only(two_towns: Town, path: str) -> None:
    """Of another municipality's citizens nothing is told, not even that they are."""
    two_towns.add_person("anna", name="Anna Nord")
    two_towns.add_person("zara", name="Zara Syd", municipality="sydby")
    north = ask(two_towns, path=path).get_data(as_text=True)
    south = ask(two_towns, path=path, of="sydby").get_data(as_text=True)

    assert "Anna Nord" in north
    assert "Zara Syd" not in north
    assert "Sydby" not in north
    assert "Zara Syd" in south
    assert "Anna Nord" not in south
    assert "Nordby" not in south


def _header(value: str | None) -> dict[str, str]:
    return {} if value is None else {"Authorization": value}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "header",
    [
        None,
        "Bearer",
        "Bearer ",
        "Bearer moedt_nobody",
        "Bearer moedt_nordby2",
        "Basic bW9lZHRfbm9yZGJ5Og==",
        "moedt_nordby",
        "Bearer æøå",
    ],
)
def test_without_a_token_nothing_is_told(
    town: Town, path: str, header: str | None
) -> None:
    """Whoever has no token learns how to send one, and nothing about anybody."""
    town.add_person("anna")
    answer = town.client(None).get(f"/api/v1/{path}?{WEEK}", headers=_header(header))

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.get_json()["message"] == "Unauthorized"
    assert "Authorization: Bearer TOKEN" in answer.get_json()["what_to_do"]
    assert "anna" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("column", ["revoked_at", "expires_at"])
def test_a_token_ends_to_the_second(town: Town, column: str) -> None:
    """A revoked or run-out token opens nothing from that second on."""
    with town.engine.begin() as connection:
        ends = int(NOW.timestamp()) + 1
        connection.execute(update(tables.api_token).values({column: ends}))

    assert ask(town).status_code == 200
    town.clock.advance(1)
    assert ask(town).status_code == 401


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("", {"from": ["Field required"], "to": ["Field required"]}),
        ("from=2026-03-16", {"to": ["Field required"]}),
        ("from=2026-02-30&to=2026-03-01", {"from": ["this date does not exist"]}),
        ("from=16-03-2026&to=2026-03-20", {"from": ["write the date as YYYY-MM-DD"]}),
        ("from=1773615600&to=2026-03-20", {"from": ["write the date as YYYY-MM-DD"]}),
        ("from=2026-03-20&to=2026-03-16", {"to": ["it lies before `from`"]}),
        (
            "from=2025-03-16&to=2026-03-17",
            {"to": ["at most 366 dates at once: ask for a part at a time"]},
        ),
        (f"{WEEK}&person=anna", {"person": ["Extra inputs are not permitted"]}),
    ],
)
def test_a_bad_period_is_refused_with_what_to_do(
    town: Town, path: str, query: str, wrong: dict[str, list[str]]
) -> None:
    """Each wrong field is named; nothing is read, and so nothing is logged as read."""
    answer = ask(town, query, path=path)

    assert answer.status_code == 422
    assert answer.get_json()["detail"] == {"query": wrong}
    assert "YYYY-MM-DD" in answer.get_json()["what_to_do"]
    assert reads(town) == []


def test_a_whole_year_may_be_asked_for(town: Town) -> None:
    """366 dates are the most: a leap year in full."""
    assert ask(town, "from=2028-01-01&to=2028-12-31").status_code == 200


def reads(town: Town) -> list[tuple[str, str, str | None, str]]:
    """Give what the access log knows of reads."""
    log = tables.access_log.c
    asked = select(log.municipality, log.who, log.person, log.detail)
    with town.engine.begin() as connection:
        rows = connection.execute(asked.where(log.what == "read_attendance"))
        return [(row[0], row[1], row[2], row[3]) for row in rows]


def test_promise_8_what_leaves_central_is_in_the_log(town: Town) -> None:
    """Who read, of which municipality and which period, and how much they got."""
    town.add_person("anna")
    ask(town)
    ask(town, path="attendance.csv")

    period = "2026-03-16 til 2026-03-20"
    assert reads(town) == [
        ("nordby", "Adgangsnøgle: Fagsystem", None, f"{period}, JSON, 5 mødedage"),
        ("nordby", "Adgangsnøgle: Fagsystem", None, f"{period}, CSV, 5 mødedage"),
    ]


def test_the_spreadsheet_is_a_file_that_says_what_it_is(town: Town) -> None:
    """It is saved under a name of its own, and a program reads it back."""
    town.add_person("anna")
    answer = ask(town, path="attendance.csv")
    rows = csv.DictReader(
        io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=";"
    )

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=registreringer_2026-03-16_2026-03-20.csv"
    )
    assert [row["Dato"] for row in rows] == [
        f"{day}-03-2026" for day in (16, 17, 18, 19, 20)
    ]


def test_the_api_answers_nothing_but_reading(town: Town) -> None:
    """What is not there and what may not be done is said in JSON too."""
    client: FlaskClient = town.client(None)

    assert client.get("/api/v1/people").get_json()["message"] == "Not Found"
    posted = client.post("/api/v1/attendance")
    assert (posted.status_code, posted.get_json()["message"]) == (
        405,
        "Method Not Allowed",
    )


def test_a_login_to_the_pages_is_no_token(town: Town) -> None:
    """The cookie of a colleague opens no interface."""
    assert town.client().get(f"/api/v1/attendance?{WEEK}").status_code == 401
