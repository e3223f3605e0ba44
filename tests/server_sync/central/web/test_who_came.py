"""Who was it, who came, with which card, and what held them up: written by name."""

import pytest

from server_sync.central.db import tables
from tests.server_sync.central.web.seeing import log_of, rows_of, text_of
from tests.server_sync.central.web.staff import add_staff
from tests.town import Town, at, post

DAY = "/people/anna/days/2026-03-17"
CHAIN = b"nordby".ljust(16).hex()
TAP = f"/taps/nordby-T1/{CHAIN}/1"
WHO = {"person": "anna", "why": "Jeg så hende.", "do": "answer"}
CAME = {"day": "17-03-2026", "time": "08.10", "why": "Jeg sagde selv goddag."}
CARD = "04a3c6cae26180"
GIVEN = {
    "card": "04 A3 C6 CA E2 61 80",
    "day": "17-03-2026",
    "time": "08.00",
    "why": "Nyt kort",
}


def unknown(town: Town, card: str = "nobody", clock: str = "08:10") -> None:
    """Let Anna be expected, and an unknown card be held on Tuesday."""
    town.add_person("anna", name="Anna Åkjær")
    town.tap(card, at("17", clock))


def test_an_unknown_card_is_said_to_have_been_somebodys(town: Town) -> None:
    """From the list to the tap, a person and how one knows; the day is judged anew."""
    unknown(town)
    client = town.client()
    assert f'href="{TAP}"' in client.get("/").get_data(as_text=True)
    assert "Citykorpset Nordby, tirsdag 17. marts 2026. Kl. 08.10" in text_of(
        client.get(TAP)
    )

    done = post(client, TAP, **WHO)

    assert done.headers["Location"] == "/"
    assert "T Mødt til tiden" in text_of(client.get(DAY))
    assert "Hvem var det?" not in text_of(client.get("/")).partition("Afsluttet")[0]
    assert rows_of(town, tables.resolution, "person", "by", "why", "about") == [
        ("anna", "Mette", "Jeg så hende.", f"nordby-T1/{CHAIN}/1")
    ]
    assert ("Mette, koordinator", "resolved_card", "2026-03-17") in log_of(
        town, person="anna"
    )


def test_a_card_that_was_none_of_ours_casts_no_doubt(town: Town) -> None:
    """Nobody is said to have come, and nobody's day is unknown for it."""
    unknown(town)
    client = town.client()
    assert "X Ukendt" in text_of(client.get(DAY))
    post(client, TAP, **(WHO | {"person": "-"}))

    assert "I Ikke registreret – afklar" in text_of(client.get(DAY))
    assert rows_of(town, tables.resolution, "person") == [(None,)]


def test_what_was_said_of_a_card_can_be_taken_back(town: Town) -> None:
    """Both stay to be seen, the card is unknown again, and can be answered anew."""
    unknown(town)
    client = town.client()
    post(client, TAP, **WHO)
    again = post(client, TAP, **WHO)
    assert again.status_code == 302
    assert len(rows_of(town, tables.resolution, "by")) == 1
    assert post(client, TAP, do="take back").status_code == 422

    post(client, TAP, do="take back", why_back="Det var søsteren.")

    assert "X Ukendt" in text_of(client.get(DAY))
    assert rows_of(town, tables.void, "by", "why") == [("Mette", "Det var søsteren.")]
    post(client, TAP, **(WHO | {"person": "-"}))
    assert rows_of(town, tables.resolution, "person") == [("anna",), (None,)]


def test_the_card_itself_can_be_given_from_that_tap_on(town: Town) -> None:
    """The tap and those after it are then the person's."""
    unknown(town)
    client = town.client()
    post(client, TAP, **WHO, keeps="yes")
    town.tap("nobody", at("18", "08:11"))

    assert "T Mødt til tiden" in text_of(client.get(DAY))
    assert "T Mødt til tiden" in text_of(client.get("/people/anna/days/2026-03-18"))
    assert rows_of(town, tables.resolution, "by") == []
    assert "Kortet er siden knyttet til en borger" in text_of(client.get(TAP))


@pytest.mark.parametrize("missing", ["person", "why"])
def test_half_an_answer_says_nothing_of_a_card(town: Town, missing: str) -> None:
    """What was typed stays, and what is missing is said."""
    unknown(town)
    fields = {name: value for name, value in WHO.items() if name != missing}
    refused = post(town.client(), TAP, **fields)

    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert ("Jeg så hende." in page) is (missing == "person")
    assert ('value="anna" selected' in page) is (missing == "why")
    assert rows_of(town, tables.resolution, "by") == []


def test_nobody_unknown_to_the_viewer_can_be_named(two_towns: Town) -> None:
    """A foreign citizen is no choice, however the form was filled."""
    unknown(two_towns)
    two_towns.add_person("zara", name="Zara Sydbo", municipality="sydby")
    client = two_towns.client()
    assert "Zara" not in client.get(TAP).get_data(as_text=True)

    assert post(client, TAP, **(WHO | {"person": "zara"})).status_code == 422
    assert rows_of(two_towns, tables.resolution, "by") == []


def test_an_arrival_is_written_with_time_and_reason(town: Town) -> None:
    """The day is judged by it, with who wrote it and what held the person up."""
    town.add_person("anna")
    client = town.client()
    late = CAME | {"time": "08.40", "delay": "Bussen kom ikke."}
    post(client, "/people/anna/arrival", **late)

    page = text_of(client.get(DAY))
    assert "S Mødt – efter mødetid" in page
    assert "Skrevet ind af en medarbejder. En forsinkelse er noteret." in page
    assert "Kom kl. 08.40, forsinket: Bussen kom ikke.. Jeg sagde selv goddag." in page
    assert rows_of(town, tables.arrival, "arrived", "by", "origin", "delay") == [
        (at("17", "08:40"), "Mette", "central", "Bussen kom ikke.")
    ]
    assert ("Mette, koordinator", "wrote_arrival", "2026-03-17") in log_of(
        town, person="anna"
    )
    post(client, "/people/anna/arrival", **late)
    assert len(rows_of(town, tables.arrival, "by")) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"time": "25.10"}, "Klokken 25.10 findes ikke."),
        ({"day": "30-02-2026"}, "Den 30. februar 2026 findes ikke."),
        ({"day": "01-03-2026"}, "Borgeren har intet forløb den dag."),
        ({"day": "27-03-2026", "time": "23.00"}, "ligger ude i fremtiden"),
        ({"why": ""}, "Skriv kort, hvordan du ved det."),
    ],
)
def test_an_arrival_that_cannot_be_is_kept_as_typed_and_explained(
    town: Town, fields: dict[str, str], words: str
) -> None:
    """Nothing is written, nothing typed is lost, and what to do is said."""
    town.add_person("anna")
    typed = CAME | fields
    refused = post(town.client(), "/people/anna/arrival", **typed)

    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert words in page
    assert f'value="{typed["time"]}"' in page
    assert rows_of(town, tables.arrival, "by") == []


def test_a_delay_is_noted_on_a_tap(town: Town) -> None:
    """The time stands; what was said stands beside it, once."""
    unknown(town, "anna", "08:40")
    client = town.client()
    assert "Notér en forsinkelse" in text_of(client.get(DAY))
    assert post(client, f"{DAY}/delay", why=" ").status_code == 422
    post(client, f"{DAY}/delay", why="Toget holdt stille.")
    post(client, f"{DAY}/delay", page=DAY, why="Igen.")

    page = text_of(client.get(DAY))
    assert "S Mødt – efter mødetid" in page
    assert "En forsinkelse er noteret." in page
    assert "Forsinkelse noteret Mette" in page
    assert "Notér en forsinkelse" not in page
    assert rows_of(town, tables.delay, "by", "why", "about") == [
        ("Mette", "Toget holdt stille.", f"nordby-T1/{CHAIN}/1")
    ]


def test_where_nobody_came_there_is_no_delay_to_note(town: Town) -> None:
    """One is told to write the arrival instead."""
    town.add_person("anna")
    client = town.client()
    post(client, f"{DAY}/delay", page=DAY, why="Toget.")

    assert "Kom borgeren, så skriv fremmødet ind." in text_of(client.get(DAY))
    assert rows_of(town, tables.delay, "by") == []


def test_a_card_is_handed_out_dated_back_and_ended(town: Town) -> None:
    """The taps of the time between are the person's, and no others."""
    town.add_person("anna")
    client = town.client()
    post(client, "/people/anna/cards", **GIVEN)
    assert "04 a3 c6 ca e2 61 80 17-03-2026 kl. 08.00 Stadig Mette: Nyt kort" in (
        text_of(client.get("/people/anna/cards"))
    )
    key = next(
        row[0] for row in rows_of(town, tables.card, "key", "card") if row[1] == CARD
    )
    path = f"/people/anna/cards/end?about={key}"
    early = post(client, path, day="16-03-2026", time="08.00", why="Tabt")
    assert "Det er, før borgeren fik kortet." in early.get_data(as_text=True)

    post(client, path, day="18-03-2026", time="12.00", why="Tabt")
    late = {"day": "19-03-2026", "time": "12.00", "why": "x"}
    post(client, path, page="/people/anna/cards", **late)

    assert "17-03-2026 kl. 08.00 18-03-2026 kl. 12.00 Mette: Tabt" in text_of(
        client.get("/people/anna/cards")
    )
    held = rows_of(town, tables.card, "card", "start", "until")
    start, until = at("17", "08:00"), at("18", "12:00")
    assert [row for row in held if row[0] == CARD] == [
        (CARD, start, None),
        (CARD, start, until),
    ]
    assert rows_of(town, tables.void, "about", "why") == [(key, "Tabt")]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"card": "12"}, "Skriv kortets nummer"),
        ({"card": "<b>"}, "Skriv kortets nummer"),
        ({"card": "08 11 22 33"}, "Det nummer skifter"),
        ({"card": "01 02 03 04"}, "Det nummer har mange kort"),
        ({"card": "00000000"}, "Det nummer har mange kort"),
        ({"time": ""}, "Skriv klokkeslættet, fx 08.10."),
        ({"day": "28-03-2026"}, "ligger ude i fremtiden"),
        ({"why": ""}, "Skriv kort, hvorfor"),
    ],
)
def test_a_card_that_cannot_be_handed_out_is_explained(
    town: Town, fields: dict[str, str], words: str
) -> None:
    """A telephone, half a number, a time to come: said in words, nothing written."""
    town.add_person("anna")
    before = rows_of(town, tables.card, "key")
    refused = post(town.client(), "/people/anna/cards", **(GIVEN | fields))

    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert words in page
    assert "<b>" not in page
    assert rows_of(town, tables.card, "key") == before


def test_a_card_is_one_persons_at_a_time(town: Town) -> None:
    """It must be ended before another can have it."""
    town.add_person("anna")
    town.add_person("bo", name="Bo Holt")
    client = town.client()
    post(client, "/people/anna/cards", **GIVEN)
    twice = post(client, "/people/anna/cards", **GIVEN)
    other = post(client, "/people/bo/cards", **GIVEN)

    assert "Borgeren har allerede det kort" in twice.get_data(as_text=True)
    assert "Kortet er en andens i den tid." in other.get_data(as_text=True)
    assert len(rows_of(town, tables.card, "key")) == 3


def test_only_who_works_there_writes_who_came(town: Town) -> None:
    """An adviser reads; the buttons are not there, and nor is what is behind them."""
    unknown(town)
    add_staff(town, "Pia", "holdleder")
    client = town.client("Hanne")
    assert "Skriv et fremmøde" not in text_of(client.get(DAY))
    for path, fields in (
        (TAP, WHO),
        ("/people/anna/arrival", CAME),
        ("/people/anna/cards", GIVEN),
        (f"{DAY}/delay", {"why": "x"}),
    ):
        assert client.get(path).status_code == 404, path
        assert post(client, path, page="/overview", **fields).status_code == 404, path
        assert town.client("Pia").get(path).status_code != 404, path

    assert rows_of(town, tables.resolution, "by") == []
    assert rows_of(town, tables.arrival, "by") == []


def test_a_form_of_somebody_elses_writes_nothing(town: Town) -> None:
    """Only a form of our own pages counts."""
    unknown(town)
    client = town.client()
    for path, fields in (
        (TAP, WHO),
        ("/people/anna/arrival", CAME),
        ("/people/anna/cards", GIVEN),
    ):
        assert client.post(path, data=fields).status_code == 400, path

    assert rows_of(town, tables.resolution, "by") == []
    assert rows_of(town, tables.arrival, "by") == []
