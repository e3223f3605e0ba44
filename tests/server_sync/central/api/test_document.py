"""The document that the API is described by, and whether it tells the truth."""

from syrupy.assertion import SnapshotAssertion

from server_sync.central.api.schemas import Attendance
from tests.town import TOKENS, Town, at


def test_the_document_of_the_api_is_as_it_always_was(
    town: Town, snapshot: SnapshotAssertion
) -> None:
    """Others build on it: a change of the document is a decision."""
    document = town.client(None).get("/api/v1/openapi.json").get_json()

    assert document["openapi"] == "3.1.0"
    assert document == snapshot


def test_the_answer_is_what_the_document_says(town: Town) -> None:
    """What is sent passes the very schema that is published, strictly."""
    town.add_person("anna")
    town.tap("anna", at("16", "08:11:03"))
    answer = town.client(None).get(
        "/api/v1/attendance?from=2026-03-16&to=2026-03-20",
        headers={"Authorization": f"Bearer {TOKENS['nordby']}"},
    )
    raw = answer.get_data()

    assert Attendance.model_validate_json(raw).model_dump_json(by_alias=True) == (
        raw.decode()
    )
