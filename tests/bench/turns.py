"""Two sites judged at once, and a page of one municipality beside another's export.

`python -m tests.bench.turns --people 20` is a short run.
"""

import argparse
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from statistics import median
from threading import Event, Thread

import requests
from sqlalchemy import Engine

from firmware.clock import SystemClock
from kiosk.web.auth.hashing import hash_secret
from server_sync.central.db.engine import create_engine_for
from server_sync.central.facts import people, recompute_queue
from server_sync.central.facts.provenance import Provenance
from server_sync.central.judging import rebuild, recompute
from server_sync.central.prepare import prepare
from tests.bench import national_year as year
from tests.bench import year_costs as costs
from tests.bench.figure import Figure, figure
from tests.bench.ingest_load import central_at
from tests.bench.national_year import NS, Country
from tests.bench.postgres import own_postgres

SITES = 2
PEOPLE_EACH = 60
ROUNDS = 3
PAGES = 40
EXPORT_DAYS = 366
PATIENCE_SECONDS = 120
PASSWORD = "bagved døren"  # noqa: S105 - of made-up people
PROVENANCE = Provenance(by="Mette", at=0)


def figures(people_each: int = PEOPLE_EACH) -> list[Figure]:
    """Live until yesterday; judge two sites alone and at once; then ask for pages."""
    now = SystemClock().now().wall_ns // NS
    yesterday = datetime.fromtimestamp(now, UTC).date() - timedelta(days=1)
    country = Country(sites=SITES, people_each=people_each)
    with own_postgres() as url:
        engine = create_engine_for(url)
        prepare(engine, now=0)
        year.settle_people(engine, country)
        year.live(engine, country, year.FIRST, min(yesterday, year.LAST))
        rebuild.rebuild_all(url, as_of=now, workers=SITES)
        costs.vacuum(engine)
        recompute.recompute_by_site(engine, as_of=now)
        found = [_two_sites(url, now), _page_beside_export(engine, url, yesterday)]
        engine.dispose()
    return found


def judge_again(url: str, site: str, as_of: int) -> float:
    """Judge everything of one site some times; give the seconds that it took."""
    engine = create_engine_for(url)
    begun = time.perf_counter()
    for _ in range(ROUNDS):
        with engine.begin() as connection:
            recompute_queue.enqueue_site(connection, site=site)
        number = int(site.rpartition("-")[2])
        recompute.recompute_by_site(
            engine, as_of=as_of, municipality=year.town_of(number)
        )
    took = time.perf_counter() - begun
    engine.dispose()
    return took


def _two_sites(url: str, as_of: int) -> Figure:
    """Compare two processes that judge a site each with what both take alone."""
    sites = [year.site_of(number) for number in range(SITES)]
    with ProcessPoolExecutor(SITES, mp_context=get_context("spawn")) as pool:
        list(pool.map(judge_again, [url] * SITES, sites, [as_of] * SITES))  # warm up
        alone, at_once = list[float](), list[float]()
        for _ in range(ROUNDS):  # by turns, and the best of each: others work here too
            begun = time.perf_counter()
            for one in sites:
                pool.submit(judge_again, url, one, as_of).result()
            alone.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            list(pool.map(judge_again, [url] * SITES, sites, [as_of] * SITES))
            at_once.append(time.perf_counter() - begun)
    return figure(
        "two_sites_at_once_ratio",
        min(alone) / min(at_once),
        "times",
        "as many processes as sites",
        SITES,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who asks a running central for pages, and who for exports."""

    url: str
    token: str
    session: requests.Session

    def page(self) -> float:
        """Ask for the list of people; give the milliseconds until it is there."""
        begun = time.perf_counter()
        answer = self.session.get(f"{self.url}/people", timeout=PATIENCE_SECONDS)
        took = 1e3 * (time.perf_counter() - begun)
        assert answer.status_code == 200, answer.text
        assert "Person 1" in answer.text
        return took

    def export(self, last: date) -> None:
        """Ask for everything of a year."""
        first = last - timedelta(days=EXPORT_DAYS - 1)
        answer = requests.get(
            f"{self.url}/api/v1/attendance?from={first}&to={last}",
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=PATIENCE_SECONDS,
        )
        assert answer.status_code == 200, answer.text


def _page_beside_export(engine: Engine, url: str, last: date) -> Figure:
    """Time a page of one municipality while another's year is exported all the time."""
    exporting, reading = (year.town_of(number) for number in range(SITES))
    with engine.begin() as connection:
        token = people.add_token(
            connection, municipality=exporting, name="Fagsystem", provenance=PROVENANCE
        )
        people.add_staff(
            connection,
            municipality=reading,
            name="Mette",
            role="koordinator",
            provenance=PROVENANCE,
            password_hash=hash_secret(PASSWORD),
        )
    with central_at(url) as running, requests.Session() as session:
        asking = Asking(
            url=f"http://127.0.0.1:{running.port}", token=token, session=session
        )
        _log_in(asking)
        asking.export(last)
        alone = median(asking.page() for _ in range(PAGES))
        with _exporting(asking, last):
            beside = median(asking.page() for _ in range(PAGES))
    return figure(
        "page_beside_export_ms", beside, "ms", "the same page, nothing exported", alone
    )


@contextmanager
def _exporting(asking: Asking, last: date) -> Iterator[None]:
    """Export one year after another meanwhile."""
    enough = Event()

    def export_on() -> None:
        while not enough.is_set():
            asking.export(last)

    thread = Thread(target=export_on)
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()


def _log_in(asking: Asking) -> None:
    form = asking.session.get(f"{asking.url}/login", timeout=PATIENCE_SECONDS).text
    _, _, after = form.partition('name="csrf_token" value="')
    fields = {
        "name": "Mette",
        "password": PASSWORD,
        "csrf_token": after.partition('"')[0],
    }
    asking.session.post(f"{asking.url}/login", data=fields, timeout=PATIENCE_SECONDS)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE_EACH)
    for measured in figures(parser.parse_args().people):
        print(measured)
