"""What a law decides is data, and changes without code."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, delete, select

from server_sync.central.cli.central import central
from server_sync.central.db import tables
from server_sync.central.errors import BadLaw, NotKnown
from server_sync.central.facts import law, people, planning
from server_sync.central.facts.law import Kind
from server_sync.central.facts.provenance import Provenance
from server_sync.central.judging.load_plans import keyed_courses

NEW_LAW = """
[[max_weeks]]
basis = "LAB § 83"
weeks = 26
from = 2027-01-01

[[benefit_group]]
key = "ny_ydelse"
name = "ny ydelse"
from = 2027-01-01
"""


@pytest.fixture
def shipped(engine: Engine) -> Engine:
    """A database with the list that comes with Mødt."""
    with engine.begin() as connection:
        connection.execute(delete(tables.law))
        law.ship(connection)
    return engine


@pytest.mark.parametrize(
    ("last", "weeks"), [("2024-12-31", 13), ("2025-01-01", None), ("2026-11-22", None)]
)
def test_the_thirteen_weeks_ended_with_2024(
    shipped: Engine, last: str, weeks: int | None
) -> None:
    """A limit holds to its last day, and not a day longer."""
    with shipped.begin() as connection:
        found = connection.scalar(
            select(law.max_weeks("LAB § 83", date.fromisoformat(last)))
        )

    assert found == weeks


def test_another_legal_basis_has_no_maximum(shipped: Engine) -> None:
    """What the list does not limit is not limited."""
    with shipped.begin() as connection:
        found = connection.scalar(select(law.max_weeks("andet", date(2020, 1, 1))))

    assert found is None


def test_groups_come_and_go_with_their_dates(shipped: Engine) -> None:
    """What was abolished is offered no more, but on record it keeps its name."""
    with shipped.begin() as connection:
        before = law.names(connection, Kind.BENEFIT_GROUP, on=date(2025, 6, 30))
        after = law.names(connection, Kind.BENEFIT_GROUP, on=date(2025, 7, 1))
        name = law.name_of(connection, Kind.BENEFIT_GROUP, "overgangsydelse")

    assert set(before) - set(after) == {
        "overgangsydelse", "sho_ydelse", "uddannelseshjaelp",
    }  # fmt: skip
    assert set(after) == {"kontanthjaelp", "kontanthjaelp_arbejdspligt", "dagpenge"}
    assert name == "overgangsydelse"


@pytest.mark.parametrize(
    ("on", "name"), [("2026-01-31", "jobcentret"), ("2026-02-01", "kommunen")]
)
def test_the_authority_is_called_what_the_law_calls_it(
    shipped: Engine, on: str, name: str
) -> None:
    """On each date there is one name, and never none."""
    with shipped.begin() as connection:
        found = law.names(connection, Kind.AUTHORITY, on=date.fromisoformat(on))

    assert list(found.values()) == [name]


def test_a_key_that_never_was_is_answered_with_those_that_are(shipped: Engine) -> None:
    """The message helps whoever misspelt it."""
    with (
        shipped.begin() as connection,
        pytest.raises(NotKnown, match="known: jobparat, aktivitetsparat"),
    ):
        law.name_of(connection, Kind.VISITATION_GROUP, "jobpart")


def test_a_new_law_is_a_file(tmp_path: Path) -> None:
    """Somebody who writes no code puts another list in its place."""
    settings = tmp_path / "central.toml"
    settings.touch()
    (tmp_path / "new.toml").write_text(NEW_LAW)

    done = CliRunner().invoke(
        central,
        ["--settings", str(settings), "law", "load", str(tmp_path / "new.toml")],
    )
    shown = CliRunner().invoke(central, ["--settings", str(settings), "law", "show"])

    assert done.exit_code == 0, done.output
    assert [line.split() for line in shown.output.splitlines()] == [
        ["max_weeks", "LAB", "§", "83", "26", "weeks", "2027-01-01", "to", "…"],
        ["benefit_group", "ny_ydelse", "ny", "ydelse", "2027-01-01", "to", "…"],
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[[max_weeks]]\nbasis = 'x'\nweeks = 0", "weeks"),
        ("[[max_weeks]]\nbasis = 'x'\nweek = 13", "week"),
        ("[[benefit_groups]]\nkey = 'x'", "benefit_groups"),
        ("[[authority]]\nkey='a'\nname='a'\nfrom=2026-02-01\nto=2026-01-31", "ends"),
        ("nothing", "TOML|Expected"),
    ],
)
def test_a_list_that_cannot_be_used_changes_nothing(
    shipped: Engine, text: str, why: str
) -> None:
    """A slip in the file is told, and the list before it stays."""
    with pytest.raises(BadLaw, match=why):
        law.parse(text)

    with shipped.begin() as connection:
        assert law.names(connection, Kind.AUTHORITY, on=date(2026, 11, 22))


@pytest.mark.parametrize(
    ("said", "last", "weeks"),
    [
        (None, date(2024, 12, 31), 13),
        (None, date(2026, 12, 18), None),
        (8, date(2024, 12, 31), 8),
    ],
)
def test_a_course_ends_by_the_law_unless_something_else_was_said(
    shipped: Engine, said: int | None, last: date, weeks: int | None
) -> None:
    """What is planned for one person goes before the list; else the list holds."""
    by = Provenance(by="Karen", at=0)
    with shipped.begin() as connection:
        town = people.add_municipality(connection, name="Byen")
        site = people.add_site(connection, municipality=town, name="S", provenance=by)
        person = people.add_person(
            connection, municipality=town, name="Alice", provenance=by
        )
        planning.add_course(
            connection,
            person=person,
            site=site,
            first=last - timedelta(weeks=10),
            last=last,
            max_weeks=said,
            provenance=by,
        )
        ((_, course),) = keyed_courses(connection, site=site)

    assert course.max_weeks == weeks
