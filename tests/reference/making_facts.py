# ruff: noqa: D103 -- the names are the words of the rules
"""Make the facts of a random scenario: taps, cards, listening, what staff wrote."""

from datetime import datetime, timedelta
from random import Random

from tests.reference.expected import ONE_DAY, Session, local_date
from tests.reference.making_hours import Made, midnight, moved, written, written_pair

EDGES_SECONDS = [-1, 0, 1]
REASONS = ["ill", "child_ill", "job_interview"]


def limit_of(frame: Made, session: Session) -> datetime:
    return moved(session.start, minutes=frame["site"].get("tolerance_min", 5))


def edge(rng: Random, frame: Made, session: Session, as_of: datetime) -> datetime:
    """Choose an instant on which some rule turns, or one second beside it."""
    near = rng.choice(
        [
            session.start, session.end, session.end, limit_of(frame, session),
            limit_of(frame, session), moved(session.start, minutes=-180), as_of,
            moved(session.start, minutes=-60), moved(session.start, minutes=30),
        ]
    )  # fmt: skip
    return moved(near, seconds=rng.choice(EDGES_SECONDS))


def on_time_instant(rng: Random, frame: Made, session: Session) -> datetime:
    early = rng.choice([0, 1, 4, 20, 50, 100])
    latest = limit_of(frame, session) if rng.random() < 0.2 else session.start
    return moved(latest, minutes=-early)


def late_instant(rng: Random, frame: Made, session: Session) -> datetime:
    limit = limit_of(frame, session)
    seconds = rng.choice([1, 59, 60, 600, 3600])
    return min(moved(limit, seconds=seconds), session.end)


def uncertain_pair(
    rng: Random, frame: Made, session: Session, as_of: datetime
) -> list[str]:
    start, end, limit = session.start, session.end, limit_of(frame, session)
    opens = moved(start, minutes=-180)
    lo, hi = rng.choice(
        [
            (moved(start, minutes=-30), moved(start, minutes=-5)),
            (moved(start, minutes=-30), limit),
            (moved(start, minutes=-1), moved(limit, seconds=1)),
            (limit, moved(limit, minutes=9)),
            (moved(limit, seconds=1), moved(limit, minutes=9)),
            (moved(limit, minutes=3), end),
            (opens, limit),
            (moved(opens, seconds=-1), start),
            (moved(end, seconds=-30), moved(end, seconds=1)),
            (end, moved(end, minutes=5)),
            (moved(end, seconds=1), moved(end, minutes=5)),
            (moved(opens, minutes=-9), moved(opens, seconds=-1)),
            (moved(start, days=-1), end),
            (moved(start, minutes=-20), moved(start, days=1)),
            (moved(as_of, minutes=-9), moved(as_of, seconds=1)),
            (moved(as_of, minutes=-9), as_of),
            (moved(as_of, seconds=1), moved(as_of, minutes=9)),
            (start, start),
            (limit, moved(end, minutes=60)),
            (moved(limit, seconds=1), moved(end, minutes=60)),
            (as_of, moved(as_of, minutes=9)),
        ]
    )
    return written_pair(lo, max(lo, hi))


def make_tap(  # noqa: PLR0913, PLR0917 -- a tap is made of that many things
    rng: Random, frame: Made, session: Session, at: datetime | None, card: str,
    as_of: datetime,
) -> Made:  # fmt: skip
    """Make a certain tap, or an uncertain one where `at` is None."""
    made: Made = {"terminal": rng.choice(frame["site"]["terminals"]), "card": card}
    if at is None:
        made["between"] = uncertain_pair(rng, frame, session, as_of)
    else:
        made["at"] = written(at, rng)
    if rng.random() < 0.08:
        made["delay"] = "transport"
    return made


# --- cards ---


def make_cards(rng: Random, people: list[str], sessions: list[Session]) -> list[Made]:
    cards: list[Made] = []
    first, last = sessions[0].start, sessions[-1].end
    for number, person in enumerate(people, start=1):
        card = f"K{number}"
        early = written(moved(first, days=-9))
        entry: Made = {"card": card, "person": person, "from": early, "to": None}
        cards.append(entry)
        if rng.random() < 0.7:
            continue
        # Nasty: handed over, dated back, overlapping, lost for a while.
        at = moved(rng.choice(sessions).start, seconds=rng.choice([-600, 0, 1, 400]))
        other = rng.choice([*people, "Nobody's neighbour"])
        kind = rng.random()
        if kind < 0.2:  # Lent out for some minutes.
            loan = {"from": written(at), "to": written(moved(at, minutes=10))}
            cards.append({"card": card, "person": other, **loan})
        elif kind < 0.4:
            entry["to"] = written(at)
            back = moved(at, minutes=rng.choice([-30, 0, 0, 1, 60]))
            cards.append({"card": card, "person": other, "from": written(back)})
        elif kind < 0.55:
            entry["from"] = written(at)
        elif kind < 0.7:
            cards.append({"card": card, "person": other, "from": early})
        elif kind < 0.85:
            until = written(moved(last, days=1))
            cards.append(
                {"card": card, "person": other, "from": written(at), "to": until}
            )
        else:
            cards.append({"card": card, "person": other, "from": written(at)})
            cards[-1]["voided"] = True
        cards[-1].setdefault("to", None)
    return cards


# --- listening ---


def without(
    stretches: list[tuple[datetime, datetime]], gap: tuple[datetime, datetime]
) -> list[tuple[datetime, datetime]]:
    left = []
    for start, end in stretches:
        if end <= gap[0] or gap[1] <= start:
            left.append((start, end))
            continue
        if start < gap[0]:
            left.append((start, gap[0]))
        if gap[1] < end:
            left.append((gap[1], end))
    return left


def make_gap(rng: Random, frame: Made, session: Session) -> tuple[datetime, datetime]:
    """Lay a gap of an edge length where it counts, or across its border."""
    length = timedelta(seconds=rng.choice([30, 60, 61, 300, 600, 601, 5400]))
    hour_before, limit = moved(session.start, minutes=-60), limit_of(frame, session)
    start = rng.choice(
        [
            hour_before, moved(session.start, minutes=-20), limit - length, limit,
            limit - length + timedelta(seconds=1), session.end - length, session.end,
            moved(limit, minutes=20),
            moved(hour_before, seconds=rng.choice([60, 61, 600, 601])) - length,
        ]
    )  # fmt: skip
    return start, start + length


def make_listening(
    rng: Random, frame: Made, sessions: list[Session], as_of: datetime
) -> Made:
    made: Made = {}
    for terminal in frame["site"]["terminals"]:
        if rng.random() < 0.04:
            continue  # Never heard.
        stretches = []
        on = local_date(sessions[0].start) - ONE_DAY
        whole_days = rng.random() < 0.5
        while on <= local_date(sessions[-1].end) + ONE_DAY:
            begins, ends = midnight(on), midnight(on + ONE_DAY)
            if not whole_days:
                begins, ends = moved(begins, hours=4), moved(ends, hours=-4)
            if rng.random() > 0.03:
                stretches.append((begins, ends))
            on += ONE_DAY
        for _ in range(rng.choice([0, 0, 1, 2, 5])):
            stretches = without(stretches, make_gap(rng, frame, rng.choice(sessions)))
        if rng.random() < 0.5:  # The log ends where a rule turns.
            begun = [one for one in sessions if one.start <= as_of] or sessions
            last = edge(rng, frame, rng.choice(begun[-3:]), as_of)
            stretches = without(stretches, (last, moved(last, days=900)))
        if rng.random() < 0.1 and stretches:  # The same thing told twice.
            stretches.append(rng.choice(stretches))
        rng.shuffle(stretches)
        made[terminal] = [written_pair(*one) for one in stretches]
    return made


# --- what people wrote ---


def make_manual(rng: Random, session: Session, at: datetime) -> Made:
    made: Made = {
        "person": session.person, "at": written(at, rng), "by": "Mette",
        "why": "glemt kort",
    }  # fmt: skip
    if rng.random() < 0.1:
        made["delay"] = "transport"
    if rng.random() < 0.1:
        made["voided"] = True
    return made


def make_notice(rng: Random, session: Session, as_of: datetime) -> Made:
    before, after = rng.choice([(0, 0), (0, 0), (0, 0), (1, 0), (0, 2), (1, 1)])
    reported = rng.choice(
        [
            moved(session.start, hours=-1), moved(session.start, hours=-20),
            session.start, moved(session.start, seconds=1),
            moved(session.end, hours=4), as_of, moved(as_of, seconds=1),
        ]
    )  # fmt: skip
    made: Made = {
        "person": session.person,
        "from": (session.date - timedelta(days=before)).isoformat(),
        "to": (session.date + timedelta(days=after)).isoformat(),
        "reason": rng.choice(REASONS),
        "reported_at": written(reported, rng),
        "by": "Mette",
    }
    if rng.random() < 0.1:
        made["voided"] = True
    return made


def make_no_show(rng: Random, session: Session, as_of: datetime) -> Made:
    at = rng.choice(
        [moved(session.end, hours=1)] * 5
        + [
            session.start, moved(session.start, seconds=1), moved(session.end, days=2),
            as_of, moved(as_of, seconds=1), moved(session.start, hours=-1),
        ]
    )  # fmt: skip
    made: Made = {
        "person": session.person, "date": session.date.isoformat(), "by": "Mette",
        "at": written(at, rng),
    }  # fmt: skip
    if rng.random() < 0.08:
        made["voided"] = True
    return made


def make_resolutions(rng: Random, taps: list[Made], people: list[str]) -> list[Made]:
    found: list[Made] = []
    for tap in taps:
        if "card" not in tap:
            continue  # A check-in by code says whose it is.
        held = 0.3 if "between" in tap else 0.03
        if rng.random() > (held if tap["card"].startswith("K") else 0.4):
            continue
        for _ in range(rng.choice([1, 1, 1, 2])):
            made = {key: tap[key] for key in tap if key not in {"delay", "beside"}}
            if "at" in made and rng.random() < 0.1:  # The same second.
                made["at"] = made["at"].split(".")[0]
            if rng.random() < 0.35:
                made["not_ours"] = True
            else:
                made["person"] = rng.choice(people)
            if rng.random() < 0.1:
                made["voided"] = True
            found.append(made)
    return found


def make_quarantined(
    rng: Random, frame: Made, session: Session, as_of: datetime
) -> Made:
    lo = edge(rng, frame, session, as_of)
    hi = moved(lo, seconds=rng.choice([0, 1, 300, 7200, 90000]))
    if rng.random() < 0.3:  # It ends where a window opens.
        hi = moved(session.start, minutes=-180, seconds=rng.choice(EDGES_SECONDS))
        lo = moved(hi, minutes=-5)
    terminal = rng.choice(frame["site"]["terminals"])
    return {"terminal": terminal, "between": written_pair(lo, hi)}
