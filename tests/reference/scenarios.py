"""Small but nasty scenarios by the thousand, each from one seed."""

from datetime import datetime, timedelta
from random import Random

from tests.reference.bad_scenarios import random_bad_scenario as spoil
from tests.reference.expected import Session
from tests.reference.making_edges import (
    make_doubtful_lateness,
    make_same_second,
    open_the_day,
    tap_where_cards_change,
)
from tests.reference.making_facts import (
    edge,
    late_instant,
    make_cards,
    make_listening,
    make_manual,
    make_no_show,
    make_notice,
    make_quarantined,
    make_resolutions,
    make_tap,
    on_time_instant,
)
from tests.reference.making_holds import (
    check_in_by_code,
    hold_together,
    take_terminals_away,
    tell_of_hours,
)
from tests.reference.making_hours import Made, make_frame, moved, written

# What a person does, and how often. The letters are read by `act`.
STYLES = {
    "always there": "t",
    "steady": "tttttttttttttttttttttttttttttttte",
    "fallen off": "nnnnt",
    "now and then": "ttttn",
    "mostly, and says so": "tttttff",
    "slow": "sssttss",
    "slow and open about it": "sssDt",
    "away": "nnnnn-t",
    "ghost": "-",
    "ghost with excuses": "--f",
    "by hand": "mmtt",
    "unclear": "uut-e",
    "mixed": "ttttssmmffnn--uueeqqxl",
    "hard to tell": "tsxl",
}


def act(  # noqa: C901 -- one branch for each letter
    rng: Random, made: Made, session: Session, what: str, as_of: datetime
) -> None:
    """Add the facts of one person's one session."""
    own = {
        number: f"K{number}"
        for number, course in enumerate(made["courses"], start=1)
        if course["person"] == session.person and not course.get("voided")
    }
    card = next(iter(own.values()))

    def tap(at: datetime | None, with_card: str = card) -> None:
        made["taps"].append(make_tap(rng, made, session, at, with_card, as_of))

    if what == "t":
        tap(on_time_instant(rng, made, session))
    elif what == "s":
        tap(late_instant(rng, made, session))
    elif what == "D":
        tap(late_instant(rng, made, session))
        made["taps"][-1]["delay"] = "transport"
    elif what == "n":
        made["no_shows"].append(make_no_show(rng, session, as_of))
    elif what == "f":
        made["notices"].append(make_notice(rng, session, as_of))
    elif what == "m":
        instant = rng.choice([on_time_instant, on_time_instant, late_instant])
        made["manual"].append(make_manual(rng, session, instant(rng, made, session)))
    elif what == "u":
        tap(None)
    elif what == "e":
        tap(edge(rng, made, session, as_of))
    elif what == "x":
        taps, manual = make_same_second(rng, made, session, card)
        made["taps"] += taps
        made["manual"] += manual
    elif what == "l":
        made["taps"] += make_doubtful_lateness(rng, made, session, card)
    elif what == "q":
        at = rng.choice([None, edge(rng, made, session, as_of), session.start])
        tap(at, rng.choice(["Q1", "Q2"]))
    if rng.random() < (
        0.001 if what == "t" else 0.05
    ):  # A second word on the same session.
        act(rng, made, session, rng.choice("tsmfnueq"), as_of)


def choose_as_of(rng: Random, sessions: list[Session]) -> datetime:
    """Mostly after the last sessions; often where a rule turns."""
    around = rng.choice(sessions[-6:] if rng.random() < 0.7 else sessions)
    start, end = around.start, around.end
    if rng.random() < 0.45:
        return moved(end, minutes=rng.choice([5, 60, 240]))
    return rng.choice(
        [
            start + (end - start) / 2, end, moved(end, seconds=1),
            moved(end, seconds=-1), start, moved(start, minutes=30),
            moved(start, minutes=30, seconds=-1), moved(start, minutes=30, seconds=1),
            moved(start, minutes=45), moved(start, minutes=70), moved(start, minutes=5),
            moved(start, hours=-4), moved(sessions[0].start, days=-2),
            moved(sessions[-1].end, days=rng.choice([1, 5, 12, 30])),
        ]
    )  # fmt: skip


def day_71(rng: Random, made: Made, sessions: list[Session]) -> datetime | None:
    """Choose an `as_of` about the day on which 13 weeks begin to end."""
    long = [one for one in made["courses"] if one.get("max_weeks") == 13]
    if not long or rng.random() < 0.3:
        return None
    first = datetime.fromisoformat(long[0]["from"]).astimezone(sessions[0].start.tzinfo)
    return moved(first, days=rng.choice([69, 70, 71]), hours=16)


def act_all(
    rng: Random, made: Made, people: list[str], known: list[Session], as_of: datetime
) -> None:
    """Let each person live by a habit; some change it for the last ten sessions."""
    for person in people:
        style = STYLES[rng.choice(list(STYLES))]
        change = STYLES[rng.choice(list(STYLES))] if rng.random() < 0.4 else style
        own = [one for one in known if one.person == person]
        for number, session in enumerate(own):
            habit = style if number < len(own) - 10 else change
            act(rng, made, session, rng.choice(habit), as_of)


def disturb(rng: Random, made: Made, known: list[Session], as_of: datetime) -> None:
    """Add what nobody planned: odd taps, quarantined events, times that never were."""
    if rng.random() < 0.5:
        for _ in range(rng.randint(0, 3)):
            act(rng, made, rng.choice(known), rng.choice("uqeqefnm"), as_of)
    if rng.random() < 0.25:
        for _ in range(rng.randint(1, 4)):
            session = rng.choice(known)
            made["quarantined"].append(make_quarantined(rng, made, session, as_of))
    if made["about"].endswith("dst"):
        for session in known:
            if rng.random() < 0.05:
                at = f"{session.date}T02:{rng.choice(['15', '20', '59'])}:00"
                made["taps"].append({"terminal": "T1", "card": "K1", "at": at})


def random_scenario(rng: Random) -> Made:
    """Make one scenario that is not refused."""
    made, sessions = make_frame(rng)
    if not sessions:
        made["as_of"] = made["courses"][0]["from"] + "T12:00"
        return made
    as_of = day_71(rng, made, sessions) or choose_as_of(rng, sessions)
    made["as_of"] = written(as_of, rng)

    facts = ["taps", "manual", "notices", "no_shows", "quarantined"]
    made.update({key: [] for key in facts})
    near = [one for one in sessions if one.start <= as_of + timedelta(days=2)]
    known = near or sessions
    people = [course["person"] for course in made["courses"] if "voided" not in course]
    act_all(rng, made, people, near, as_of)
    disturb(rng, made, known, as_of)
    tell_of_hours(rng, made, sessions, as_of)
    made["cards"] = make_cards(rng, people, sessions)
    tap_where_cards_change(rng, made)
    hold_together(rng, made)
    check_in_by_code(rng, made, people)
    made["resolved"] = make_resolutions(rng, made["taps"], [*people, "Nobody's aunt"])
    if rng.random() < 0.6:
        made["listening"] = "always"
    elif rng.random() < 0.95:
        made["listening"] = make_listening(rng, made, known, as_of)
    if any(one.start < as_of <= one.end for one in near) and rng.random() < 0.4:
        open_the_day(rng, made, near, as_of)
    take_terminals_away(rng, made)

    for key in [*facts, "cards", "resolved", "courses", "closures"]:
        if key in made:
            rng.shuffle(made[key])
            if not made[key]:
                del made[key]
    return made


def random_bad_scenario(rng: Random) -> Made:
    """Make a valid scenario with one thing made wrong."""
    return spoil(rng, random_scenario(rng))
