"""What a national year costs: made anew, one more tap, one week of everybody.

`python -m tests.bench.year 20 1` measures a twentieth of the country, then all of it.
"""

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from server_sync.central.db import tables
from server_sync.central.db.engine import create_engine_for
from server_sync.central.judging import rebuild
from server_sync.central.prepare import prepare
from tests.bench import national_year as year
from tests.bench import year_costs as costs
from tests.bench.figure import Figure, figure
from tests.bench.national_year import Country
from tests.bench.postgres import own_postgres
from tests.bench.year_costs import LAST_DAY, ONE_DAY, WORKERS

SCALES = (24, 6, 1)
FOUR_WEEKS = date(2026, 1, 28)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What was measured of one country; `early` is after four weeks of the year."""

    people: int
    taps: int
    sessions: int
    read_s: float
    judged_s: float
    copied_s: float
    early_ms: list[float]
    late_ms: list[float]
    week_s: float
    week_api_s: float
    counted_s: float

    def line(self) -> str:
        """Give a line of the table that shows how the cost grows."""
        return (
            f"{self.people:>7,} {self.taps:>10,} {self.sessions:>10,}"
            f" {self.read_s:>7.1f} {self.judged_s:>8.1f}"
            f" {_middle(self.early_ms):>6.1f} {_p99(self.early_ms):>6.1f}"
            f" {_middle(self.late_ms):>6.1f} {_p99(self.late_ms):>6.1f}"
            f" {self.week_s:>7.2f} {self.week_api_s:>7.2f}"
        )


TITLE = (
    " people       taps   sessions  read s judged s"
    "   tap ms: early      late  week s  as API"
)


def figures(scales: Iterable[int] = SCALES) -> list[Figure]:
    """Measure ever larger countries, show how the cost grows, report the last."""
    print(TITLE)
    measured = []
    for scale in scales:
        measured.append(cost_of(Country().scaled(scale)))
        print(measured[-1].line(), flush=True)
    cost = measured[-1]
    return [
        figure(
            "national_year_rebuild_s",
            cost.read_s + cost.judged_s,
            "s",
            "the sessions copied from table to table",
            cost.copied_s,
        ),
        figure(
            "one_tap_update_p99_ms",
            _p99(cost.late_ms),
            "ms",
            "the same with four weeks of history",
            _p99(cost.early_ms),
        ),
        figure(
            "one_week_everybody_s",
            cost.week_s,
            "s",
            "counting all sessions there are",
            cost.counted_s,
        ),
        figure(
            "one_week_everybody_api_s",
            cost.week_api_s,
            "s",
            "the same lines, read and not yet written as JSON",
            cost.week_s,
        ),
    ]


def cost_of(country: Country) -> Cost:
    """Live the first four weeks, then the rest, and measure after each."""
    with own_postgres() as url:
        engine = create_engine_for(url)
        prepare(engine, now=0)
        year.settle_people(engine, country)
        year.live(engine, country, year.FIRST, FOUR_WEEKS)
        costs.vacuum(engine)
        rebuild.rebuild_all(url, as_of=costs.at(FOUR_WEEKS, 17), workers=WORKERS)
        costs.vacuum(engine)
        early_ms = costs.tap_ms(engine, country, FOUR_WEEKS + ONE_DAY)
        year.live(engine, country, FOUR_WEEKS + 2 * ONE_DAY, LAST_DAY)
        costs.vacuum(engine)
        read_s, judged_s = costs.rebuilt_seconds(engine, url)
        costs.vacuum(engine)
        copied_s = costs.seconds(lambda: costs.copied(engine))
        late_ms = costs.tap_ms(engine, country, LAST_DAY + ONE_DAY)
        cost = Cost(
            people=country.people,
            taps=costs.count(engine, tables.tap),
            sessions=costs.count(engine, tables.judged),
            read_s=read_s,
            judged_s=judged_s,
            copied_s=copied_s,
            early_ms=early_ms,
            late_ms=late_ms,
            week_s=costs.seconds(lambda: costs.week(engine)),
            week_api_s=costs.week_api_seconds(engine, url),
            counted_s=costs.seconds(lambda: costs.count(engine, tables.judged)),
        )
        engine.dispose()
    return cost


def _middle(waited: list[float]) -> float:
    return sorted(waited)[len(waited) // 2]


def _p99(waited: list[float]) -> float:
    return sorted(waited)[int(len(waited) * 0.99)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scales", type=int, nargs="*", default=SCALES)
    for one in figures(parser.parse_args().scales):
        print(one)
