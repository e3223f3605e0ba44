"""The real central in the simulated world, with backups that can be put back."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from server_sync.central.app import create_app, open_central
from server_sync.central.db.backup import back_up
from server_sync.central.db.engine import begin_incarnation
from server_sync.central.facts import people, planning, statements
from server_sync.central.facts.provenance import Provenance
from server_sync.central.judging import recompute
from server_sync.central.settings import CentralSettings
from server_sync.protocol.keys import public_bytes
from tests.simulation.clocks import TrueClock, TrueTime
from tests.simulation.coordinators import COORDINATOR, pin_hash
from tests.simulation.truth import Session, clock_of

SITE, TOWN = "workshop", "town"
AFTERNOON = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("12:00", "14:00"),))


class SimCentral:
    """Central, and what people at the municipality do there.

    Attributes:
        ahead_seconds: how far its clock has leapt, where it judges.
        leaps_in_exchanges: terminals see the leap too. Off: a terminal without NTP
            believes central's clock, and nothing tells central yet that it leapt.

    Args:
        folder: for the database and the keys.
        true: the true time.
        database: empty is SQLite in the folder.
    """

    def __init__(self, folder: Path, true: TrueTime, *, database: str = "") -> None:
        self._true = true
        self.ahead_seconds = 0
        self.leaps_in_exchanges = False
        self._settings = CentralSettings(folder=str(folder), database=database)
        self._folder = folder
        self.backups: list[Path] = []
        self._open()

    @property
    def address(self) -> str:
        """Where terminals find it."""
        return self._settings.address

    @property
    def on_sqlite(self) -> bool:
        """Whether its copies can be put back here; PostgreSQL's are its own affair."""
        return self._settings.database_url.startswith("sqlite")

    @property
    def public(self) -> bytes:
        """What receipts are held to."""
        return public_bytes(self._central.signing_key)

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        """Answer a request; after a restore, as the restored one."""
        return self._app(environ, start_response)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction."""
        with self._central.engine.begin() as connection:
            yield connection

    @property
    def ahead_in_exchanges(self) -> int:
        """How far ahead its clock is where a terminal asks it, in seconds."""
        return self.ahead_seconds if self.leaps_in_exchanges else 0

    @property
    def now(self) -> int:
        """How late central believes it is."""
        return self._true.seconds + self.ahead_seconds

    def judge(self, connection: Connection) -> None:
        """Bring what is derived up to now."""
        recompute.recompute_due(connection, as_of=self.now)

    def said(self, by: str = "Mette", why: str = "") -> Provenance:
        """Say who says something, now."""
        return Provenance(by=by, at=self._true.seconds, why=why)

    def back_up(self) -> None:
        """Make a copy as a night's timer does."""
        folder = self._folder / "backups"
        folder.mkdir(exist_ok=True)
        made = back_up(self._settings.database_url, folder, now_ns=self._true.ns)
        self.backups.append(made)

    def restore(self, *, told: bool) -> None:
        """Lose the disk, and put the latest copy back.

        Args:
            told: somebody remembers to say so with `moedt central restored`.
        """
        self.close()
        database = self._settings.central_folder / "central.db"
        for name in ("central.db-wal", "central.db-shm"):
            database.with_name(name).unlink(missing_ok=True)
        database.write_bytes(self.backups[-1].read_bytes())
        self._open()
        if told:
            with self.writing() as connection:
                begin_incarnation(connection, now=self._true.seconds)

    def close(self) -> None:
        """Let go of the database."""
        self._central.engine.dispose()

    def set_up(self, first: date, last: date, cards: dict[str, str]) -> None:
        """Add the workshop and its people; the last of them comes at noon."""
        courses: dict[str, str] = {}
        with self.writing() as connection:
            said = self.said()
            people.add_municipality(connection, name="Town", known_as=TOWN)
            people.add_site(
                connection,
                municipality=TOWN,
                name="Workshop",
                provenance=said,
                known_as=SITE,
            )
            for name, card in cards.items():
                people.add_person(
                    connection,
                    municipality=TOWN,
                    name=name.capitalize(),
                    provenance=said,
                    known_as=name,
                )
                courses[name] = planning.add_course(
                    connection,
                    person=name,
                    site=SITE,
                    first=first,
                    last=last,
                    provenance=said,
                )
                statements.assign_card(
                    connection, card=card, person=name, start=0, provenance=said
                )
            planning.add_plan(
                connection,
                course=courses[name],
                first=first,
                week=AFTERNOON,
                provenance=said,
            )
            people.add_staff(
                connection,
                municipality=TOWN,
                name=COORDINATOR,
                role="koordinator",
                site=SITE,
                pin_hash=pin_hash(),
                provenance=said,
            )
        self._courses = courses

    def block_card(self, card: str, person: str) -> None:
        """Report a card lost that a person held until now."""
        with self.writing() as connection:
            statements.assign_card(
                connection,
                card=card,
                person=person,
                start=0,
                until=self._true.seconds,
                provenance=self.said(),
            )

    def tell_hours(self, session: Session, told_at: int) -> None:
        """Plan a date by itself, with the usual hours, told at that time."""
        hours = [clock_of(session.start), clock_of(session.end)]
        with self.writing() as connection:
            planning.add_exception(
                connection,
                course=self._courses[session.person],
                date=session.day,
                intervals=[hours],
                told_at=told_at,
                told_how="brev",
                provenance=self.said(),
            )

    def add_terminal(self, device: str, public_key: bytes) -> None:
        """Approve a terminal."""
        with self.writing() as connection:
            people.add_terminal(
                connection,
                site=SITE,
                terminal=device,
                provenance=self.said(),
                public_key=public_key,
                since=self._true.seconds,
            )

    def _open(self) -> None:
        clock = TrueClock(self._true, self)
        self._central = open_central(self._settings, clock=clock)
        self._app = create_app(self._settings, clock=clock, central=self._central)
