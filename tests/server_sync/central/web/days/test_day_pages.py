"""One day: a notice, a no-show by a named person, and taking it back."""

import pytest

from server_sync.central.db import tables
from server_sync.central.facts import statements
from server_sync.central.facts.provenance import Provenance
from tests.server_sync.central.web.seeing import log_of, rows_of, text_of
from tests.town import FIRST, Town, at, post

DAY = "/people/anna/days/2026-03-16"
NO_SHOWS = ("person", "date", "by", "why", "origin")
SURE = {"called": "yes", "asked": "yes", "why": "Ringer igen."}
LOOKED_INTO = "Ringet, spurgt på stedet. Svar: Ringer igen."
NOTICE = {
    "first": "16-03-2026",
    "last": "17-03-2026",
    "reason": "ill",
    "told_day": "16-03-2026",
    "told_time": "07.40",
}


def test_a_day_tells_what_is_known_and_no_more(town: Town) -> None:
    """Planned time, registered time or none, and what one may add."""
    town.add_person("anna", name="Anna Åkjær")
    page = text_of(town.client().get(DAY))

    assert page == (
        'id="main" tabindex="-1"> Anna Åkjær Mandag 16. marts 2026 '
        "I Ikke registreret – afklar Sted Citykorpset Nordby "
        "Mødetid kl. 08.15 til 14.30 Registreret Ingen registrering "
        "Skriv et fremmøde Skriv et afbud Notér ikke mødt …"
    )


def test_a_no_show_is_asked_once_more_and_carries_a_name(town: Town) -> None:
    """Only after a page that asks, with a reason, and under the name of who says it."""
    town.add_person("anna", name="Anna Åkjær")
    client = town.client()
    asked = text_of(client.get(f"{DAY}/no-show"))
    assert "Er du sikker på, at borgeren ikke mødte?" in asked
    assert "Læs først" not in asked
    assert rows_of(town, tables.no_show, *NO_SHOWS) == []

    noted = post(client, f"{DAY}/no-show", **SURE)

    assert noted.headers["Location"] == DAY
    assert rows_of(town, tables.no_show, *NO_SHOWS) == [
        ("anna", FIRST, "Mette", LOOKED_INTO, "central")
    ]
    page = text_of(client.get(DAY))
    assert "U Ikke mødt – ingen besked fundet" in page
    assert "Noteret ikke mødt Mette, 27-03-2026 kl. 12.00" in page
    assert "Notér ikke mødt" not in page
    assert ("Mette, koordinator", "wrote_no_show", "2026-03-16") in log_of(
        town, person="anna"
    )


@pytest.mark.parametrize("missing", [["why"], ["called", "asked"]])
def test_half_an_answer_notes_nobody(town: Town, missing: list[str]) -> None:
    """Without who was asked, or what was answered, nothing is written or lost."""
    town.add_person("anna")
    fields = {name: value for name, value in SURE.items() if name not in missing}
    refused = post(town.client(), f"{DAY}/no-show", **fields)

    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.get_data(as_text=True)
    kept = "Ringer igen." in refused.get_data(as_text=True)
    assert kept is (missing != ["why"])
    assert rows_of(town, tables.no_show, *NO_SHOWS) == []


def test_what_speaks_against_a_no_show_is_said_first(town: Town) -> None:
    """Where the terminals cannot know, one is told so and must have read it."""
    town.add_person("anna")
    with town.engine.begin() as connection:
        connection.execute(tables.stretch.update().values(until=at("16", "07:00")))
    client = town.client()
    asked = text_of(client.get(f"{DAY}/no-show"))

    warning = asked.index("Vi ved ikke, om borgeren kom: Læseren lyttede ikke")
    assert warning < asked.index("Hvad sagde borgeren?")
    refused = post(client, f"{DAY}/no-show", **SURE)
    assert "Sæt kryds, når du har læst det" in refused.get_data(as_text=True)
    assert rows_of(town, tables.no_show, *NO_SHOWS) == []

    assert post(client, f"{DAY}/no-show", **SURE, read="yes").status_code == 302
    assert "Forbehold: Læseren lyttede ikke" in text_of(client.get(DAY))


def test_an_arrival_and_a_notice_speak_against_a_no_show_too(town: Town) -> None:
    """Who was registered, or told they would not come, is not noted unawares."""
    town.add_person("anna")
    town.tap("anna", at("16", "08:11"))
    client = town.client()
    post(client, "/people/anna/notice", **NOTICE)

    came = text_of(client.get(f"{DAY}/no-show"))
    assert "Borgeren er registreret som mødt den dag." in came
    assert "Der er meldt fravær for dagen." in came
    told = text_of(client.get("/people/anna/days/2026-03-17/no-show"))
    assert "Der er meldt fravær for dagen." in told


def test_nobody_is_a_no_show_before_the_meeting_time(town: Town) -> None:
    """A day that has not begun cannot have been stayed away from."""
    town.add_person("anna")
    client = town.client()
    for day in ("2026-03-30", "2026-03-28"):
        early = post(client, f"/people/anna/days/{day}/no-show", page=DAY, **SURE)
        assert early.status_code == 302
        page = text_of(client.get(f"/people/anna/days/{day}"))
        assert "Notér ikke mødt" not in page

    assert rows_of(town, tables.no_show, *NO_SHOWS) == []


def test_nobody_is_a_no_show_of_hours_told_too_late(town: Town) -> None:
    """The letter came after the meeting time: the page offers nothing, and says why."""
    town.add_person("anna")
    with town.engine.begin() as connection:
        connection.execute(
            tables.course.update().values(told_at=at("16", "08:16"), told_how="brev")
        )
    client = town.client()
    page = text_of(client.get(DAY))
    assert "Mødetiden var ikke oplyst til borgeren i tide" in page
    assert "Notér ikke mødt" not in page

    refused = post(client, f"{DAY}/no-show", page=DAY, **SURE)

    assert refused.headers["Location"] == DAY
    assert "Mødetiden var ikke oplyst i tide" in text_of(client.get(DAY))
    assert rows_of(town, tables.no_show, *NO_SHOWS) == []


def test_a_second_click_notes_nothing_twice(town: Town) -> None:
    """Two people at once, or one who presses twice, leave one no-show."""
    town.add_person("anna")
    first, second = town.client(), town.client("Hanne")
    second.get(f"{DAY}/no-show")
    token = second.get(f"{DAY}/no-show").get_data(as_text=True)
    token = token.partition('name="csrf_token" value="')[2].partition('"')[0]
    post(first, f"{DAY}/no-show", **SURE)
    again = second.post(f"{DAY}/no-show", data={**SURE, "csrf_token": token})

    assert again.headers["Location"] == DAY
    assert "Det er allerede noteret" in text_of(second.get(DAY))
    assert len(rows_of(town, tables.no_show, *NO_SHOWS)) == 1


def test_a_no_show_can_be_taken_back_and_both_stay(town: Town) -> None:
    """A mistake is mended by a fact of its own, by name, with a reason."""
    town.add_person("anna")
    client = town.client()
    post(client, f"{DAY}/no-show", **SURE)
    ((key,),) = rows_of(town, tables.no_show, "key")
    path = f"{DAY}/take-back?about={key}"
    assert "Ikke mødt – ingen besked fundet" in text_of(client.get(path))
    refused = post(client, path, why="")
    assert refused.status_code == 422
    assert rows_of(town, tables.void, "about") == []

    post(client, path, why="Anna havde ringet.")

    page = text_of(client.get(DAY))
    assert "I Ikke registreret – afklar" in page
    assert "Ikke mødt – ingen besked fundet" in page
    assert "Taget tilbage af Mette, 27-03-2026 kl. 12.00: Anna havde ringet." in page
    assert rows_of(town, tables.void, "about", "by", "why", "municipality") == [
        (key, "Mette", "Anna havde ringet.", "nordby")
    ]
    assert len(rows_of(town, tables.no_show, "key")) == 1


def test_what_is_taken_back_is_not_taken_back_again(town: Town) -> None:
    """The second time does nothing and says so."""
    town.add_person("anna")
    client = town.client()
    post(client, f"{DAY}/no-show", **SURE)
    ((key,),) = rows_of(town, tables.no_show, "key")
    path = f"{DAY}/take-back?about={key}"
    post(client, path, why="Fejl.")
    again = post(client, path, page=f"{DAY}/no-show", why="Fejl igen.")

    assert again.headers["Location"] == DAY
    assert len(rows_of(town, tables.void, "about")) == 1


def test_only_what_people_said_of_that_day_can_be_taken_back(town: Town) -> None:
    """A tap, a course or another day's fact is not there to be taken back."""
    town.add_person("anna")
    town.tap("anna", at("16", "08:11"))
    client = town.client()
    post(client, "/people/anna/days/2026-03-18/no-show", **SURE)
    ((other,),) = rows_of(town, tables.no_show, "key")
    ((course,),) = rows_of(town, tables.course, "key")

    for about in (other, course, "nordby-T1/x/1", ""):
        path = f"{DAY}/take-back?about={about}"
        assert client.get(path).status_code == 404
        assert post(client, path, page=DAY, why="Fejl.").status_code in {400, 404}
    assert rows_of(town, tables.void, "about") == []


def test_a_notice_is_written_with_when_it_was_told(town: Town) -> None:
    """A call before the meeting time covers its days, and is never judged."""
    town.add_person("anna")
    client = town.client()
    written = post(client, "/people/anna/notice", **NOTICE)

    assert written.headers["Location"] == DAY
    columns = ("person", "last", "reason", "reported_at", "by")
    assert rows_of(town, tables.notice, *columns) == [
        ("anna", FIRST.replace(day=17), "ill", at("16", "07:40"), "Mette")
    ]
    page = text_of(client.get(DAY))
    assert "F Meldt fravær" in page
    assert "Afbud givet før mødetid." in page
    assert "Syg, 16-03-2026 til 17-03-2026. Meldt 16-03-2026 kl. 07.40." in page
    # The reason stands on the day's own page and on no list.
    assert "Syg" not in text_of(client.get("/people/anna"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"first": "30-02-2026"}, "Den 30. februar 2026 findes ikke."),
        ({"last": "15-03-2026"}, "Sidste dag ligger før den første."),
        ({"last": "16-07-2026"}, "Højst 93 dage ad gangen."),
        ({"told_time": "25.00"}, "Klokken 25.00 findes ikke."),
        ({"told_day": "28-03-2026"}, "Tidspunktet ligger ude i fremtiden."),
        ({"reason": "lazy"}, "Vælg en af mulighederne."),
        (
            {"first": "01-12-2025", "last": "02-12-2025"},
            "Borgeren har intet forløb i de dage.",
        ),
    ],
)
def test_a_notice_that_cannot_be_is_met_with_words(
    town: Town, changes: dict[str, str], said: str
) -> None:
    """What is wrong stands beside the field, what was typed stays, nothing is kept."""
    town.add_person("anna")
    refused = post(town.client(), "/people/anna/notice", **{**NOTICE, **changes})
    page = refused.get_data(as_text=True)

    assert refused.status_code == 422
    assert said in page
    for value in {**NOTICE, **changes}.values():
        if value not in {"ill", "lazy"}:
            assert f'value="{value}"' in page
    assert rows_of(town, tables.notice, "key") == []


def test_an_arrival_written_at_the_door_is_shown_with_its_author(town: Town) -> None:
    """What staff wrote stands with name, time and why."""
    town.add_person("anna")
    with town.engine.begin() as connection:
        statements.add_arrival(
            connection,
            person="anna",
            site="nordby-site",
            arrived=at("16", "08:40"),
            provenance=Provenance(by="Hanne", at=at("16", "09:00"), why="Glemt kort."),
            delay="bussen",
        )
    page = text_of(town.client().get(DAY))

    assert "S Mødt – efter mødetid" in page
    assert "Skrevet ind af en medarbejder. En forsinkelse er noteret." in page
    assert (
        "Skrevet som mødt Hanne, 16-03-2026 kl. 09.00 "
        "Kom kl. 08.40, forsinket: bussen. Glemt kort." in page
    )


def test_a_day_without_a_session_says_so(town: Town) -> None:
    """On a Saturday nobody was expected, and so nobody is missing."""
    town.add_person("anna")
    page = text_of(town.client().get("/people/anna/days/2026-03-21"))

    assert "Borgeren var ikke ventet den dag." in page
    assert "Notér ikke mødt" not in page
    assert town.client().get("/people/anna/days/2026-02-30").status_code == 404
