"""Central as a process: gunicorn, and a clock that judges what time has changed."""

import threading
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.systemd import sd_notify
from gunicorn.workers.gthread import ThreadWorker
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from firmware.clock import Clock
from server_sync.central.derived import derive
from server_sync.central.settings import CentralSettings

NS = 10**9
EXCHANGE_SECONDS_MAX = 120


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
            "bind": f"{settings.host}:{settings.port}",
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
        return app


def start_ticking(app: Flask, settings: CentralSettings) -> None:
    """Judge in the background what time has changed, as long as the process lives."""
    engine: Engine = app.extensions["engine"]
    clock: Clock = app.extensions["clock"]
    wait = threading.Event().wait

    def tick_on() -> None:
        while not wait(settings.tick_seconds):
            tick_once(engine, clock, log=app.logger.warning)

    threading.Thread(target=tick_on, name="ticking", daemon=True).start()


def tick_once(engine: Engine, clock: Clock, *, log: Callable[[str], None]) -> bool:
    """Judge once; a database that is out of reach is asked again next time."""
    try:
        with engine.begin() as connection:
            derive.bring_up_to(connection, as_of=clock.now().wall_ns // NS)
    except SQLAlchemyError as error:
        log(f"not judged: {type(error).__name__}")
        return False
    return True
