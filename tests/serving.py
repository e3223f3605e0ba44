"""An application that answers over HTTP for the time of a test."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.serving import make_server


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Let it answer on a port of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=False)
    app.config["ADDRESS"] = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield app.config["ADDRESS"]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
