"""The rules against another, independent reading of them, sentence by sentence."""

import json
from random import Random

import pytest

from server_sync.central.rules.errors import BadScenario
from server_sync.central.scenario.read import parse
from tests.reference import by_the_letter
from tests.reference.fields import Refused
from tests.reference.scenarios import random_bad_scenario, random_scenario
from tests.server_sync.central.rules.small import outcome_of

SEEDS = 20
ROUNDS = 15


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_both_readings_say_the_same(round_: int) -> None:
    """Same sessions, figures, share and prompts, in the same order."""
    for seed in range(round_ * SEEDS, (round_ + 1) * SEEDS):
        scenario = random_scenario(Random(seed))
        expected = by_the_letter.outcome(json.loads(json.dumps(scenario)))
        assert json.dumps(outcome_of(scenario)) == json.dumps(expected), seed


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_both_readings_say_the_same_at_length() -> None:
    """Many thousands of scenarios."""
    for seed in range(10**6, 10**6 + 20_000):
        scenario = random_scenario(Random(seed))
        expected = by_the_letter.outcome(json.loads(json.dumps(scenario)))
        assert outcome_of(scenario) == expected, seed


def test_both_readings_refuse_the_same() -> None:
    """With one line each."""
    for seed in range(300):
        scenario = random_bad_scenario(Random(seed))
        with pytest.raises(Refused):
            by_the_letter.outcome(json.loads(json.dumps(scenario)))
        with pytest.raises(BadScenario) as refused:
            parse(scenario)
        assert len(str(refused.value).splitlines()) == 1
