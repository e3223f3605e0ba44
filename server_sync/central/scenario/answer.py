"""Answer a scenario through the storage: facts kept, rows derived, outcome read back.

Each scenario has a site of its own in a transaction that is rolled back, so that one
leaves nothing for the next.
"""

import json
from dataclasses import replace

from sqlalchemy import Connection, Engine

from server_sync.central.judging import recompute, store, unknown_cards
from server_sync.central.judging.load_plans import keyed_courses, site_of
from server_sync.central.judging.prompt_rows import standing_at
from server_sync.central.rules.errors import BadScenario
from server_sync.central.rules.outcome import outcome_of
from server_sync.central.scenario.keep import SITE, keep
from server_sync.central.scenario.read import Scenario, read
from server_sync.central.scenario.render import render


def answer(engine: Engine, text: str) -> str:
    """Give the outcome of a scenario as one line of JSON.

    Raises:
        BadScenario: it is refused; the message is one line.
    """
    try:
        scenario = read(text)
        with engine.connect() as connection, connection.begin() as transaction:
            rendered = _through_storage(connection, scenario)
            transaction.rollback()
    except OverflowError as error:
        raise BadScenario(f"a time is out of reach: {error}") from error
    return json.dumps(rendered, ensure_ascii=False, separators=(",", ":"))


def _through_storage(connection: Connection, scenario: Scenario) -> dict[str, object]:
    as_of = scenario.as_of
    keep(connection, scenario.facts, as_of=as_of)
    recompute.recompute_due(connection, as_of=as_of)
    outcome = outcome_of(
        [course for _, course in keyed_courses(connection, site=SITE)],
        store.read_back(connection, site=SITE),
        site=site_of(connection, SITE),
        unknown_card_dates=unknown_cards.dates_at(connection, SITE),
        as_of=as_of,
    )
    return render(replace(outcome, prompts=standing_at(connection, SITE)))
