"""Run all checks. Each gives its own result, whatever the others found."""

from collections.abc import Callable
from pathlib import Path

from kiosk.doctor import certificates, machine, senses, storage
from kiosk.doctor.check import Check, fail, ok
from kiosk.doctor.machine import Machine
from kiosk.door.trusted_clock import clock_of
from kiosk.errors import KioskFault
from kiosk.settings import KioskSettings


def examine(settings_path: Path, on: Machine) -> list[Check]:
    """Run all checks; the settings come first, since they name the folders."""
    try:
        settings = KioskSettings.read(settings_path)
    except KioskFault as error:
        return [fail("settings", "refused", why=str(error))]
    clock = clock_of(settings)
    now = clock.now()
    folder = settings.folder if settings.folder.exists() else Path(settings.data_dir)
    checks: tuple[tuple[str, Callable[[], Check]], ...] = (
        ("bus", lambda: machine.bus(on, emulated=settings.reader == "emulated")),
        ("chip", lambda: senses.chip(settings)),
        ("clock", lambda: senses.clock(now, on, trusted=settings.trust_clock)),
        ("power", lambda: machine.power(on)),
        ("memory", lambda: machine.memory(on)),
        ("room", lambda: machine.free_space(folder)),
        ("disk", lambda: machine.disk(folder, clock)),
        ("units", lambda: machine.units(on, has_central=bool(settings.central_url))),
        (
            "certificate",
            lambda: certificates.central(
                settings.central_url, now, ask=on.certificate_end
            ),
        ),
        ("page_certificate", lambda: certificates.of_page(settings.folder, now)),
        ("roster", lambda: storage.roster(settings, now)),
    )
    found = [ok("settings", "read", path=str(settings_path), device=settings.device)]
    found += [_run_check(what, run) for what, run in checks]
    return found + storage.journal(settings, now)


def _run_check(what: str, run: Callable[[], Check]) -> Check:
    try:
        return run()
    except (KioskFault, OSError) as error:
        return fail(what, "refused", why=str(error))
