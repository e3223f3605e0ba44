"""Facts drawn from the scenarios by the thousand, for the laws that always hold."""

from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st

from server_sync.central.rules.facts import Facts
from server_sync.central.scenario.read import Scenario, parse
from tests.reference.scenarios import random_scenario

SEEDS = st.integers(0, 2**32 - 1)


@dataclass(frozen=True)
class Drawn:
    """A scenario, and the randomness that goes on from it."""

    scenario: Scenario
    rng: Random

    @property
    def facts(self) -> Facts:
        """The scenario's facts."""
        return self.scenario.facts


def draw(seed: int) -> Drawn:
    """Draw a scenario that is not refused."""
    rng = Random(seed)
    return Drawn(parse(random_scenario(rng)), rng)
