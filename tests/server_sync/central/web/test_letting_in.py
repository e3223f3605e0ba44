"""Letting a terminal in by code and comparison, and shutting one out."""

import re

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server_sync.central.db import tables
from server_sync.central.terminals import enrolment
from server_sync.protocol.signing import fingerprint, public_bytes
from tests.server_sync.central.web.broken import DEVICE
from tests.server_sync.central.web.seeing import rows_of, text_of
from tests.town import NOW, Town, post

PAGE = f"/terminals/{DEVICE}"
KEY = public_bytes(Ed25519PrivateKey.from_private_bytes(b"k" * 32))


def shown_code(page: str) -> str:
    """Read the one-time code that a page shows."""
    found = re.search(r"\b([A-Z2-7]{4}(?:-[A-Z2-7]{4})+)\b", page)
    assert found is not None, page
    return found[1]


def claimed(town: Town, code: str) -> None:
    """Let a terminal show a code and its key."""
    with town.engine.begin() as connection:
        enrolment.claim(connection, code=code, public_key=KEY, now=int(NOW.timestamp()))


def logged(town: Town) -> list[str]:
    """Give what stands in the access log."""
    return [row[0] for row in rows_of(town, tables.access_log, "what")]


def test_a_terminal_is_let_in_by_code_and_comparison(town: Town) -> None:
    """A code once, a fingerprint to compare, and an approval with a name."""
    client = town.client()
    made = post(client, "/new-terminal", device="doer-2", site="nordby-site")
    claimed(town, shown_code(made.get_data(as_text=True)))
    page = text_of(client.get("/terminals"))
    assert "doer-2 venter på godkendelse" in page
    assert "doer-2 Venter på, at dens nøgle bliver godkendt. Ikke hørt fra" in page
    path = "/terminals/doer-2/approve"
    assert fingerprint(KEY) in text_of(client.get(path))
    refused = post(client, path, fingerprint=fingerprint(KEY), do="approve")
    assert refused.status_code == 422
    other = post(client, path, fingerprint="ab" * 16, do="approve", same="yes")
    assert other.status_code == 422

    post(client, path, fingerprint=fingerprint(KEY), do="approve", same="yes")

    page = text_of(client.get("/terminals/doer-2"))
    assert f"Fingeraftryk {fingerprint(KEY)} Godkendt af Mette" in page
    assert [one for one in logged(town) if one.endswith(("code", "key"))] == [
        "made_code",
        "approved_key",
    ]


def test_a_key_that_waits_elsewhere_is_not_ones_own(two_towns: Town) -> None:
    """Another municipality approves its own; here it is not even named."""
    asked = {"device": "syd-2", "site": "sydby-site"}
    made = post(two_towns.client("Frede"), "/new-terminal", **asked)
    claimed(two_towns, shown_code(made.get_data(as_text=True)))

    assert "syd-2 venter på godkendelse" in text_of(
        two_towns.client("Frede").get("/terminals")
    )
    assert "syd-2" not in two_towns.client().get("/terminals").get_data(as_text=True)


def test_a_key_that_does_not_fit_is_turned_down(town: Town) -> None:
    """Somebody else had the code: their key is kept and never used."""
    client = town.client()
    made = post(client, f"{PAGE}/code")
    claimed(town, shown_code(made.get_data(as_text=True)))
    post(
        client,
        f"{PAGE}/approve",
        fingerprint=fingerprint(KEY),
        do="decline",
        why="To tegn var andre.",
    )

    assert "venter" not in text_of(client.get(PAGE))
    assert rows_of(town, tables.terminal_key, "declined_by", "approved_by") == [
        ("Mette", None)
    ]


def test_a_bad_name_is_kept_and_explained(two_towns: Town) -> None:
    """What was typed stands there still, with what to do instead."""
    client = two_towns.client()
    for name in ("dør 2", "../x", "a" * 61, ""):
        refused = post(client, "/new-terminal", device=name, site="nordby-site")
        assert refused.status_code == 422, name
        assert f'value="{name}"' in refused.get_data(as_text=True)
    taken = post(client, "/new-terminal", device="sydby-T1", site="nordby-site")
    assert "Navnet er brugt til en anden læser." in taken.get_data(as_text=True)
    elsewhere = post(client, "/new-terminal", device="doer-2", site="sydby-site")
    assert elsewhere.status_code == 422
    assert len(rows_of_terminals(two_towns)) == 2


def rows_of_terminals(town: Town) -> list[str]:
    """Give the names of all terminals."""
    with town.engine.begin() as connection:
        return list(
            connection.scalars(
                tables.terminal.select().with_only_columns(tables.terminal.c.device)
            )
        )


def test_a_terminal_is_shut_out_only_after_a_page_that_asks(town: Town) -> None:
    """With a reason, a tick and a name; a second time does nothing."""
    client = town.client()
    path = f"{PAGE}/revoke"
    assert post(client, path, why="Stjålet.").status_code == 422
    later = post(client, path, why="x", sure="yes", day="28-03-2026", time="08.00")
    assert "ude i fremtiden" in later.get_data(as_text=True)
    half = post(client, path, why="x", sure="yes", day="26-03-2026", time="")
    assert half.status_code == 422
    assert "revoked_key" not in logged(town)

    post(client, path, why="Stjålet.", sure="yes")
    post(client, path, page="/overview", why="Igen.", sure="yes")

    assert "Spærret af Mette, 27-03-2026 kl. 12.00. Stjålet." in text_of(
        client.get(PAGE)
    )
    assert logged(town).count("revoked_key") == 1
