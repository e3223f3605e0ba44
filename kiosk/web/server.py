"""Run the page under gunicorn: one worker, with threads for every open screen.

Requests from this machine are answered in plain HTTP, all others over TLS.
"""

import os
import socket
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.systemd import sd_notify
from gunicorn.workers.gthread import ThreadWorker

from firmware.moment import ClockState
from kiosk.door.trusted_clock import clock_of
from kiosk.host.local_time import instant
from kiosk.settings import KioskSettings, handed_sockets
from kiosk.web.tls_redirect import HEAD_BYTES_MAX, answer_to, is_plain

THREADS = 32
"""Each open screen holds one for its EventSource."""
GRACE_SECONDS = 2
PLAIN_SECONDS = 1.0
"""A request in plain HTTP comes at once; TLS may begin later, as before."""
FIRST_HANDED = 3
"""systemd's first socket, by its own convention."""


def is_loopback(address: str) -> bool:
    """Return True if only this machine can reach that address.

    >>> is_loopback("127.0.0.1"), is_loopback("::ffff:127.0.0.1"), is_loopback("::")
    (True, True, False)
    """
    if address == "localhost":
        return True
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_loopback)


def is_any(address: str) -> bool:
    """Return True if it stands for every address of this machine."""
    return address in {"", "0.0.0.0", "::"}  # noqa: S104 - compared, not listened on


class WithoutTls:
    """The same settings without TLS, for a connection that stays on this machine."""

    is_ssl = False

    def __init__(self, configured: Any) -> None:
        self._configured = configured

    def __getattr__(self, name: str) -> Any:
        """Return the setting itself."""
        return getattr(self._configured, name)


class WatchedWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A worker that notifies systemd's watchdog in each round."""

    is_here: Callable[[str], bool] = staticmethod(is_loopback)

    def enqueue_req(self, conn: Any) -> None:
        """Let a thread answer; a connection from this machine needs no TLS."""
        if self.cfg.is_ssl and not conn.initialized and self._stays(conn.sock):
            conn.cfg = WithoutTls(self.cfg)
        super().enqueue_req(conn)

    def handle(self, conn: Any) -> Any:
        """Answer a connection; a request in plain HTTP is redirected to TLS."""
        waiting = conn.cfg.is_ssl and not conn.initialized
        if waiting and conn.wait_for_data(PLAIN_SECONDS) and self._is_plain(conn.sock):
            return False
        return super().handle(conn)

    def _is_plain(self, sock: socket.socket) -> bool:
        """Return True for a connection without TLS, after it was answered."""
        try:
            if not is_plain(sock.recv(1, socket.MSG_PEEK)):
                return False
            sock.settimeout(PLAIN_SECONDS)
            sock.sendall(answer_to(sock.recv(HEAD_BYTES_MAX)))
        except OSError:
            self.log.debug("gone before it was told to use TLS")
        return True

    def _stays(self, sock: socket.socket) -> bool:
        try:
            name = sock.getsockname()
        except OSError:  # gone already
            return False
        return not isinstance(name, tuple) or self.is_here(name[0])

    def notify(self) -> None:
        """Notify gunicorn's main process and systemd."""
        super().notify()
        sd_notify("WATCHDOG=1", self.log)


class PageServer(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Serves the page of one terminal until it is stopped.

    Args:
        settings: the terminal's.
        is_here: returns True if only this machine can reach that address of ours.
    """

    def __init__(
        self, settings: KioskSettings, *, is_here: Callable[[str], bool] = is_loopback
    ) -> None:
        self._settings = settings
        self._is_here = is_here
        super().__init__()

    def load_config(self) -> None:
        """Set all options; nothing is read from the environment."""
        values: dict[str, Any] = self._tls() | {
            "bind": f"{self._settings.page_host}:{self._settings.page_port}",
            "workers": 1,
            "worker_class": type(
                "Worker",
                (WatchedWorker,),
                {"is_here": staticmethod(self._is_here)},
            ),
            "threads": THREADS,
            "graceful_timeout": GRACE_SECONDS,
            "worker_tmp_dir": "/dev/shm",  # noqa: S108 - the heartbeat file stays off the card
            "control_socket_disable": True,
            "proc_name": "moedt-page",
        }
        for name, value in values.items():
            self.cfg.set(name, value)

    def _tls(self) -> dict[str, Any]:
        """Return the TLS options if other machines can reach the page."""
        others = {each for each in self._addresses() if not self._is_here(each)}
        if not others:
            return {}
        # Imported here: a page for this machine only needs no TLS in memory.
        from kiosk.web.tls import ensure, own_names  # noqa: PLC0415

        now = clock_of(self._settings).now()
        names = own_names() | {each for each in others if not is_any(each)}
        made = ensure(
            self._settings.folder,
            names=names,
            now=instant(now.wall_ns),
            clock_trusted=now.clock is ClockState.SYNCED,
        )
        return {"certfile": str(made.path), "keyfile": str(made.key_path)}

    def _addresses(self) -> list[str]:
        handed = range(FIRST_HANDED, FIRST_HANDED + handed_sockets(os.getpid()))
        if not handed:
            return [self._settings.page_host]
        return [_address_of(number) for number in handed]

    def load(self) -> Any:
        """Create the app, in the worker that serves it."""
        # Imported here: the process that only watches the worker stays small.
        from kiosk.web.app import create_app  # noqa: PLC0415

        return create_app(self._settings, clock=clock_of(self._settings))


def _address_of(number: int) -> str:
    # A copy of the descriptor, so that closing it leaves systemd's own open.
    with socket.socket(fileno=os.dup(number)) as handed:
        name = handed.getsockname()
    return str(name[0]) if isinstance(name, tuple) else "127.0.0.1"
