"""The command `moedt`; each subcommand is imported when it is used."""

import click

from server_sync.lazy_commands import LazyGroup, Place

COMMANDS = {
    "terminal": Place(at="kiosk.cli:terminal", does="The reader, lights and journal."),
    "page": Place(at="kiosk.cli:page", does="The coordinator's page at the door."),
    "uplink": Place(
        at="server_sync.uplink.process:uplink", does="Journal up, roster down."
    ),
    "tap": Place(at="kiosk.cli:tap", does="Hold a card to the emulated reader."),
    "doctor": Place(at="kiosk.cli:doctor", does="What is wrong with this terminal."),
    "central": Place(
        at="server_sync.central.cli.central:central", does="The central service."
    ),
    "enrol": Place(
        at="server_sync.enrolment.cli:enrol", does="Ask central to let this one in."
    ),
    "update": Place(
        at="server_sync.update.cli:update", does="Bring this terminal up to date."
    ),
    "release": Place(
        at="server_sync.update.release_cli:release",
        does="Make what it is brought up to.",
    ),
    "scenario": Place(
        at="server_sync.central.cli.central:scenario",
        does="Judge a scenario from a file.",
    ),
    "evidence": Place(
        at="server_sync.central.cli.evidence:evidence",
        does="What is on record of one person, in a file.",
    ),
    "verify": Place(
        at="server_sync.verify.cli:verify", does="Check such a file, offline."
    ),
    "demo": Place(at="server_sync.demo.cli:demo", does="All of it, on this machine."),
}


@click.group(cls=LazyGroup, table=COMMANDS)
@click.version_option(package_name="moedt")
def moedt() -> None:
    """RFID check-in that never accuses anybody wrongly."""
