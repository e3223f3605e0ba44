"""What ingest reads of a chain and of its sender, field by field."""

from server_sync.central.ingest.read_queries import ChainToRead, chain_query
from server_sync.central.ingest.sender import Sender, sender_query
from server_sync.protocol.signing import public_bytes
from tests.server_sync.central.evidence.case_of_alice import a_monday, town_with
from tests.server_sync.central.world import DEVICE, DEVICE_KEY, SITE, TOWN


def test_a_chain_is_read_with_where_its_terminal_stands() -> None:
    """No two of the fields have the same value, so that a swap shows."""
    journal = a_monday()
    with town_with(journal) as engine, engine.connect() as connection:
        row = connection.execute(chain_query(), {"chain": 1}).one()

    chain = ChainToRead._make(row)._asdict()

    last = {name: chain.pop(name) for name in list(chain) if name.startswith("last_")}
    assert chain == {
        "id": 1,
        "device": DEVICE,
        "chain": journal.chain,
        "through_seq": 7,
        "read_through_seq": 7,
        "site": SITE,
        "zone": "Europe/Copenhagen",
        "since": None,
        "revoked_at": None,
        "municipality": TOWN,
    }
    assert (last["last_tap"], last["last_stretch"], last["last_quarantine"]) == (
        4,
        7,
        0,
    )


def test_a_sender_is_read_with_its_key_and_its_site() -> None:
    """The same, for the terminal that sends."""
    with town_with(a_monday()) as engine, engine.connect() as connection:
        row = connection.execute(sender_query(), {"device": DEVICE}).one()

    assert Sender._make(row) == Sender(
        device=DEVICE,
        municipality=TOWN,
        site=SITE,
        zone="Europe/Copenhagen",
        since=None,
        public_key=public_bytes(DEVICE_KEY),
        revoked_chain=None,
        revoked_from_seq=None,
        revoked_at=None,
    )
