"""The terminals: how each is, what cannot be used, and letting one in and out."""

from datetime import UTC, datetime

import msgspec
import pytest

from kiosk.journal.contents import Arrival
from server_sync.central.db import tables
from server_sync.central.ingest.terminal_reports import store_report
from tests.server_sync.central.web.broken import (
    CHAIN,
    DEVICE,
    DIGEST,
    EVENTS,
    RAW,
    disagree,
    put_aside,
)
from tests.server_sync.central.web.seeing import rows_of, text_of
from tests.server_sync.central.web.staff import add_staff
from tests.server_sync.central.world import PaperJournal
from tests.town import Town, at, make_town, post

PAGE = f"/terminals/{DEVICE}"
SURE = {"note": "Ringede: en prøve.", "sure": "yes", "do": "resolve"}
DAY = "/people/anna/days/2026-03-16"
MINUTE = 60
NS = 10**9


def logged(town: Town) -> list[str]:
    """Give what stands in the access log."""
    return [row[0] for row in rows_of(town, tables.access_log, "what")]


def test_a_reader_that_listens_is_said_to_listen(two_towns: Town) -> None:
    """Where, since when proved, and nothing more to worry about."""
    page = text_of(two_towns.client().get("/terminals"))

    assert "Citykorpset Nordby nordby-T1 Lytter. Bekræftet frem til kl. 12.00." in page
    assert "tavs" not in page
    assert "sydby" not in page.lower()
    assert "saw_terminals" in logged(two_towns)


def test_a_reader_that_is_silent_says_what_that_means_for_people() -> None:
    """How many meeting times, since when, and that it is nobody's fault."""
    town = make_town(listening=False)
    town.listen((at("16", "06:00"), at("26", "16:00")))
    town.add_person("anna")
    client = town.client()
    before = text_of(client.get("/terminals"))
    town.engine.dispose()

    assert (
        "Ukendt siden 26-03-2026 kl. 16.00. Se efter, om der er strøm og net." in before
    )
    assert (
        "Læseren har været tavs hen over 1 mødetid, den første fre. 27. mar. kl. 08.15."
        " Dagene tæller ikke mod nogen, og borgerne skal ikke gøre noget."
    ) in before


def test_what_a_terminal_says_of_itself_is_shown(town: Town) -> None:
    """Queue, version and temperature; what it never said is not known."""
    client = town.client()
    before = text_of(client.get(PAGE))
    with town.engine.begin() as connection:
        store_report(
            connection,
            terminal=DEVICE,
            header='{"version":"0.2.0","queued":3,"celsius":81}',
            received_ns=at("16", "11:55") * NS,
        )
    page, listed = text_of(client.get(PAGE)), text_of(client.get("/terminals"))

    assert "Kø Ukendt Version Ukendt Temperatur Ukendt" in before
    assert (
        "Kø 3 hændelser ventede på at blive sendt."
        " Det sagde den 16-03-2026 kl. 11.55"
        " Version 0.2.0 Temperatur 81 °C. Det er varmt: giv den luft" in page
    )
    assert "version 0.2.0 · 81 °C" in listed


def test_an_event_is_shown_byte_for_byte_and_nothing_of_it_runs(town: Town) -> None:
    """What a stranger may have written is text on the page, and no part of it."""
    put_aside(town, 1)
    client = town.client()
    listed = text_of(client.get(PAGE))
    page = client.get(f"{EVENTS}/1").get_data(as_text=True)

    assert "1 Kan ikke læses 16-03-2026 mellem kl. 08.00 og 08.20" in listed
    assert "Ikke endnu" in listed
    assert RAW.hex(" ") in page
    assert "&lt;b&gt;Anna&lt;/b&gt;" in page
    assert "<b>" not in page


def test_what_can_be_read_of_an_event_is_written_out(town: Town) -> None:
    """A name in it is shown as text; what would turn the reading direction is not."""
    journal = PaperJournal()
    told = Arrival(
        person="ukendt",
        at=datetime(2026, 3, 16, 8, tzinfo=UTC),
        by="<script>x</script>",
        why="\u202eåben",
    )
    entry = journal.write(told, at("16", "08:10"), boot_seconds=1)
    put_aside(town, 1, raw=msgspec.msgpack.encode(entry))
    page = town.client().get(f"{EVENTS}/1").get_data(as_text=True)

    assert "&#34;person&#34;: &#34;ukendt&#34;" in page
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert "\\u202eåben" in page
    assert "<script" not in page
    assert "\u202e" not in page


def test_what_is_resolved_here_lets_the_day_be_judged(town: Town) -> None:
    """By name, with a note; the day is then what it would be without it."""
    town.add_person("anna")
    put_aside(town, 1)
    client = town.client()
    assert "Ukendt (ingen data)" in text_of(client.get(DAY))

    done = post(client, f"{EVENTS}/1", **SURE)

    assert done.headers["Location"] == PAGE
    assert "Ikke registreret – afklar" in text_of(client.get(DAY))
    page = text_of(client.get(f"{EVENTS}/1"))
    assert "Set efter: siger ikke noget om nogen Mette: Ringede: en prøve." in page
    assert rows_of(town, tables.looked_at, "by", "why", "finding") == [
        ("Mette", "Ringede: en prøve.", "tells_nothing")
    ]
    assert "looked_at" in logged(town)

    post(client, f"{EVENTS}/1", note="Det var Bo.", do="look again")
    assert "Ukendt (ingen data)" in text_of(client.get(DAY))
    assert len(rows_of(town, tables.looked_at, "by")) == 2


def test_a_conflict_is_resolved_by_its_own_address(town: Town) -> None:
    """One of the events under a number, and no other."""
    put_aside(town, 1)
    disagree(town, 1)
    client = town.client()
    post(client, f"{EVENTS}/1?event={DIGEST}", **SURE)

    assert rows_of_conflict(town) == ["Mette"]
    assert "Ikke endnu" in text_of(client.get(f"{EVENTS}/1"))


def rows_of_conflict(town: Town) -> list[str]:
    """Give who resolved each conflict."""
    with town.engine.begin() as connection:
        return list(
            connection.scalars(
                tables.conflict.select().with_only_columns(
                    tables.conflict.c.resolved_by
                )
            )
        )


@pytest.mark.parametrize("missing", ["note", "sure"])
def test_half_an_answer_resolves_nothing(town: Town, missing: str) -> None:
    """Without a note, or without being sure, nothing is written; nothing is lost."""
    put_aside(town, 1)
    fields = {name: value for name, value in SURE.items() if name != missing}
    refused = post(town.client(), f"{EVENTS}/1", **fields)

    assert refused.status_code == 422
    assert ("Ringede" in refused.get_data(as_text=True)) is (missing == "sure")
    assert rows_of(town, tables.looked_at, "by") == []


def test_a_form_of_somebody_elses_resolves_nothing(town: Town) -> None:
    """Only a form of our own pages counts."""
    put_aside(town, 1)
    refused = town.client().post(f"{EVENTS}/1", data=SURE)

    assert refused.status_code == 400
    assert rows_of(town, tables.looked_at, "by") == []


def test_a_gap_is_declared_lost_by_name(town: Town) -> None:
    """It asks once more, and says afterwards that it is done."""
    put_aside(town, 1, 4)
    client = town.client()
    assert "Hul: nr. 2 til 3." in text_of(client.get(PAGE))
    path = f"{PAGE}/gaps/{CHAIN}/2/3"
    assert post(client, path, note="Brændt.").status_code == 422
    assert rows_of(town, tables.looked_at, "by") == []

    post(client, path, note="Brændt.", sure="yes")

    page = text_of(client.get(PAGE))
    assert "Alt til og med nr. 4 er modtaget og kvitteret." in page
    assert "Hul:" not in page
    assert page.count("Mangler, og kommer aldrig") == 2
    assert rows_of(town, tables.looked_at, "by", "first", "last", "finding") == [
        ("Mette", 2, 3, "lost")
    ]
    again = post(client, path, page="/overview", note="Brændt.", sure="yes")
    assert again.status_code == 302
    assert len(rows_of(town, tables.looked_at, "by")) == 1


def test_an_administrator_looks_after_readers_and_sees_no_citizen(town: Town) -> None:
    """The list, codes and gaps; never the bytes, which could name somebody."""
    put_aside(town, 1)
    add_staff(town, "Pia", "administrator")
    client = town.client("Pia")

    assert "Kan ikke læses" in text_of(client.get(PAGE))
    assert client.get(f"{EVENTS}/1").status_code == 404
    sent = post(client, f"{EVENTS}/1", page="/overview", **SURE)
    assert sent.status_code == 404
    assert rows_of(town, tables.looked_at, "by") == []


@pytest.mark.parametrize("role", ["holdleder", "raadgiver", "leder", "gæst"])
def test_readers_are_no_other_roles_business(town: Town, role: str) -> None:
    """Who does not run the workshop finds no such page, and no way to it."""
    put_aside(town, 1)
    add_staff(town, "Pia", role)
    client = town.client("Pia")

    assert "/terminals" not in client.get("/overview").get_data(as_text=True)
    for path in ("/terminals", PAGE, f"{EVENTS}/1", f"{PAGE}/revoke", "/new-terminal"):
        assert client.get(path).status_code == 404, path
