"""A person's pages: facts first, figures apart, and who has looked."""

from server_sync.central.db import tables
from tests.server_sync.central.web.seeing import log_of, rows_of, text_of
from tests.town import Town, at


def test_people_stand_in_the_order_of_the_alphabet(town: Town) -> None:
    """By name, æ ø å last, and by nothing that could be a ranking."""
    for person, name in (("a", "Åse"), ("b", "Ømer"), ("c", "Anna"), ("d", "Zahra")):
        town.add_person(person, name=name)
    page = text_of(town.client().get("/people"))

    assert page.endswith("Anna Zahra Ømer Åse")


def test_somebody_is_found_by_a_part_of_the_name(town: Town) -> None:
    """Capital or not, also where the letter is Danish; % and _ are letters too."""
    town.add_person("a", name="Åse Ærø")
    town.add_person("b", name="Bo")
    client = town.client()

    assert text_of(client.get("/people?q=åse")).endswith("Åse Ærø")
    assert "Ingen borger hedder noget med »%«." in text_of(client.get("/people?q=%"))


def test_a_persons_sessions_are_told_in_words(town: Town) -> None:
    """Each day has its planned and registered time, a letter, a shape and words."""
    town.add_person("anna", name="Anna Åkjær")
    town.tap("anna", at("16", "08:11:03"), at("17", "08:41:00"))
    answer = town.client().get("/people/anna")
    page = text_of(answer)

    assert "Citykorpset Nordby, mandag 16. marts 2026 til fredag 8. maj 2026" in page
    assert "mandag 16. marts 2026 08.15–14.30 T Mødt til tiden kl. 08.11" in page
    assert (
        "tirsdag 17. marts 2026 08.15–14.30 S Mødt – efter mødetid kl. 08.41, "
        "26 minutter efter mødetid" in page
    )
    assert "onsdag 18. marts 2026 08.15–14.30 I Ikke registreret – afklar" in page
    assert "fredag 27. marts 2026 08.15–14.30 Afventer" in page
    assert "Registreringer, ikke afgørelser." in answer.get_data(as_text=True)
    assert "%" not in page


def test_every_status_has_a_shape_and_a_letter_of_its_own(town: Town) -> None:
    """Who sees no colours reads the same: shape and letter together are unique."""
    town.add_person("anna")
    page = town.client().get("/people/anna").get_data(as_text=True)
    legend = page.partition('class="legend"')[2].partition("</ul>")[0]
    marks = [
        (
            mark.partition('href="')[2].partition('"')[0],
            mark.partition("</text>")[0][-1:],
        )
        for mark in legend.split("<li>")[1:]
    ]

    assert len(marks) == 8
    assert len({letter for _, letter in marks}) == 8
    assert len({shape for shape, _ in marks}) >= 4


def test_few_days_give_no_figure_but_words(town: Town) -> None:
    """Under five days there is no number, only counts and why."""
    town.add_person("anna")
    town.tap("anna", at("16", "08:11"), at("17", "08:11"))
    page = text_of(town.client().get("/people/anna/figures"))

    assert "For få dage til et tal" in page
    assert "Grundlag 2 mødedage Mødt 2" in page
    assert "Mellem 22 % og 100 %" in page


def test_unclear_days_give_no_figure_but_words(town: Town) -> None:
    """Where too much is not known, a number would only look like one."""
    town.add_person("anna")
    town.tap("anna", *(at(str(day), "08:11") for day in (16, 17, 18, 19, 20)))
    page = text_of(town.client().get("/people/anna/figures"))

    assert "For mange uafklarede dage til et tal" in page
    assert "Grundlag 5 mødedage" in page


def test_enough_days_give_the_figure_with_its_basis(town: Town) -> None:
    """The figure stands with what it rests on, and with what it is for."""
    town.add_person("anna")
    days = (16, 17, 18, 19, 20, 23, 24, 25, 26, 27)
    town.tap("anna", *(at(str(day), "08:11") for day in days))
    page = text_of(town.client().get("/people/anna/figures"))

    assert "Det afgør ikke noget." in page
    assert "Hele forløbet til nu 100 % Grundlag 10 mødedage Mødt 10" in page
    assert "De seneste 28 dage 100 %" in page
    assert "Dækning 100 % Til tiden 100 % af dem med kendt tidspunkt" in page
    assert "Dage i træk 10" in page


def test_every_look_at_a_person_is_in_the_log(town: Town) -> None:
    """Each page about a person leaves a line with who looked, and the log shows it."""
    town.add_person("anna")
    client = town.client()
    for page in ("", "/figures", "/days/2026-03-16", "/seen"):
        client.get(f"/people/anna{page}")

    assert log_of(town, person="anna") == [
        ("Mette, koordinator", "saw_person", ""),
        ("Mette, koordinator", "saw_figures", ""),
        ("Mette, koordinator", "saw_day", "2026-03-16"),
        ("Mette, koordinator", "saw_log", ""),
    ]
    shown = text_of(client.get("/people/anna/seen"))
    assert "27-03-2026 kl. 12.00 Mette, koordinator Så registreringerne" in shown


def test_what_the_municipality_fetched_is_in_everybodys_log(town: Town) -> None:
    """A read of the whole log is a look at each of those in it."""
    town.add_person("anna")
    client = town.client()
    client.get(
        "/api/v1/attendance?from=2026-03-16&to=2026-03-20",
        headers={"Authorization": "Bearer moedt_nordby"},
    )
    page = text_of(client.get("/people/anna/seen"))

    assert "Adgangsnøgle: Fagsystem Hentede registreringer for en periode" in page


def test_a_list_of_names_is_a_look_too(town: Town) -> None:
    """Searching among the citizens leaves a line, without whom it showed."""
    town.add_person("anna")
    town.client().get("/people?q=anna")

    lines = rows_of(town, tables.access_log, "what", "person", "detail")
    assert ("saw_people", None, "1 borgere") in lines


def test_a_script_in_a_name_is_a_name(town: Town) -> None:
    """Whatever a name holds, pages show it and run nothing."""
    name = "<script>alert(1)</script>"
    town.add_person("anna", name=name)
    client = town.client()
    paths = (
        "/",
        "/people",
        "/people/anna",
        "/people/anna/figures",
        "/people/anna/seen",
        "/people/anna/notice",
        "/people/anna/days/2026-03-16",
        "/people/anna/days/2026-03-16/no-show",
        "/people?q=%3Cscript%3E",
    )
    for path in paths:
        page = client.get(path).get_data(as_text=True)
        assert name not in page, path
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page, path
