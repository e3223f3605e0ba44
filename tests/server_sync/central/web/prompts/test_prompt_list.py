"""What needs a person's look, and what became of it."""

from sqlalchemy import select

from server_sync.central.db import tables
from server_sync.central.facts import statements
from server_sync.central.facts.provenance import Provenance
from tests.server_sync.central.web.seeing import log_of, rows_of, text_of
from tests.town import FIRST, Town, at, post

PROVENANCE = Provenance(by="Mette", at=at("27", "11:00"))
EVENTS = ("what", "by", "note")


def prompt_ids(town: Town, key: str) -> list[int]:
    """Give the ids of the prompts of a kind."""
    rows = rows_of(town, tables.prompt, "id", "key")
    return [row[0] for row in rows if row[1] == key]


def test_when_nothing_needs_a_look_it_says_so(town: Town) -> None:
    """An empty page is a calm page, and still no decision."""
    page = town.client().get("/")

    assert "Der er ikke noget, som nogen skal se på" in text_of(page)
    assert "Registreringer, ikke afgørelser." in page.get_data(as_text=True)


def test_a_missing_registration_is_shown_with_its_facts(town: Town) -> None:
    """Who, when, what is known, and what one kindly does next."""
    town.add_person("anna", name="Anna Åkjær")
    for day in (16, 17, 18, 20, 23, 24, 25, 26, 27):
        town.tap("anna", at(str(day), "08:11"))
    page = text_of(town.client().get("/"))

    assert "Spørg efter 1 Ikke registreret endnu Citykorpset Nordby Anna Åkjær" in page
    assert "torsdag 19. marts 2026" in page
    assert "Mødetid kl. 08.15 til 14.30. Ikke registreret – afklar." in page
    assert "Ring, eller spørg på stedet, om alt er vel." in page
    assert "%" not in page


def test_several_days_of_one_person_are_said_once(town: Town) -> None:
    """Ten days without a tap are one card about one person, with ten answers."""
    town.add_person("anna", name="Anna Åkjær")
    page = text_of(town.client().get("/"))

    assert page.count("Ikke registreret endnu") == 1
    assert "Citykorpset Nordby, 10 dage Anna Åkjær" in page
    assert page.count("Skriv hvad der er gjort : Anna Åkjær") == 10


def test_a_prompt_is_answered_by_name_and_leaves_the_list(town: Town) -> None:
    """What was done is kept with who did it and when, and can still be seen."""
    town.add_person("anna", name="Anna Åkjær")
    client = town.client()
    client.get("/")
    (never,) = prompt_ids(town, "never_attended")
    answered = post(client, f"/prompts/{never}", note="Ringede. Brevet kom ikke frem.")
    page = text_of(client.get("/"))

    assert answered.headers["Location"] == "/"
    standing, _, ended = page.partition("Afsluttet")
    assert "Endnu ikke registreret mødt" not in standing
    assert (
        "Håndteret af Mette den 27-03-2026 kl. 12.00: Ringede. Brevet kom ikke frem."
    ) in ended
    events = rows_of(town, tables.prompt_event, "prompt", *EVENTS)
    assert [row[1:] for row in events if row[0] == never] == [
        ("raised", "central", ""),
        ("shown", "Mette", ""),
        ("handled", "Mette", "Ringede. Brevet kom ikke frem."),
    ]


def test_a_second_click_writes_nothing_more(town: Town) -> None:
    """Two who answer the same prompt at once leave one answer, and both are told."""
    town.add_person("anna")
    client = town.client()
    client.get("/")
    (never,) = prompt_ids(town, "never_attended")
    path = f"/prompts/{never}"
    post(client, path, note="Ringede.", do="answer")
    post(client, path, note="Ringede igen.", do="answer")

    assert "Det er allerede gjort" in text_of(client.get("/"))
    handled = [
        row
        for row in rows_of(town, tables.prompt_event, *EVENTS)
        if row[0] == "handled"
    ]
    assert handled == [("handled", "Mette", "Ringede.")]


def test_an_answer_without_words_is_no_answer(town: Town) -> None:
    """The prompt stands until somebody says what was done."""
    town.add_person("anna")
    client = town.client()
    client.get("/")
    (never,) = prompt_ids(town, "never_attended")
    refused = post(client, f"/prompts/{never}", note="   ")

    assert refused.status_code == 422
    assert "Skriv kort, hvad der er gjort." in refused.get_data(as_text=True)
    assert "handled" not in {
        row[0] for row in rows_of(town, tables.prompt_event, "what")
    }


def test_an_answered_prompt_can_be_taken_up_again(town: Town) -> None:
    """A named person puts it back on the list and says why."""
    town.add_person("anna")
    client = town.client()
    client.get("/")
    (never,) = prompt_ids(town, "never_attended")
    path = f"/prompts/{never}"
    post(client, path, note="Ringede.", do="answer")
    post(client, path, note="Intet svar endnu.", do="take up")

    assert (
        "Endnu ikke registreret mødt"
        in text_of(client.get("/")).partition("Afsluttet")[0]
    )
    life = text_of(client.get(path))
    assert "Håndteret: Ringede. Mette" in life
    assert "Kom på listen igen: Intet svar endnu. Mette" in life


def test_facts_withdraw_a_prompt_and_it_says_which(town: Town) -> None:
    """A notice that comes ends the prompt, visibly, and nobody has to do anything."""
    town.add_person("anna")
    client = town.client()
    client.get("/")
    with town.engine.begin() as connection:
        statements.add_notice(
            connection,
            person="anna",
            first=FIRST,
            last=FIRST,
            reason="ill",
            reported_at=at("16", "07:00"),
            provenance=PROVENANCE,
        )
    _, _, ended = text_of(client.get("/")).partition("Afsluttet")

    assert "Ikke registreret endnu" in ended
    assert "Faldt væk den 27-03-2026 kl. 12.00, fordi et afbud blev skrevet." in ended


def test_a_day_without_data_asks_nobody_of_the_citizens(town: Town) -> None:
    """Where the reader was silent, the site is asked, once, and nobody is missing."""
    for person in ("anna", "bo"):
        town.add_person(person)
        for day in (16, 17, 18, 19, 20, 23, 24, 25, 26):
            town.tap(person, at(str(day), "08:11"))
    town.clock.advance(24 * 60 * 60)
    page = text_of(town.client().get("/"))

    assert "Ingen data Citykorpset Nordby fredag 27. marts 2026" in page
    assert (
        "2 mødedage er ukendte: Læseren lyttede ikke hele tiden, eller dens log er "
        "ikke nået frem." in page
    )
    assert "Ikke registreret endnu" not in page


def test_an_unknown_card_asks_who_it_was(town: Town) -> None:
    """When and where it was is shown; the card's number and any guess are not."""
    town.add_person("anna")
    town.tap("anna", *(at(str(day), "08:11") for day in (16, 17, 18, 19, 20, 23)))
    town.tap("nobody", at("17", "08:10"), at("17", "14:35"))
    page = text_of(town.client().get("/"))

    assert (
        "Hvem var det? Citykorpset Nordby tirsdag 17. marts 2026 "
        "Kl. 08.10 ved læseren nordby-T1. Skriv, hvem det var" in page
    )
    assert "Kl. 14.35 ved læseren nordby-T1. Skriv, hvem det var" in page
    assert "card-nobody" not in page


def test_a_phone_beside_a_card_is_not_asked_about(town: Town) -> None:
    """It is whose card lay beside it; only what lay alone is asked of."""
    town.add_person("anna")
    town.tap("nobody", at("17", "08:10"), at("17", "14:35"))
    with town.engine.begin() as connection:
        connection.execute(
            tables.tap.update()
            .where(tables.tap.c.lo == at("17", "08:10"))
            .values(card="08a1b2c3", beside='["card-anna"]')
        )
    page = text_of(town.client().get("/"))

    assert "Kl. 14.35 ved læseren nordby-T1." in page
    assert "Kl. 08.10" not in page


def test_a_tap_that_somebody_resolved_is_not_asked_about(town: Town) -> None:
    """Only what is still open is shown; what was answered is not asked again."""
    town.tap("nobody", at("17", "08:10"), at("17", "14:35"))
    with town.engine.begin() as connection:
        chain = connection.execute(
            select(tables.chain.c.chain).where(tables.chain.c.device == "nordby-T1")
        ).scalar_one()
        statements.add_resolution(
            connection,
            municipality="nordby",
            about=f"nordby-T1/{chain.hex()}/1",
            person=None,
            provenance=PROVENANCE,
        )
    page = text_of(town.client().get("/"))

    assert "Kl. 14.35 ved læseren nordby-T1." in page
    assert "08.10" not in page


def test_who_was_shown_what_is_kept_once(town: Town) -> None:
    """Looking twice is being shown it once; another person is shown it too."""
    town.add_person("anna")
    for login in ("Mette", "Mette", "Hanne"):
        town.client(login).get("/")
    (never,) = prompt_ids(town, "never_attended")

    events = rows_of(town, tables.prompt_event, "prompt", "what", "by")
    shown = [row[2] for row in events if row[:2] == (never, "shown")]
    assert shown == ["Mette", "Hanne"]
    assert (
        log_of(town, person="anna").count(
            ("Mette, koordinator", "saw_prompt", "Endnu ikke registreret mødt")
        )
        == 1
    )


def test_every_kind_of_prompt_can_be_shown(town: Town) -> None:
    """Each of the thirteen has its place on the page, with and without a person."""
    town.add_person("anna")
    town.client().get("/")
    with town.engine.begin() as connection:
        for key in ("over_capacity", "many_unclarified", "first_day", "card_problem"):
            connection.execute(
                tables.prompt.insert().values(
                    municipality="nordby",
                    site="nordby-site",
                    key=key,
                    person="anna" if key in ("first_day", "card_problem") else None,
                    date=FIRST if key in ("over_capacity", "first_day") else None,
                    state="raised",
                    since=at("27", "11:00"),
                )
            )
    page = text_of(town.client().get("/"))

    assert "Flere end pladser" in page
    assert "Stedet har 50 pladser." in page
    for kind in ("Mange uafklarede dage", "Første mødedag i dag", "Kortproblem"):
        assert kind in page
