"""The API by its own document: every operation, with requests nobody thought of."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from schemathesis import APIOperation, Case, CheckFunction, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.openapi import from_wsgi
from schemathesis.specs.openapi.checks import positive_data_acceptance

from server_sync.central.jobcentre.schemas import DAYS_MAX
from tests.town import FIRST, TOKENS, Town, at

Operation: TypeAlias = APIOperation[Any, Any, Any, Any]

ALLOWED = {"Authorization": f"Bearer {TOKENS['nordby']}"}
STRANGERS: tuple[dict[str, str], ...] = ({}, {"Authorization": "Bearer moedt_made_up"})
# That a period is in order, and not too long, is beyond any schema.
BEYOND: list[CheckFunction] = [positive_data_acceptance]
MANY = [pytest.mark.long, pytest.mark.timeout(900)]


@pytest.fixture
def operations(town: Town) -> list[Operation]:
    """Read the operations out of the document that the API itself publishes."""
    town.add_person("anna", name="Anna Åkjær")
    town.tap("anna", at("16", "08:11:03"))
    document = from_wsgi("/api/v1/openapi.json", town.app)
    every = list(document.get_all_operations())
    found = [one.ok() for one in every if isinstance(one, Ok)]
    assert len(found) == len(every) >= 2
    return found


def try_each(
    operations: list[Operation],
    ask: Callable[[Case[Any]], None],
    *,
    requests: int,
    mode: GenerationMode = GenerationMode.POSITIVE,
) -> None:
    """Ask so much of every operation, as its schema says or on purpose otherwise."""
    for operation in operations:
        made_up = operation.as_strategy(generation_mode=mode)
        settings(max_examples=requests, deadline=None)(given(made_up)(ask))()


@pytest.mark.parametrize("requests", [20, pytest.param(1_000, marks=MANY)])
@pytest.mark.parametrize("mode", GenerationMode)
def test_every_answer_is_one_that_the_document_promises(
    operations: list[Operation], mode: GenerationMode, requests: int
) -> None:
    """No request breaks an operation, and no answer is one that others do not expect.

    That the token is needed is tried with each request that was answered.
    """

    def ask(case: Case[Any]) -> None:
        case.call_and_validate(headers=ALLOWED, excluded_checks=BEYOND)

    try_each(operations, ask, requests=requests, mode=mode)


@pytest.mark.parametrize("days", [1, 5, DAYS_MAX])
def test_what_is_answered_for_a_period_is_as_promised(
    operations: list[Operation], days: int
) -> None:
    """A period that is asked for rightly gets its sessions, in the form promised."""
    period = {"from": str(FIRST), "to": str(FIRST + timedelta(days=days - 1))}
    for operation in operations:
        if operation.path.startswith("/attendance"):
            answer = operation.Case(query=period).call_and_validate(headers=ALLOWED)
            assert (answer.status_code, "Anna" in answer.text) == (200, True)


def test_nobody_without_a_token_is_answered(operations: list[Operation]) -> None:
    """Without a token, or with one that is not known, every operation says 401."""

    def ask(case: Case[Any]) -> None:
        for headers in STRANGERS:
            answer = case.call(headers=headers)
            assert (answer.status_code, b"Anna" in answer.content) == (401, False)

    try_each(operations, ask, requests=5)
