"""The spreadsheet, read back as a program reads it."""

import csv
import io
from datetime import datetime

from msgspec.structs import replace
from syrupy.assertion import SnapshotAssertion

from kiosk.look import words
from server_sync.central.api import spreadsheet
from server_sync.central.facts.people import new_id
from tests.server_sync.central.api.lines import AS_OF, ZONE, every_status, make_line


def read_back(sheet: str) -> list[dict[str, str]]:
    """Read a sheet as Danish programs do: a heading, then rows, semicolons between."""
    raw = sheet.encode()
    assert raw.startswith(b"\xef\xbb\xbf")
    text = io.StringIO(raw.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(text, delimiter=";", strict=True))


def test_every_status_is_written_as_it_always_was(snapshot: SnapshotAssertion) -> None:
    """Others read these columns and words: a change of them is a decision."""
    assert read_back(spreadsheet.write(every_status(), as_of=AS_OF)) == snapshot


def test_the_heading_is_the_first_row_and_every_row_is_as_wide() -> None:
    """A spreadsheet sorts and filters at once: no note stands above or below."""
    sheet = spreadsheet.write(every_status(), as_of=AS_OF)
    rows = sheet.removeprefix("\ufeff").split("\r\n")

    assert rows[0] == ";".join(spreadsheet.HEADING)
    assert rows.pop() == ""
    assert {row.count(";") for row in rows} == {len(spreadsheet.HEADING) - 1}
    assert "\n" not in "".join(rows)


def test_no_row_goes_without_saying_that_it_is_no_decision() -> None:
    """A row that is copied away takes the sentence, and its as-of, along."""
    rows = read_back(spreadsheet.write(every_status(), as_of=AS_OF))

    assert {row["Bemærk"] for row in rows} == {words.NOT_DECISIONS}
    assert {row["Opgjort pr."] for row in rows} == {"27-03-2026 12:00"}


def test_no_citizens_id_is_a_number_to_a_spreadsheet() -> None:
    """`1234567890123456` would be read as one, and its last digit be lost."""
    assert all(new_id()[0].isalpha() for _ in range(200))


def test_a_formula_in_a_name_stays_a_name() -> None:
    """Whatever a name begins with, the spreadsheet shows it and runs nothing."""
    attack = '=cmd|"/C calc"!A1'
    line = replace(make_line(), person=attack, site="@here", person_id="-1")
    (row,) = read_back(spreadsheet.write([line], as_of=AS_OF))

    assert (row["Borger"], row["Sted"], row["Borger-id"]) == (
        f"'{attack}",
        "'@here",
        "'-1",
    )


def test_a_name_may_hold_what_divides_cells() -> None:
    """Semicolons, quotes and line breaks in a name come back as they were."""
    line = replace(make_line(), person='Ann "Åse; the first\nJensen')
    (row,) = read_back(spreadsheet.write([line], as_of=AS_OF))

    assert row["Borger"] == 'Ann "Åse; the first\nJensen'


def test_an_unheard_of_reason_is_written_and_never_run() -> None:
    """A reason that only a newer terminal knows is a text like any other."""
    line = make_line(reason="=1+1")
    (row,) = read_back(spreadsheet.write([line], as_of=AS_OF))

    assert row["Oplyst grund"] == "'=1+1"


def test_hours_across_the_change_of_clocks_are_those_that_pass() -> None:
    """The night of 29 March 2026 has an hour less, and the sheet does not invent it."""
    line = replace(
        make_line(),
        planned_start=datetime(2026, 3, 29, 1, 0, tzinfo=ZONE),
        planned_end=datetime(2026, 3, 29, 4, 0, tzinfo=ZONE),
    )
    (row,) = read_back(spreadsheet.write([line], as_of=AS_OF))

    assert row["Planlagte timer"] == "2,00"
