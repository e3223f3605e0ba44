"""A notice belongs to the day: it is in the log beside an arrival, too."""

from datetime import date

import pytest

from server_sync.central.facts import statements
from server_sync.central.facts.provenance import Provenance
from tests.town import TOKENS, Town, at

DAY = "from=2026-03-19&to=2026-03-19"


@pytest.fixture
def log(town: Town) -> dict[str, str]:
    """Let Anna tell of a doctor and come at eleven; give the log as JSON and CSV."""
    town.add_person("anna", name="Anna Åkjær")
    town.tap("anna", at("19", "11:05"))
    told = Provenance(by="Mette", at=at("18", "12:00"))
    with town.engine.begin() as connection:
        statements.add_notice(
            connection,
            person="anna",
            first=date(2026, 3, 19),
            last=date(2026, 3, 19),
            reason="doctor",
            reported_at=at("18", "12:00"),
            provenance=told,
        )
    headers = {"Authorization": f"Bearer {TOKENS['nordby']}"}
    client = town.client(None)
    return {
        path: client.get(f"/api/v1/{path}?{DAY}", headers=headers).get_data(
            as_text=True
        )
        for path in ("attendance", "attendance.csv")
    }


def test_the_log_says_that_somebody_late_had_told_of_it(log: dict[str, str]) -> None:
    """When it was told, and that there is a reason that only the workshop may read."""
    told = log["attendance"].replace(" ", "")
    assert '"status":"late"' in told
    assert '"notice":"before"' in told
    assert '"reason_withheld":true' in told

    row = log["attendance.csv"].splitlines()[1]
    assert "Mødt – efter mødetid" in row
    assert ";Før mødetid;" in row
    assert "doctor" not in row
