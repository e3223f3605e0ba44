"""The command `moedt enrol`: this terminal asks central to let it in."""

from pathlib import Path

import click

from firmware.clock import SystemClock
from firmware.moment import ClockState
from kiosk.cli import with_settings
from kiosk.door.trusted_clock import clock_of
from kiosk.host.local_time import instant
from kiosk.settings import KioskSettings
from kiosk.web.tls import ensure, own_names
from server_sync.enrolment.addresses import own_addresses
from server_sync.enrolment.settings_file import write_values
from server_sync.enrolment.transport import show
from server_sync.errors import EnrolmentRefused
from server_sync.protocol.keys import fingerprint, public_bytes
from server_sync.uplink.settings import own_key, refuse_open_network


@click.command()
@click.argument("code")
@click.argument("url")
@with_settings
def enrol(code: str, url: str, *, settings_path: Path) -> None:
    """Show CODE to the central at URL, with a key made here that never leaves.

    Then a person at central compares the fingerprint and approves it.
    """
    url = url.rstrip("/")
    refuse_open_network(url)
    settings = KioskSettings.read(settings_path) if settings_path.exists() else None
    beside = settings_path.absolute().parent / "kiosk" / "device.key"
    key = own_key(settings.key_path if settings else beside)
    answer = show(
        url,
        code=code,
        key=key,
        device=settings.device if settings else None,
        created_ns=SystemClock().now().wall_ns,
    )
    if settings and settings.device != answer.device:
        raise EnrolmentRefused(
            f"central calls this terminal {answer.device}, and {settings_path} says"
            f" {settings.device}: get a code for that name, or change the file"
        )
    write_values(
        settings_path,
        {
            "device": answer.device,
            "central_url": url,
            "central_key": answer.central_key.hex(),
        },
    )
    named = KioskSettings.read(settings_path)
    now = clock_of(named).now()
    made = ensure(
        named.folder,
        names=own_names() | own_addresses(url),
        now=instant(now.wall_ns),
        clock_trusted=now.clock is ClockState.SYNCED,
    )
    click.echo(
        f"{answer.device} at {answer.site}\n"
        f"This terminal's key: {fingerprint(public_bytes(key))}\n"
        f"Central's key:       {fingerprint(answer.central_key)}\n"
        "Compare both with what central shows. Then somebody there approves it:\n"
        f"  moedt central terminal approve {answer.device}"
        f' --fingerprint "{fingerprint(public_bytes(key))}" --by NAME\n'
        "Until then everything is kept here, and nothing is sent.\n"
        "The page's certificate on the workshop's network, SHA-256:\n"
        f"  {made.fingerprint}"
    )
