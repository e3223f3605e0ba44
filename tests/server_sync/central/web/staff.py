"""Staff of a town, with a role of their choice."""

from server_sync.central.facts import people
from server_sync.central.facts.provenance import Provenance
from tests.town import PASSWORD_HASH, Town, at


def add_staff(town: Town, login: str, role: str, **more: str) -> None:
    """Let somebody more into Nordby's pages."""
    with town.engine.begin() as connection:
        people.add_staff(
            connection,
            municipality="nordby",
            name=login,
            role=role,
            provenance=Provenance(by="Mette", at=at("01", "08:00")),
            password_hash=PASSWORD_HASH,
            **more,
        )
