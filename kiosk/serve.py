"""The page behind gunicorn: one worker, and threads enough for every open screen."""

from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.systemd import sd_notify
from gunicorn.workers.gthread import ThreadWorker

from kiosk.settings import KioskSettings
from kiosk.trusted_clock import clock_of

THREADS = 32
"""Each open screen holds one for its EventSource."""
GRACE_SECONDS = 2


class WatchedWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A worker that tells systemd's watchdog of each round that it makes."""

    def notify(self) -> None:
        """Say it to the process that minds us, and to systemd."""
        super().notify()
        sd_notify("WATCHDOG=1", self.log)


class PageServer(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Serves the page of one terminal until it is told to stop."""

    def __init__(self, settings: KioskSettings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Say how to serve; nothing is read from the surroundings."""
        values: dict[str, Any] = {
            "bind": f"{self._settings.page_host}:{self._settings.page_port}",
            "workers": 1,
            "worker_class": WatchedWorker,
            "threads": THREADS,
            "graceful_timeout": GRACE_SECONDS,
            "worker_tmp_dir": "/dev/shm",  # noqa: S108 - the heartbeat file stays off the card
            "control_socket_disable": True,
            "proc_name": "moedt-page",
        }
        for name, value in values.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Make the page, in the worker that serves it."""
        # Here, and not above: the process that only watches the worker stays small.
        from kiosk.page.app import create_app  # noqa: PLC0415

        return create_app(self._settings, clock=clock_of(self._settings))
