"""Two municipalities with a workshop each, served by the real pages and the real API.

Monday 16 March 2026 begins everybody's course; the clock stands at noon on the Friday
of the week after. Readers have listened all the time, unless a test says otherwise.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import ClassVar
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Connection, Engine, Table, func, insert, select, update
from werkzeug.test import TestResponse

from firmware.clock import ManualClock
from kiosk.web.auth.hashing import hash_secret
from server_sync.central.app import Central, create_app
from server_sync.central.db import tables
from server_sync.central.db.bulk import write
from server_sync.central.db.engine import IN_MEMORY, create_engine_for
from server_sync.central.db.sealing import Sealer
from server_sync.central.facts import people, planning, recompute_queue, statements
from server_sync.central.facts.provenance import Provenance
from server_sync.central.ingest.interval_rows import TapRow
from server_sync.central.settings import CentralSettings
from tests.databases import copy_sqlite, prepared_in_memory

ZONE = ZoneInfo("Europe/Copenhagen")
FIRST = date(2026, 3, 16)
LAST = date(2026, 5, 8)
NOW = datetime(2026, 3, 27, 12, 0, tzinfo=ZONE)
PASSWORD = "stille åer"  # noqa: S105 - of made-up people
PASSWORD_HASH = hash_secret(PASSWORD)
TOKENS = {"nordby": "moedt_nordby", "sydby": "moedt_sydby"}
NS = 10**9


def at(day: str, clock: str) -> int:
    """Give an instant of March 2026 in Copenhagen: `at("17", "08:11:03")`."""
    return int(
        datetime.fromisoformat(f"2026-03-{day}T{clock}")
        .replace(tzinfo=ZONE)
        .timestamp()
    )


class CompiledOnce(BytecodeCache):
    """Templates compiled by one town's app and used by the next one's."""

    compiled: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled before, if it is of the same source."""
        if bucket.key in self.compiled:
            bucket.bytecode_from_string(self.compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for the next one."""
        self.compiled[bucket.key] = bucket.bytecode_to_string()


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """The app, its database and its clock."""

    app: Flask
    engine: Engine
    clock: ManualClock

    def client(self, login: str | None = "Mette") -> FlaskClient:
        """Give a browser, logged in as that person; None is nobody."""
        client = self.app.test_client()
        if login is not None:
            assert self.log_in(client, login).status_code == 302
        return client

    def log_in(
        self, client: FlaskClient, login: str, password: str = PASSWORD
    ) -> TestResponse:
        """Fill in the way in."""
        return post(client, "/login", name=login, password=password)

    def add_person(
        self,
        known_as: str,
        *,
        name: str | None = None,
        municipality: str = "nordby",
        team: str | None = None,
    ) -> None:
        """Add somebody with a course at the municipality's workshop, and a card."""
        provenance = Provenance(by="Mette", at=at("01", "08:00"))
        with self.engine.begin() as connection:
            people.add_person(
                connection,
                municipality=municipality,
                name=name or known_as.capitalize(),
                provenance=provenance,
                team=team,
                known_as=known_as,
            )
            planning.add_course(
                connection,
                person=known_as,
                site=f"{municipality}-site",
                first=FIRST,
                last=LAST,
                provenance=provenance,
            )
            statements.assign_card(
                connection,
                card=f"card-{known_as}",
                person=known_as,
                start=at("01", "08:00"),
                provenance=provenance,
            )

    def tap(self, person: str, *instants: int, municipality: str = "nordby") -> None:
        """Hold the person's card to the reader at these instants."""
        with self.engine.begin() as connection:
            for instant in instants:
                _add_tap(connection, municipality, f"card-{person}", instant)

    def listen(self, *stretches: tuple[int, int], municipality: str = "nordby") -> None:
        """Say when the reader was able to read cards."""
        with self.engine.begin() as connection:
            _listen(connection, municipality, stretches)


def make_town(*, listening: bool = True, engine: Engine | None = None) -> Town:
    """Make the municipality, or on PostgreSQL two, with their staff and tokens.

    Args:
        listening: the readers were able to read all the time; else never.
        engine: an empty database with its tables; None makes one in memory.
    """
    if engine is None:
        engine = create_engine_for(IN_MEMORY)
        copy_sqlite(_settled_in_memory(listening), engine)
    else:
        _settle(engine, listening=listening)
    clock = ManualClock(wall_ns=int(NOW.timestamp()) * NS)
    central = Central(
        engine=engine,
        signing_key=Ed25519PrivateKey.generate(),
        sealer=Sealer(bytes(32)),
        session_key=bytes(range(32)),
    )
    app = create_app(CentralSettings(), clock=clock, central=central)
    app.testing = True
    app.jinja_env.bytecode_cache = CompiledOnce()
    return Town(app=app, engine=engine, clock=clock)


@cache
def _settled_in_memory(listening: bool) -> Engine:
    engine = prepared_in_memory(now=at("01", "00:00"))
    _settle(engine, listening=listening)
    return engine


def _settle(engine: Engine, *, listening: bool) -> None:
    names = ("nordby",) if engine.dialect.name == "sqlite" else ("nordby", "sydby")
    with engine.begin() as connection:
        for name in names:
            _add_municipality(connection, name)
            if listening:
                _listen(connection, name, [(at("01", "00:00"), int(NOW.timestamp()))])


def post(
    client: FlaskClient, path: str, *, page: str | None = None, **fields: str
) -> TestResponse:
    """Send a form as a browser does: with the token of the page it stands on."""
    form = client.get(page or path).get_data(as_text=True)
    _, _, after = form.partition('name="csrf_token" value="')
    return client.post(path, data={**fields, "csrf_token": after.partition('"')[0]})


def _add_municipality(connection: Connection, name: str) -> None:
    by = Provenance(by="Opsætning", at=at("01", "00:00"))
    title = name.capitalize()
    people.add_municipality(connection, name=f"{title} Kommune", known_as=name)
    site = people.add_site(
        connection,
        municipality=name,
        name=f"Citykorpset {title}",
        provenance=by,
        capacity=50,
        known_as=f"{name}-site",
    )
    people.add_terminal(connection, site=site, terminal=f"{name}-T1", provenance=by)
    people.add_token(
        connection,
        municipality=name,
        name="Fagsystem",
        provenance=by,
        token=TOKENS[name],
    )
    staff = {
        "nordby": (("Mette", "koordinator"), ("Hanne", "raadgiver"), ("Leif", "leder")),
        "sydby": (("Frede", "koordinator"),),
    }
    for login, role in staff[name]:
        people.add_staff(
            connection,
            municipality=name,
            name=login,
            role=role,
            provenance=by,
            password_hash=PASSWORD_HASH,
        )
    connection.execute(
        insert(tables.chain).values(
            device=f"{name}-T1",
            chain=name.encode().ljust(16),
            hash=bytes(32),
            **dict.fromkeys(("first_seen_ns", "through_seq", "read_through_seq"), 0),
        )
    )


def _chain(connection: Connection, municipality: str) -> int:
    columns = tables.chain.c
    asked = select(columns.id).where(columns.device == f"{municipality}-T1")
    return int(connection.execute(asked).scalar_one())


def _add_tap(
    connection: Connection, municipality: str, card: str, instant: int
) -> None:
    chain = _chain(connection, municipality)
    seq = _next_seq(connection, tables.tap, chain)
    row = TapRow(
        chain=chain,
        seq=seq,
        site=f"{municipality}-site",
        terminal=f"{municipality}-T1",
        card=card,
        lo=instant,
        hi=instant,
        certain=True,
    )
    connection.execute(insert(tables.tap).values(row._asdict()))
    _add_entry(connection, chain, seq, instant)
    write(connection, recompute_queue.rows_for_taps([row], zone="Europe/Copenhagen"))


def _add_entry(connection: Connection, chain: int, seq: int, instant: int) -> None:
    """Add the entry that told of a tap; what is said of the tap is about it."""
    connection.execute(
        insert(tables.entry).values(
            chain=chain,
            seq=seq,
            kind="tap",
            boot_id=bytes(16),
            clock="synced",
            commitment=bytes(32),
            hash=bytes(32),
            **dict.fromkeys(("wall_ns", "boot_ns", "received_ns"), instant * NS),
        )
    )
    connection.execute(
        update(tables.chain)
        .where(tables.chain.c.id == chain)
        .values(through_seq=seq, read_through_seq=seq)
    )


def _listen(
    connection: Connection, municipality: str, stretches: Iterable[tuple[int, int]]
) -> None:
    chain = _chain(connection, municipality)
    for start, until in stretches:
        connection.execute(
            insert(tables.stretch).values(
                chain=chain,
                seq=_next_seq(connection, tables.stretch, chain),
                no=0,
                site=f"{municipality}-site",
                terminal=f"{municipality}-T1",
                start=start,
                until=until,
            )
        )
    recompute_queue.enqueue_site(connection, site=f"{municipality}-site")


def _next_seq(connection: Connection, table: Table, chain: int) -> int:
    asked = select(func.count()).where(table.c.chain == chain)
    return int(connection.execute(asked).scalar_one()) + 1
