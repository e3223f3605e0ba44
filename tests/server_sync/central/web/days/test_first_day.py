"""On a first day nobody is noted as not come before its hours have ended."""

from firmware.moment import ClockState
from server_sync.central.db import tables
from tests.server_sync.central.web.seeing import rows_of, text_of
from tests.town import Town, at, post

DAY = "/people/anna/days/2026-03-16"
NO_SHOWS = ("person", "date")
SURE = {"called": "yes", "not_reached": "yes"}


def test_a_first_day_is_not_noted_while_it_runs(town: Town) -> None:
    """On the day the course begins, nothing is offered before its hours have ended."""
    town.add_person("anna")
    town.clock.set_wall_ns(at("16", "14:29") * 10**9, ClockState.SYNCED)
    client = town.client()
    assert "Notér ikke mødt" not in text_of(client.get(DAY))
    post(client, f"{DAY}/no-show", page="/people/anna/notice", **SURE)
    assert "Det er borgerens første dag." in text_of(client.get(DAY))
    assert rows_of(town, tables.no_show, *NO_SHOWS) == []

    town.clock.set_wall_ns(at("16", "14:30") * 10**9, ClockState.SYNCED)
    assert "Hvad sagde borgeren?" in text_of(client.get(f"{DAY}/no-show"))
