"""The page of a revoked terminal asks about what it has sent since."""

from sqlalchemy import insert, update

from server_sync.central.db import tables
from server_sync.central.facts.provenance import Provenance
from server_sync.central.terminals.revocation import revoke
from tests.server_sync.central.web.seeing import text_of
from tests.town import Town, at

PAGE = "/terminals/nordby-T1"
ASKS = "Læseren er spærret og har sendt mere siden: 1 hændelse, som ingen har set på."
NS = 10**9


def send_one(town: Town) -> None:
    """Let the terminal have sent one event that is in quarantine."""
    with town.engine.begin() as connection:
        chain = {
            "device": "nordby-T1",
            "chain": bytes(16),
            "first_seen_ns": at("20", "08:00") * NS,
            "through_seq": 1,
            "hash": bytes(32),
            "read_through_seq": 1,
        }
        key = connection.execute(
            insert(tables.chain).values(chain)
        ).inserted_primary_key
        assert key is not None
        row = {
            "chain": key[0],
            "seq": 1,
            "reason": "revoked",
            "received_ns": at("20", "09:00") * NS,
            "site": "nordby-site",
            "lo": at("20", "08:00"),
            "hi": at("20", "09:00"),
        }
        connection.execute(insert(tables.quarantine).values(row))


def test_what_a_revoked_terminal_sent_is_asked_about_until_somebody_looked(
    town: Town,
) -> None:
    """It may be what people who came held their cards to."""
    client = town.client()
    by = Provenance(by="Jens", at=at("19", "12:00"), why="stjålet")
    with town.engine.begin() as connection:
        revoke(connection, terminal="nordby-T1", provenance=by)
    assert "har sendt mere siden" not in text_of(client.get(PAGE))

    send_one(town)

    assert ASKS in text_of(client.get(PAGE))
    seen = {
        "resolved_by": "Jens",
        "resolved_at": at("21", "08:00"),
        "resolved_why": "x",
    }
    with town.engine.begin() as connection:
        connection.execute(update(tables.quarantine).values(seen))
    assert "har sendt mere siden" not in text_of(client.get(PAGE))
