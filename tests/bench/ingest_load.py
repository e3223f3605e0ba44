"""A central as it runs anywhere, and real terminals' requests to load it with.

All requests are packed and signed before the clock starts: a terminal does that on
its own processor, not on central's.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from sqlalchemy import Engine

from server_sync.central.facts import people
from server_sync.protocol.signing import Request, public_bytes, sign_request
from server_sync.protocol.wire import (
    CONTENT_TYPE,
    REPORT_HEADER,
    Batch,
    entries_path,
    pack,
)
from tests.server_sync.central.world import DEVICE_KEY, NS, PROVENANCE, SITE, set_up

WORKERS = 2
START_SECONDS_MAX = 60
HEADERS = {
    "Content-Type": CONTENT_TYPE,
    "Content-Encoding": "gzip",
    REPORT_HEADER: '{"version":"0.1.0","queued":1000,"celsius":48}',
}


@dataclass(frozen=True, slots=True)
class Sent:
    """One request, ready to be sent."""

    path: str
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Running:
    """A central that runs: where it listens, and its first process."""

    port: int
    pid: int


@contextmanager
def central_at(url: str, *, tick_seconds: int = 3600) -> Iterator[Running]:
    """Run central as it runs anywhere, until it is no longer asked for."""
    with TemporaryDirectory(prefix="moedt-central-") as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
        free.close()
        settings = Path(folder) / "central.toml"
        settings.write_text(
            f'port = {port}\ndatabase = "{url}"\nworkers = {WORKERS}\n'
            f"tick_seconds = {tick_seconds}\n"
        )
        command = [str(Path(sys.executable).with_name("moedt")), "central"]
        process = subprocess.Popen([*command, "--settings", str(settings)])
        try:
            _wait_for(port)
            yield Running(port, process.pid)
        finally:
            os.kill(process.pid, signal.SIGTERM)
            process.wait()


def add_terminals(engine: Engine, devices: Sequence[str]) -> None:
    """Add the small world and these terminals, all with the same key."""
    first, *others = devices
    with engine.begin() as connection:
        set_up(connection, device=first)
        for device in others:
            people.add_terminal(
                connection,
                site=SITE,
                terminal=device,
                public_key=public_bytes(DEVICE_KEY),
                provenance=PROVENANCE,
            )


def signed(batch: Batch, port: int) -> Sent:
    """Make the request that carries a batch."""
    path, body = entries_path(batch.device), pack(batch)
    request = Request(
        method="POST",
        url=f"http://127.0.0.1:{port}{path}",
        headers=dict(HEADERS),
        body=body,
    )
    nonce = f"{batch.device}-{batch.head.seq}"
    sign_request(request, DEVICE_KEY, keyid=batch.device, nonce=nonce, created_ns=NS)
    return Sent(path, body, dict(request.headers))


def send_all(port: int, ready: Sequence[Sequence[Sent]], lines: int) -> list[float]:
    """Send each terminal's requests in their order, some terminals at once.

    Gives how many seconds each request waited for its receipt.
    """
    with ThreadPoolExecutor(lines) as pool:
        of_each = pool.map(lambda mine: send_in_order(port, mine), ready)
        return [one for waited in of_each for one in waited]


def send_in_order(port: int, ready: Sequence[Sent]) -> list[float]:
    """Send one after the other over one connection, as a terminal does."""
    line, waited = http.client.HTTPConnection("127.0.0.1", port), []
    for one in ready:
        begun = time.perf_counter()
        line.request("POST", one.path, one.body, one.headers)
        answer = line.getresponse()
        said = answer.read()
        waited.append(time.perf_counter() - begun)
        if answer.status != http.client.OK:
            raise RuntimeError(f"central answered {answer.status}: {said[:200]!r}")
    line.close()
    return waited


def _wait_for(port: int) -> None:
    until = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("central did not start")


def family_cpu_seconds(pid: int) -> float:
    """Return the processor seconds of a process and of all processes below it.

    A process that ended counts through its parent, which the kernel credits with the
    time of the children it has waited for.
    """
    process = psutil.Process(pid)
    family = [*process.children(recursive=True), process]
    return sum(cpu_seconds(member) for member in family)


def cpu_seconds(process: psutil.Process) -> float:
    """Return the processor seconds of a process and of its children that ended."""
    try:
        used = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    own: float = used.user + used.system
    ended: float = used.children_user + used.children_system
    return own + ended


def parent_of(pid: int) -> int:
    """Return the process that started this one."""
    return int(psutil.Process(pid).ppid())
