"""The demo's made-up people, in the proportions of the national study.

Of 50 who come, 27 receive kontanthjælp, 15 uddannelseshjælp, 5 overgangsydelse and
3 dagpenge; about as many again were offered a place and have never been seen.
"""

import random
from dataclasses import dataclass
from datetime import date, time

from server_sync.central.rules.facts import Week

GROUPS = (
    ("kontanthjaelp", 27),
    ("uddannelseshjaelp", 15),
    ("overgangsydelse", 5),
    ("dagpenge", 3),
)
TEAMS = ("Grønt hold", "Træværkstedet", "Køkkenet", "Cykelværkstedet", "Service")
FIRST_NAMES = (
    "Amina Anders Anja Birgit Bo Camilla Carsten Dorte Emil Erik Fatima Farid Flemming "
    "Freja Gitte Hanne Hassan Helle Henrik Ida Ibrahim Inge Ivan Jakob Jamal Jens "
    "Jonas Kaj Karim Kirsten Lars Layla Lise Lone Mads Magnus Maja Marek Maryam Mette "
    "Mikkel Mona Morten Nadia Niels Noor Oksana Ole Olena Omar Per Pia Preben Rania "
    "Rasmus Rikke Samir Sanne Sofie Søren Susanne Svetlana Tariq Thomas Tina Torben "
    "Ulla Viktor Vibeke Yasmin Yusuf Zahra Åse Østen"
).split()
LAST_NAMES = (
    "Aagaard Abdi Ahlmann Bak Berthelsen Bonde Brix Dahl Degn Eskildsen Fisker Friis "
    "Gade Haddad Halkjær Hjort Holck Iversen Juul Kaya Kjær Kovalenko Krogh Lassen "
    "Lund Melnyk Mikkelsen Munk Nissen Nør Osman Poulsen Quist Ravn Riis Sandberg "
    "Shevchenko Skov Sloth Toft Uldall Vang Winther Yildiz Zaher Ømark"
).split()


def _week(days: str, start: time, end: time) -> Week:
    return {int(day): ((start, end),) for day in days}


PLANS: dict[str, Week | None] = {
    "the site's 31 hours and a quarter": None,
    "37 hours": _week("01234", time(7, 0), time(14, 24)),
    "25 hours": _week("01234", time(8, 15), time(13, 15)),
    "20 hours": _week("0123", time(9, 0), time(14, 0)),
    "12 hours": _week("024", time(10, 0), time(14, 0)),
    "Monday 12-14, Wednesday 11-13": {
        0: ((time(12, 0), time(14, 0)),),
        2: ((time(11, 0), time(13, 0)),),
    },
}
PLAN_OF_TEN = (0, 0, 0, 0, 1, 2, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """A made-up person who was offered a place, with habits for the history.

    Attributes:
        comes: whether the person was ever seen; half of those offered were not.
        punctual: how often of 100 the person is there by the meeting time.
        steady: how often of 100 the person comes at all.
        begins: days from today to the course's first day; negative is past.
        weeks: how long the course lasts.
    """

    name: str
    cpr: str
    uid: str
    benefit_group: str
    visitation: str
    team: str
    language: str
    week: Week | None
    comes: bool
    punctual: int
    steady: int
    begins: int
    weeks: int


def make_people(rng: random.Random) -> tuple[DemoPerson, ...]:
    """Return 50 people who come and 50 who never came; the same for each seed."""
    names = _names(rng, 100)
    people: list[DemoPerson] = []
    for comes in (True, False):
        for group, count in GROUPS:
            for place in range(count):
                number = len(people)
                people.append(
                    DemoPerson(
                        name=names[number],
                        cpr=_unreal_cpr(rng, number),
                        uid=_uid(rng, number),
                        benefit_group=group,
                        visitation=_visitation(group, place),
                        team=TEAMS[number % len(TEAMS)],
                        language=_language(group, place),
                        week=list(PLANS.values())[PLAN_OF_TEN[number % 10]],
                        comes=comes,
                        punctual=rng.choice((98, 95, 90, 75)),
                        steady=rng.choice((99, 97, 93, 85)),
                        begins=_begins(rng, comes=comes, place=place),
                        weeks=rng.choice((5, 6, 8, 10, 13)),
                    )
                )
    return tuple(people)


def last_day(begins: date, weeks: int) -> date:
    """Return the last day of a course of this many whole weeks."""
    return date.fromordinal(begins.toordinal() + 7 * weeks - 1)


def _names(rng: random.Random, count: int) -> list[str]:
    pairs = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
    chosen: list[str] = []
    taken: set[str] = set()
    for name in rng.sample(pairs, len(pairs)):
        # First names are unique while there are enough: `moedt tap Olena` works.
        first = name.split()[0]
        if first in taken and len(taken) < len(FIRST_NAMES):
            continue
        taken.add(first)
        chosen.append(name)
        if len(chosen) == count:
            break
    return chosen


def _unreal_cpr(rng: random.Random, number: int) -> str:
    """Return a CPR number of a birth from 2050 to 2057, which nobody has."""
    born = f"{rng.randint(1, 28):02}{rng.randint(1, 12):02}{50 + number % 8}"
    return f"{born}{5 + number % 4}{number:03}"


def _uid(rng: random.Random, number: int) -> str:
    """Return a UID of 4, 7 or 10 bytes, as Classic, NTAG and DESFire cards have."""
    if number % 20 == 0:
        return (b"\x04" + rng.randbytes(9)).hex()
    if number % 3 == 0:
        return (bytes([0x10 + number]) + rng.randbytes(3)).hex()
    return (b"\x04" + rng.randbytes(6)).hex()


def _visitation(group: str, place: int) -> str:
    if group == "kontanthjaelp":
        return "aktivitetsparat" if place < 3 else "jobparat"
    if group == "uddannelseshjaelp":
        return "aktivitetsparat" if place < 1 else "uddannelsesparat"
    return "jobparat"


def _language(group: str, place: int) -> str:
    if group == "overgangsydelse":
        return ("ar", "uk", "ar", "en", "uk")[place % 5]
    return "da"


def _begins(rng: random.Random, *, comes: bool, place: int) -> int:
    if comes and place == 0:
        return 0
    return -rng.choice((27, 27, 27, 24, 20, 17, 13))
