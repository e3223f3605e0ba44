"""The pages and the API on the database of real use, over the same town."""

import pytest
from sqlalchemy import Engine

from server_sync.central.db import tables
from tests.server_sync.central.web.broken import CHAIN, DEVICE, EVENTS, put_aside
from tests.server_sync.central.web.seeing import rows_of, text_of
from tests.town import TOKENS, Town, at, make_town, post

DAY = "/people/anna/days/2026-03-19"
PERIOD = "from=2026-03-16&to=2026-03-20"


@pytest.fixture
def town(postgres: Engine) -> Town:
    """Make a town on PostgreSQL, with one who came and one card that is unknown."""
    made = make_town(engine=postgres)
    made.add_person("anna", name="Anna Åkjær", team="Køkkenet")
    made.add_person("zara", name="Zara Sydbo", municipality="sydby")
    made.tap("anna", *(at(day, "08:11") for day in ("16", "17", "18")))
    made.tap("nobody", at("20", "08:10"))
    return made


def test_every_page_stands_on_postgres_too(town: Town) -> None:
    """Nothing that is asked of the database is a habit of SQLite alone."""
    client = town.client()
    put_aside(town, 5, 7)
    for path in (
        "/",
        "/people",
        "/people/anna/seen",
        "/people/anna/notice",
        "/people/anna/cards",
        "/terminals",
        f"/terminals/{DEVICE}",
        f"{EVENTS}/5",
        f"/terminals/{DEVICE}/gaps/{CHAIN}/6/6",
        f"/taps/{DEVICE}/{CHAIN}/4",
        DAY,
    ):
        assert client.get(path).status_code == 200, path
    assert "Kl. 08.10 ved læseren nordby-T1." in text_of(client.get("/"))
    assert "Mødt 3" in text_of(client.get("/people/anna/figures"))
    assert "Tilbudt 1 " in text_of(client.get("/overview"))
    for prompt_id, municipality in rows_of(town, tables.prompt, "id", "municipality"):
        expected = 200 if municipality == "nordby" else 404
        assert client.get(f"/prompts/{prompt_id}").status_code == expected


def test_what_is_written_and_read_is_the_same_on_postgres(town: Town) -> None:
    """A no-show is noted, told, taken back, and no longer told."""
    client = town.client()
    headers = {"Authorization": f"Bearer {TOKENS['nordby']}"}

    def statuses() -> list[str]:
        answer = client.get(f"/api/v1/attendance?{PERIOD}", headers=headers)
        assert "Zara" not in answer.get_data(as_text=True)
        return [one["status"] for one in answer.get_json()["sessions"]]

    post(client, f"{DAY}/no-show", called="yes", not_reached="yes")
    assert statuses() == ["on_time"] * 3 + ["no_show", "unknown"]
    ((key,),) = rows_of(town, tables.no_show, "key")
    post(client, f"{DAY}/take-back?about={key}", why="Fejl.")

    assert statuses() == ["on_time"] * 3 + ["unclarified", "unknown"]


def test_who_it_was_and_what_tells_nothing_is_said_on_postgres_too(town: Town) -> None:
    """An unknown card, an event of no use, a gap and an arrival: each once, by name."""
    put_aside(town, 5, 7)
    client = town.client()
    sure = {"note": "En prøve.", "sure": "yes"}
    post(client, f"/taps/{DEVICE}/{CHAIN}/4", person="anna", why="Jeg så hende.")
    came = {"day": "19-03-2026", "time": "08.10", "why": "Jeg så hende."}
    post(client, "/people/anna/arrival", **came)
    post(client, f"{EVENTS}/5", **sure, do="resolve")
    post(client, f"/terminals/{DEVICE}/gaps/{CHAIN}/6/6", **sure)

    assert "T Mødt til tiden" in text_of(client.get(DAY))
    assert rows_of(town, tables.looked_at, "first", "last", "finding") == [
        (5, 5, "tells_nothing"),
        (6, 6, "lost"),
    ]
    assert rows_of(town, tables.resolution, "person", "by") == [("anna", "Mette")]
    assert rows_of(town, tables.arrival, "by") == [("Mette",)]
