"""Central as a process: gunicorn, and a clock that judges what time has changed."""

import gc
import threading
from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import islice
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.systemd import sd_notify
from gunicorn.workers.gthread import ThreadWorker
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from firmware.clock import Clock
from server_sync.central.errors import StampFailed
from server_sync.central.evidence.stamping import (
    DAYS_BACK_MAX,
    authority_in,
    stamp_next,
)
from server_sync.central.evidence.transport import ask_authority
from server_sync.central.judging import recompute
from server_sync.central.metrics import Tally
from server_sync.central.settings import CentralSettings
from server_sync.central.trusted_time import TrustedTime

NS = 10**9
EXCHANGE_SECONDS_MAX = 120
STAMPING_SECONDS = 3600


class WatchedWorker(ThreadWorker):  # type: ignore[misc] # gunicorn has no types
    """A worker that tells systemd's watchdog of each round that it makes."""

    def notify(self) -> None:
        """Say it to the process that minds us, and to systemd."""
        super().notify()
        sd_notify("WATCHDOG=1", self.log)


class CentralServer(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    """gunicorn with our settings, and none from its own files or the environment.

    Args:
        settings: as read from `central.toml`.
        make_app: makes the application, once in each worker.
        started: told the application when a worker begins.
    """

    def __init__(
        self,
        settings: CentralSettings,
        *,
        make_app: Callable[[], Flask],
        started: Callable[[Flask], None],
    ) -> None:
        self._settings = settings
        self._make_app = make_app
        self._started = started
        super().__init__()

    def load_config(self) -> None:
        """Set what we need. SQLite has one writer, so it gets one process."""
        settings = self._settings
        on_sqlite = settings.database_url.startswith("sqlite")
        options: dict[str, Any] = {
            "bind": _addresses(settings),
            "worker_class": WatchedWorker,
            "workers": 1 if on_sqlite else settings.workers,
            "threads": settings.threads,
            "timeout": EXCHANGE_SECONDS_MAX,
            "graceful_timeout": 10,
            "loglevel": "warning",
            "proc_name": "moedt-central",
            "control_socket_disable": True,
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """Make the application in the worker."""
        app = self._make_app()
        self._started(app)
        gc.collect()
        gc.freeze()  # what was made to last is not looked through again and again
        return app


def _addresses(settings: CentralSettings) -> list[str]:
    """Name where to answer; Prometheus is answered on this machine only."""
    own = [f"127.0.0.1:{settings.metrics_port}"] if settings.metrics_port else []
    return [f"{settings.host}:{settings.port}", *own]


def start_working(app: Flask, settings: CentralSettings) -> None:
    """Begin what goes on in the background of a worker, beside its answers."""
    start_ticking(app, settings)
    start_stamping(app, settings)


def start_ticking(app: Flask, settings: CentralSettings) -> None:
    """Judge in the background what time has changed, as long as the process lives."""
    engine: Engine = app.extensions["engine"]
    trusted_time: TrustedTime = app.extensions["trusted_time"]
    tally: Tally = app.extensions["tally"]
    wait = threading.Event().wait

    def tick_on() -> None:
        while not wait(settings.tick_seconds):
            with tally.judging(trusted_time.clock):
                tick_once(engine, trusted_time, log=app.logger.warning)

    threading.Thread(target=tick_on, name="ticking", daemon=True).start()


def tick_once(
    engine: Engine, trusted_time: TrustedTime, *, log: Callable[[str], None]
) -> bool:
    """Judge once, up to an instant that can be believed; say whether it was done.

    A database that is out of reach is asked again next time.
    """
    try:
        as_of = trusted_time.read(engine).as_of
        if as_of is None:
            return False
        recompute.recompute_by_site(engine, as_of=as_of)
    except SQLAlchemyError as error:
        log(f"not judged: {type(error).__name__}")
        return False
    return True


def start_stamping(app: Flask, settings: CentralSettings) -> None:
    """Have an authority stamp the roots of the days, once an hour, if one is set.

    Raises:
        BadSettings: what is set of the authority cannot be used.
    """
    authority = authority_in(settings)
    if authority is None:
        return
    engine: Engine = app.extensions["engine"]
    clock: Clock = app.extensions["clock"]
    wait = threading.Event().wait

    def stamp() -> date | None:
        return stamp_next(
            engine,
            authority=authority,
            key=app.extensions["signing_key"],
            now=clock.now().wall_ns // NS,
            ask=partial(ask_authority, settings.timestamp_authority),
        )

    def stamp_on() -> None:
        while not wait(STAMPING_SECONDS):
            stamp_round(stamp, log=app.logger.warning)

    threading.Thread(target=stamp_on, name="stamping", daemon=True).start()


def stamp_round(
    stamp: Callable[[], date | None], *, log: Callable[[str], None]
) -> None:
    """Stamp what has no stamp yet; what fails is told, and tried again next round."""
    try:
        for _ in islice(iter(stamp, None), DAYS_BACK_MAX):
            pass
    except (StampFailed, SQLAlchemyError) as error:
        log(f"not stamped: {error}")
