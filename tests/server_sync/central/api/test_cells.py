"""Cells as a Danish spreadsheet reads them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server_sync.central.api import cells


@pytest.mark.parametrize(
    "attack",
    [
        '=HYPERLINK("https://evil.example")',
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "  =1+1",
    ],
)
def test_no_text_becomes_a_formula(attack: str) -> None:
    """What a spreadsheet would run is made a text, and nothing of it is lost."""
    assert cells.text(attack) == f"'{attack}"


@given(st.text())
def test_every_text_stays_the_same_text_behind_the_mark(text: str) -> None:
    """A cell is the text, or the text behind one apostrophe; never a formula."""
    cell = cells.text(text)

    assert cell in {text, f"'{text}"}
    assert not cell.lstrip(" ").startswith(cells.FORMULA_STARTS)


def test_names_stay_as_they_are_written() -> None:
    """An ordinary name is not touched, nor is a hyphen within it."""
    assert cells.text("Anne-Sofie Åkjær") == "Anne-Sofie Åkjær"
    assert cells.text(None) == ""


@pytest.mark.parametrize(
    ("minutes", "written"), [(375, "6,25"), (120, "2,00"), (444, "7,40"), (10, "0,17")]
)
def test_hours_have_a_comma(minutes: int, written: str) -> None:
    """Hours are hundredths, and the mark between them is a comma."""
    assert cells.hours(timedelta(minutes=minutes)) == written
