"""Give an app the common face: its sheet, its templates, its marks and words.

Sheets and scripts are asked for under an address that names their content, so that a
browser keeps them for good; a changed file has another address.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, request, url_for

from kiosk.look import words
from kiosk.look.marks import DOOR_SIGNS, SIGNS, STATUS_SIGNS

FOR_EVER = "max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
ENDPOINT = "look.static"


def register(app: Flask) -> None:
    """Serve the common sheet, and let templates import `look_*.html`."""
    app.register_blueprint(
        Blueprint(
            "look",
            __name__,
            static_folder="static",
            static_url_path="/static/look",
            template_folder="templates",
        )
    )
    app.jinja_env.globals.update(
        signs=SIGNS,
        status_signs=STATUS_SIGNS,
        door_signs=DOOR_SIGNS,
        words=words,
    )
    version_files(app)


def version_files(app: Flask) -> None:
    """Put the first digits of its SHA-256 behind the address of each static file."""

    @cache
    def version(endpoint: str, name: str) -> str:
        content = (_folder(app, endpoint) / name).read_bytes()
        return hashlib.sha256(content).hexdigest()[:12]

    @app.url_defaults
    def _by_content(endpoint: str, values: dict[str, Any]) -> None:
        if is_static(endpoint):
            values["v"] = version(endpoint, values["filename"])


def is_static(endpoint: str | None) -> bool:
    """Whether the endpoint serves files of the app itself or of a blueprint."""
    return endpoint is not None and endpoint.rpartition(".")[2] == "static"


def keeping(response: Response) -> str | None:
    """Return the Cache-Control of a static file that was found; None of all else."""
    if not is_static(request.endpoint) or response.status_code not in (200, 304):
        return None
    # A page of another version may ask for a file that has changed since.
    current = url_for(str(request.endpoint), **(request.view_args or {}))
    return FOR_EVER if request.full_path == current else ASK_AGAIN


def _folder(app: Flask, endpoint: str) -> Path:
    blueprint = endpoint.rpartition(".")[0]
    owner = app.blueprints[blueprint] if blueprint else app
    return Path(owner.static_folder or "")
