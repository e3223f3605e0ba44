"""Three counts beside each other: offered, met, not known."""

import random

import pytest
from sqlalchemy import select

from server_sync.central.db import tables
from server_sync.central.judging import recompute
from server_sync.central.judging.load_plans import keyed_courses, site_of
from server_sync.central.judging.store import judged_of
from server_sync.central.rules.facts import Instant
from server_sync.central.rules.figures import share_met
from tests.server_sync.central.web.seeing import text_of
from tests.town import NOW, Town, at


def test_the_three_counts_are_never_merged(town: Town) -> None:
    """Who came, who did not, and whom nothing is known of stand apart."""
    for person in ("anna", "bo", "carl"):
        town.add_person(person)
    town.tap("anna", at("16", "08:11"))
    page = text_of(town.client().get("/overview"))

    assert "Tilbudt 3 forløb begynder i perioden" in page
    assert "Fremmødt mindst én gang 1 er registreret mindst én dag" in page
    assert "Ved vi ikke 0 har ingen mødedag, som vi ved noget om" in page
    assert "33 % er fremmødt af dem, vi ved noget om: 1 af 3." in page


def test_a_silent_reader_makes_people_not_known_and_not_missing(town: Town) -> None:
    """Whom no reader could have heard is counted as not known, and not against."""
    town.add_person("anna")
    with town.engine.begin() as connection:
        connection.execute(tables.stretch.delete())
    page = text_of(town.client().get("/overview"))

    assert "Tilbudt 1 " in page
    assert "Fremmødt mindst én gang 0 " in page
    assert "Ved vi ikke 1 " in page
    assert "Der er endnu ikke noget at regne en andel ud af." in page


def test_the_period_is_that_of_the_first_day(town: Town) -> None:
    """A course belongs to the period in which it begins."""
    town.add_person("anna")
    client = town.client()
    before = text_of(client.get("/overview?first=01-01-2026&last=15-03-2026"))
    within = text_of(client.get("/overview?first=16-03-2026&last=16-03-2026"))

    assert "Tilbudt 0 " in before
    assert "Tilbudt 1 " in within


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("first=31-02-2026&last=01-03-2026", "Den 31. februar 2026 findes ikke."),
        ("first=02-03-2026&last=01-03-2026", "Sidste dag ligger før den første."),
        ("first=02-03-2026", "Skriv en dato, fx 27-03-2026."),
    ],
)
def test_a_period_that_cannot_be_is_met_with_words(
    town: Town, query: str, said: str
) -> None:
    """What is wrong is said, and no count is shown that could be taken for one."""
    answer = town.client().get(f"/overview?{query}")

    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert "Tilbudt" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("seed", range(3))
def test_the_counts_are_those_of_the_rules(town: Town, seed: int) -> None:
    """What the database counts is what the pure rule counts of the same sessions."""
    chosen = random.Random(seed)
    for number in range(6):
        town.add_person(f"p{number}")
        days = chosen.sample((16, 17, 18, 19, 20, 23), k=chosen.choice((0, 0, 1, 4)))
        town.tap(f"p{number}", *(at(str(day), "08:11") for day in days))
    if seed:
        with town.engine.begin() as connection:
            connection.execute(
                tables.stretch.update().values(until=at(str(16 + seed), "05:00"))
            )
    page = text_of(town.client().get("/overview"))

    as_of = int(NOW.timestamp())
    with town.engine.begin() as connection:
        recompute.recompute_due(connection, as_of=as_of)
        courses = [
            (
                course,
                [
                    judged_of(row)
                    for row in connection.execute(
                        select(tables.judged).where(tables.judged.c.course == key)
                    )
                ],
            )
            for key, course in keyed_courses(connection, site="nordby-site")
        ]
        site = site_of(connection, "nordby-site")
    expected = share_met(courses, site=site, as_of=Instant(as_of))
    assert expected.offered == 6
    assert f"Tilbudt {expected.offered} " in page
    assert f"Fremmødt mindst én gang {expected.met} " in page
    assert f"Ved vi ikke {expected.not_known} " in page
