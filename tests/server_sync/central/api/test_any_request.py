"""The API by its own document: every operation, with requests nobody thought of."""

from collections.abc import Callable
from datetime import timedelta
from types import ModuleType
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from schemathesis import APIOperation, Case, CheckFunction, GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.openapi import from_wsgi
from schemathesis.specs.openapi.checks import positive_data_acceptance
from sqlalchemy import Connection

from server_sync.central.api import reading, tokens
from server_sync.central.api.schemas import DAYS_MAX, Period
from server_sync.central.api.tokens import Reader
from server_sync.central.rules.status import Status
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


def as_promised(case: Case[Any]) -> None:
    """Ask, and hold the answer to the document."""
    case.call_and_validate(headers=ALLOWED, excluded_checks=BEYOND)


@pytest.mark.parametrize("requests", [20, pytest.param(1_000, marks=MANY)])
@pytest.mark.parametrize("mode", GenerationMode)
def test_every_answer_is_one_that_the_document_promises(
    operations: list[Operation], mode: GenerationMode, requests: int
) -> None:
    """No request breaks an operation, and no answer is one that others do not expect.

    That the token is needed is tried with each request that was answered.
    """
    try_each(operations, as_promised, requests=requests, mode=mode)


@pytest.mark.parametrize("days", [1, 5, DAYS_MAX])
def test_what_is_answered_for_a_period_is_as_promised(
    operations: list[Operation], days: int
) -> None:
    """A period that is asked for rightly gets its sessions, in the form promised."""
    ask_for_a_period(operations, days)


def ask_for_a_period(operations: list[Operation], days: int) -> None:
    """Ask rightly, and hold each answer to the document."""
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


def a_break(*_: object, **__: object) -> Any:
    """Fail as no operation may."""
    raise ArithmeticError("nobody thought of this")


def an_unknown_word(found: reading.Log, period: Period) -> str:
    """Answer with a status that the document does not know."""
    return AS_JSON(found, period).replace(f'"{Status.ON_TIME}"', '"absent"')


def an_open_door(connection: Connection, *, token: str, now: int) -> Reader | None:
    """Let in whoever comes."""
    return READER_OF(connection, token=token and TOKENS["nordby"], now=now)


AS_JSON, READER_OF = reading.as_json, tokens.reader_of
PLANTED: dict[str, tuple[ModuleType, str, Callable[..., Any]]] = {
    "Server error": (reading, "log", a_break),
    "violates schema": (reading, "as_json", an_unknown_word),
    "authentication": (tokens, "reader_of", an_open_door),
}


@pytest.mark.parametrize("found", PLANTED)
def test_an_answer_that_was_not_promised_is_caught(
    operations: list[Operation], monkeypatch: pytest.MonkeyPatch, found: str
) -> None:
    """An operation that breaks, a word of no schema, a token that nobody asks for."""
    monkeypatch.setattr(*PLANTED[found])

    with pytest.raises(FailureGroup) as caught:
        ask_all(operations)
    assert found in str(caught.value.exceptions)


def ask_all(operations: list[Operation]) -> None:
    """Ask what nobody thought of, and what is asked every day."""
    try_each(operations, as_promised, requests=20)
    ask_for_a_period(operations, 5)
