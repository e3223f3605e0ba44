# ruff: noqa: D103 -- the names are the words of the rules
"""Make what the terminal saw in one hold, check-ins by code, and places without any."""

from datetime import datetime
from random import Random

from tests.reference.expected import Session
from tests.reference.making_facts import EDGES_SECONDS
from tests.reference.making_hours import Made, moved, written

RANDOM_NUMBERS = ["08A1B2C3", "08d4e5f6", "08000000"]
FIXED_NUMBERS = ["S1", "04A1B2C3", "08A1B2C3D4E5F6", "08A1B2CG", "08A1B2"]


def tell_of_hours(
    rng: Random, made: Made, sessions: list[Session], as_of: datetime
) -> None:
    """Say of courses, plans and exceptions when the person was told of them.

    Often about the session that is open, or was the latest.
    """
    begun = [one for one in sessions if one.start <= as_of] or sessions
    for course in made["courses"]:
        planned = [*course.get("plans", []), *course.get("exceptions", [])]
        for one in [course, *planned]:
            if rng.random() > 0.25:
                continue
            start = rng.choice([*sessions[:8], *begun[-2:] * 4]).start
            at = rng.choice(
                [
                    moved(sessions[0].start, days=-3), moved(start, days=-1),
                    moved(start, seconds=rng.choice(EDGES_SECONDS)),
                    moved(start, hours=2), None,
                ]
            )  # fmt: skip
            one["told_at"] = None if at is None else written(at, rng)


def hold_together(rng: Random, made: Made) -> None:
    """Let strange numbers lie beside the cards of some taps, on one date or several."""
    if rng.random() > 0.35 or not made["taps"]:
        return
    cards = sorted({tap["card"] for tap in made["taps"] if tap["card"][0] == "K"})
    for card in rng.sample(cards, k=min(len(cards), 2)):
        number = rng.choice(FIXED_NUMBERS + RANDOM_NUMBERS)
        of_card = [tap for tap in made["taps"] if tap["card"] == card]
        for tap in rng.sample(of_card, k=min(len(of_card), rng.choice([1, 2, 2, 3]))):
            strange: Made = {**tap, "card": number, "beside": [card]}
            strange.pop("delay", None)
            if rng.random() < 0.15:  # Something else lay there too.
                strange["beside"].append(rng.choice(["Q1", "K1", "K2", number]))
            if rng.random() < 0.05:
                strange["beside"] = []
            made["taps"].append(strange)
            if rng.random() < 0.5:
                tap["beside"] = [number]
            if rng.random() < 0.2:
                made["taps"].remove(tap)  # The known card itself was not read.
    if rng.random() < 0.3:  # The same number, by itself.
        alone = rng.choice(made["taps"])
        number = rng.choice(FIXED_NUMBERS + RANDOM_NUMBERS)
        made["taps"].append({**alone, "card": number, "beside": []})


def check_in_by_code(rng: Random, made: Made, people: list[str]) -> None:
    """Let some have come by a code of their own in place of the card."""
    if rng.random() > 0.2:
        return
    often = rng.choice([0.05, 0.3, 0.8])
    for tap in [one for one in made["taps"] if rng.random() < often]:
        person = people[int(tap["card"][1]) - 1] if tap["card"] in own(people) else None
        code = {**tap, "person": person or rng.choice([*people, "Nobody's nephew"])}
        del code["card"]
        if rng.random() < 0.85:
            made["taps"].remove(tap)  # Else both, at the same second.
        made["taps"].append(code)


def own(people: list[str]) -> list[str]:
    return [f"K{number}" for number in range(1, len(people) + 1)]


def take_terminals_away(rng: Random, made: Made) -> None:
    """Let the place have no terminal at all."""
    if rng.random() > 0.05:
        return
    made["site"]["terminals"] = []
    for key in ["taps", "quarantined", "resolved"]:
        made[key] = []
    made["listening"] = rng.choice(["always", {}])
