"""A door and a central, and what goes between them."""

from datetime import date
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from msgspec import Raw
from sqlalchemy import Engine

from kiosk.roster.roster import Roster
from server_sync.central.app import Central, create_app
from server_sync.central.db.sealing import Sealer
from server_sync.central.facts import people, planning
from server_sync.central.facts.provenance import Provenance
from server_sync.central.judging import recompute, store
from server_sync.central.settings import CentralSettings
from server_sync.central.terminals.roster.roster import roster_for
from server_sync.protocol.signing import NOT_YET_SIGNED, public_bytes, sign_head
from server_sync.protocol.wire import Batch, Head
from tests.kiosk.web.workshop import (
    STRANGE,
    TUESDAY,
    Workshop,
    clock_at,
    local,
    pin_hash,
)
from tests.server_sync.central.world import DEVICE_KEY, send
from tests.town import PASSWORD_HASH

PROVENANCE = Provenance(by="Opsætning", at=0)
EVENING = int(local("20.00").timestamp())


class Both:
    """One door and one central, and what goes between them."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self.engine = engine
        self.app = _central(engine)
        self.door = Workshop(folder)
        self.heads = 0

    def upload(self) -> None:
        """Send all that the door has written."""
        entries = self.door.terminal.after(0, 500)
        last, self.heads = entries[-1], self.heads + 1
        head = Head(
            device="door-1",
            chain=self.door.terminal.chain,
            seq=last.seq,
            hash=last.hash,
            head_no=self.heads,
            wall_ns=last.wall_ns,
            boot_ns=last.boot_ns,
            boot_id=last.boot_id,
            signature=NOT_YET_SIGNED,
        )
        batch = Batch(
            device="door-1",
            chain=self.door.terminal.chain,
            entries=[Raw(msgspec.msgpack.encode(entry)) for entry in entries],
            head=sign_head(head, DEVICE_KEY),
        )
        receipt = send(self.engine, batch, received=EVENING)
        assert (receipt.through_seq, receipt.quarantined) == (last.seq, [])

    def fetch_roster(self) -> Roster:
        """Bring the door what central tells today."""
        with self.engine.begin() as connection:
            raw = roster_for(connection, terminal="door-1", as_of=EVENING)
        roster = Roster.parse(raw)
        self.door.write_roster(roster)
        return roster

    def judged(self) -> dict[str, tuple[str, str | None]]:
        """Give each person's status of that Tuesday, with its cause."""
        with self.engine.begin() as connection:
            recompute.recompute_due(connection, as_of=EVENING)
            rows = store.read_back(connection, site="site")
        return {
            row.person: (row.status.value, row.cause and row.cause.value)
            for row in rows
            if row.date == TUESDAY
        }

    def stranger_lent_at(self, clock: str) -> None:
        """Let somebody on no list hold a card at that time, and be lent it."""
        self.door.stand_at(clock)
        tap = self.door.tap(STRANGE)
        mette = self.door.browser("Mette Lund")
        path = f"/kort/midlertidigt/{tap.seq}"
        assert mette.submit(path, path, navn="Omar H", kom="ja").status_code == 303


def _central(engine: Engine) -> Flask:
    with engine.begin() as connection:
        people.add_municipality(connection, name="By", known_as="town")
        people.add_site(
            connection,
            municipality="town",
            name="Værkstedet",
            provenance=PROVENANCE,
            known_as="site",
        )
        people.add_terminal(
            connection,
            site="site",
            terminal="door-1",
            provenance=PROVENANCE,
            public_key=public_bytes(DEVICE_KEY),
            since=0,
        )
        for name in ("omar", "alice"):
            people.add_person(
                connection,
                municipality="town",
                name=f"{name.capitalize()} Holm",
                provenance=PROVENANCE,
                known_as=name,
            )
            planning.add_course(
                connection,
                person=name,
                site="site",
                first=TUESDAY,
                last=date(2026, 12, 18),
                provenance=PROVENANCE,
            )
        people.add_staff(
            connection,
            municipality="town",
            name="Mette Lund",
            role="koordinator",
            provenance=PROVENANCE,
            password_hash=PASSWORD_HASH,
            pin_hash=pin_hash(),
        )
    central = Central(
        engine=engine,
        signing_key=Ed25519PrivateKey.generate(),
        sealer=Sealer(bytes(32)),
        session_key=bytes(32),
    )
    app = create_app(CentralSettings(), clock=clock_at("20.00"), central=central)
    app.testing = True
    return app
