"""Make what seldom happens by chance: ties, and doubts just where a rule turns."""

from datetime import datetime
from random import Random

from tests.reference.expected import ONE_DAY, Session, local_date
from tests.reference.fields import instant
from tests.reference.making_facts import EDGES_SECONDS, limit_of, make_manual
from tests.reference.making_hours import Made, midnight, moved, written, written_pair


def make_same_second(
    rng: Random, frame: Made, session: Session, card: str
) -> tuple[list[Made], list[Made]]:
    """Make taps and a manual arrival that only their kind can put in order."""
    at = rng.choice(
        [moved(session.start, minutes=-2), moved(limit_of(frame, session), minutes=2)]
    )
    named = {"terminal": frame["site"]["terminals"][0], "card": card}
    certain: Made = {**named, "at": written(at)}
    shorter, longer = (
        {**named, "between": written_pair(at, moved(at, minutes=minutes))}
        for minutes in (1, 5)
    )
    by_hand = make_manual(rng, session, at)
    by_hand["at"] = written(at)
    taps, manual = rng.choice(
        [
            ([certain], [by_hand]), ([shorter], [by_hand]), ([longer, shorter], []),
            ([shorter, certain], []), ([longer, shorter, certain], [by_hand]),
        ]
    )  # fmt: skip
    return [dict(tap) for tap in taps], manual


def make_doubtful_lateness(
    rng: Random, frame: Made, session: Session, card: str
) -> list[Made]:
    """Make a late tap, and a doubt that begins just before or after the limit."""
    limit = limit_of(frame, session)
    named = {"terminal": frame["site"]["terminals"][0]}
    lo = moved(limit, seconds=rng.choice(EDGES_SECONDS))
    doubt = written_pair(lo, moved(session.end, minutes=30))
    late = written(moved(limit, seconds=rng.choice([1, 60, 900])))
    return [
        {**named, "card": card, "at": late},
        {**named, "card": rng.choice([card, "Q1"]), "between": doubt},
    ]


def open_the_day(
    rng: Random, made: Made, sessions: list[Session], as_of: datetime
) -> None:
    """Let a doubt begin just where an open session is judged up to."""
    terminals = made["site"]["terminals"]
    j = as_of
    if rng.random() < 0.5:
        j = moved(as_of, seconds=-rng.choice([0, 1, 60, 600, 601]))
        first = midnight(local_date(sessions[0].start) - ONE_DAY)
        made["listening"] = {
            name: [written_pair(first, moved(j, seconds=number))]
            for number, name in enumerate(terminals)
        }
        if rng.random() < 0.5:
            hour_before = moved(rng.choice(sessions[-3:]).start, minutes=-60)
            gap = (
                moved(hour_before, seconds=-rng.choice([0, 60])),
                moved(hour_before, seconds=rng.choice([600, 601])),
            )
            if moved(gap[1], seconds=1) < j:
                made["listening"][terminals[0]] = [
                    written_pair(first, gap[0]), written_pair(gap[1], j),
                ]  # fmt: skip
    lo = moved(j, seconds=rng.choice([0, 0, 1]))
    named = {"terminal": rng.choice(terminals)}
    kind = rng.choice(["nothing", "unknown", "uncertain", "quarantined"])
    if kind == "unknown":
        made["taps"].append({**named, "card": "Q1", "at": written(lo)})
    elif kind == "uncertain":
        pair = written_pair(lo, moved(lo, minutes=5))
        made["taps"].append({**named, "card": "Q1", "between": pair})
    elif kind == "quarantined":
        pair = written_pair(lo, moved(lo, minutes=5))
        made["quarantined"].append({**named, "between": pair})


def tap_where_cards_change(rng: Random, made: Made) -> None:
    """Hold a card to the reader just when it begins or ceases to be somebody's."""
    for card in made["cards"]:
        turns = [card[key] for key in ("from", "to") if card[key] is not None]
        if len(turns) < 2 and rng.random() < 0.8:
            continue
        at = moved(instant("", rng.choice(turns)), seconds=rng.choice(EDGES_SECONDS))
        terminal = made["site"]["terminals"][0]
        tap: Made = {"terminal": terminal, "card": card["card"], "at": written(at)}
        made["taps"].append(tap)
