"""Nobody sees another municipality's citizens, on any route."""

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from server_sync.central.db import tables
from server_sync.central.facts import people, planning, statements
from server_sync.central.facts.provenance import Provenance
from tests.server_sync.central.web.broken import CHAIN, DEVICE, disagree, put_aside
from tests.server_sync.central.web.seeing import rows_of
from tests.server_sync.central.web.staff import add_staff
from tests.town import Town, at, post

NAME = "Anna Nordbo"
ABOUT_NOBODY = {
    "/login",
    "/logout",
    "/static/central/<path:filename>",
    "/static/look/<path:filename>",
    "/health",
    "/v1/enrol",
    "/v1/devices/<device>/entries",
    "/v1/devices/<device>/quarantine",
    "/v1/devices/<device>/roster",
    "/v1/devices/<device>/release",
    "/v1/devices/<device>/login",
}
FORMS = {
    "why": "x",
    "called": "yes",
    "sure": "yes",
    "read": "yes",
    "note": "x",
    "first": "16-03-2026",
    "last": "16-03-2026",
    "reason": "ill",
    "told_day": "16-03-2026",
    "told_time": "07.40",
    "person": "-",
    "day": "16-03-2026",
    "time": "08.10",
    "card": "04a3c6cae26180",
    "site": "nordby-site",
    "same": "yes",
}
PLACES = {
    "<person_id>": "anna",
    "<day>": "2026-03-16",
    "<device>": DEVICE,
    "<chain>": CHAIN,
    "<int:seq>": "1",
    "<int:first>": "2",
    "<int:last>": "3",
}


def facts_of(town: Town) -> dict[str, int]:
    """Count what a form could have written."""
    kinds = (
        tables.notice,
        tables.no_show,
        tables.void,
        tables.arrival,
        tables.card,
        tables.delay,
        tables.resolution,
        tables.looked_at,
        tables.terminal,
        tables.person,
        tables.course,
    )
    with town.engine.begin() as connection:
        counts = {
            kind.name: connection.scalar(select(func.count()).select_from(kind)) or 0
            for kind in kinds
        }
        handled = select(func.count()).where(tables.prompt_event.c.what == "handled")
        shut = select(func.count()).where(tables.terminal.c.revoked_at.is_not(None))
        counts["shut out"] = connection.scalar(shut) or 0
        invited = select(func.count()).where(tables.terminal.c.code_hash.is_not(None))
        counts["invited"] = connection.scalar(invited) or 0
        counts["handled"] = connection.scalar(handled) or 0
    return counts


def add_other_site(town: Town) -> None:
    """Give Nordby a second workshop, which Pia runs."""
    with town.engine.begin() as connection:
        people.add_site(
            connection,
            municipality="nordby",
            name="Værftet",
            provenance=Provenance(by="Mette", at=at("01", "08:00")),
            known_as="other-site",
        )
    add_staff(town, "Pia", "driftsleder", site="other-site")


def lend(town: Town) -> None:
    """Let somebody on no list have been lent a card at Nordby's door."""
    with town.engine.begin() as connection:
        statements.add_newcomer(
            connection,
            site="nordby-site",
            card="nobody",
            name=NAME,
            start=at("17", "08:10"),
            provenance=Provenance(
                by="Mette", at=at("17", "08:10"), entry=f"{DEVICE}/{CHAIN}/1"
            ),
        )


def test_promise_6_a_municipality_is_a_wall(two_towns: Town) -> None:
    """Every route there is, asked for Anna by a colleague of another municipality."""
    two_towns.add_person("anna", name=NAME)
    two_towns.tap("nobody", at("17", "08:10"))
    put_aside(two_towns, 1, 4)
    disagree(two_towns, 1)
    lend(two_towns)
    home = two_towns.client()
    assert NAME in home.get("/newcomers").get_data(as_text=True)
    assert "Hvem var det?" in home.get("/").get_data(as_text=True)
    post(home, "/people/anna/days/2026-03-16/no-show", **FORMS)
    ((no_show,),) = rows_of(two_towns, tables.no_show, "key")
    ((card,),) = rows_of(two_towns, tables.card, "key")
    prompts = [row[0] for row in rows_of(two_towns, tables.prompt, "id")]
    before = facts_of(two_towns)
    foreign = two_towns.client("Frede")
    tried = 0
    for rule in two_towns.app.url_map.iter_rules():
        if rule.rule in ABOUT_NOBODY:
            continue
        for prompt in prompts if "prompt_id" in rule.arguments else prompts[:1]:
            path = rule.rule.replace("<int:prompt_id>", str(prompt))
            for name, there in PLACES.items():
                path = path.replace(name, there)
            assert "<" not in path, f"{path}: say what to put here, or why it is safe"
            path += f"?about={no_show}" if "take-back" in path else ""
            path += f"?about={card}" if path.endswith("cards/end") else ""
            shown = foreign.get(path)
            assert NAME not in shown.get_data(as_text=True), path
            assert "Nordby" not in shown.get_data(as_text=True), path
            if rule.arguments:
                assert shown.status_code == 404, path
            if "POST" in (rule.methods or ()):
                sent = post(foreign, path, page="/overview", **FORMS)
                assert sent.status_code == (404 if rule.arguments else 422), path
            tried += 1

    assert tried >= 20
    assert facts_of(two_towns) == before


@pytest.mark.parametrize("path", ["/", "/people", "/overview", "/terminals"])
def test_lists_and_counts_hold_only_ones_own(two_towns: Town, path: str) -> None:
    """What is listed or counted is the municipality's own, at home and abroad."""
    two_towns.add_person("anna", name=NAME)
    two_towns.add_person("zara", name="Zara Sydbo", municipality="sydby")
    at_home = two_towns.client().get(path).get_data(as_text=True)
    abroad = two_towns.client("Frede").get(path).get_data(as_text=True)

    assert "Zara Sydbo" not in at_home
    assert NAME not in abroad
    if path == "/overview":
        assert '<span class="value">1</span>' in at_home
        assert '<span class="value">2</span>' not in at_home + abroad


@pytest.mark.parametrize("role", ["leder", "administrator", "gæst"])
def test_some_roles_see_how_many_and_nobody_by_name(town: Town, role: str) -> None:
    """A leader counts, an administrator sets up, an unheard-of role sees nobody."""
    town.add_person("anna", name=NAME)
    town.client().get("/")
    add_staff(town, "Pia", role)
    client = town.client("Pia")

    assert client.get("/").headers["Location"] == "/overview"
    overview = client.get("/overview").get_data(as_text=True)
    assert "Tilbudt" in overview
    assert "Borgere</a>" not in overview
    for path in ("/people", "/people/anna", "/people/anna/figures", "/prompts/1"):
        assert NAME not in client.get(path).get_data(as_text=True), path


def test_a_team_leader_sees_the_own_team(town: Town) -> None:
    """A holdleder sees the citizens of one team; the others are not there."""
    town.add_person("anna", name=NAME, team="Køkkenet")
    town.add_person("bo", name="Bo Holt", team="Træværkstedet")
    add_staff(town, "Pia", "holdleder", site="nordby-site", team="Køkkenet")
    client = town.client("Pia")

    for path in ("/", "/people"):
        page = client.get(path).get_data(as_text=True)
        assert (NAME in page, "Bo Holt" in page) == (True, False), path
    assert client.get("/people/bo").status_code == 404


def test_one_site_sees_its_own(town: Town) -> None:
    """Who works at one workshop sees nobody of the municipality's other one."""
    add_other_site(town)
    town.add_person("anna", name=NAME)
    client = town.client("Pia")

    for path in ("/", "/people", "/people/anna", "/people/anna/days/2026-03-16"):
        assert NAME not in re.sub(r"\s+", " ", client.get(path).get_data(as_text=True))
    assert client.get("/people/anna").status_code == 404
    assert '<span class="value">1</span>' not in client.get("/overview").get_data(
        as_text=True
    )


def test_of_somebody_at_two_sites_each_sees_its_own_days(town: Town) -> None:
    """Anna goes to Nordby's first workshop all spring, and to the other one a day."""
    add_other_site(town)
    town.add_person("anna", name=NAME)
    with town.engine.begin() as connection:
        planning.add_course(
            connection,
            person="anna",
            site="other-site",
            first=date(2026, 3, 24),
            last=date(2026, 3, 24),
            provenance=Provenance(by="Mette", at=at("01", "08:00")),
        )

    def days_seen(login: str) -> set[str]:
        page = town.client(login).get("/people/anna").get_data(as_text=True)
        return set(re.findall(r"/people/anna/days/([0-9-]+)", page))

    assert days_seen("Pia") == {"2026-03-24"}
    assert days_seen("Mette") > {"2026-03-16", "2026-03-24"}
