"""Central as a web application: what terminals, staff and the jobcentre see."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, Response, jsonify
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from firmware.clock import Clock
from server_sync.central import api, metrics
from server_sync.central.db import tables
from server_sync.central.db.engine import create_engine_for, reading
from server_sync.central.db.migrate import newest_version
from server_sync.central.db.schema_version import refuse_unusable, version_in
from server_sync.central.db.sealing import Sealer, secret_from
from server_sync.central.errors import UnusableSchema
from server_sync.central.evidence.own_keys import store_key
from server_sync.central.metrics import Tally
from server_sync.central.prepare import prepare
from server_sync.central.settings import CentralSettings
from server_sync.central.terminals import door_logins, enrolment_views, releases, views
from server_sync.central.trusted_time import TrustedTime
from server_sync.central.web import auth, routes
from server_sync.protocol.signing import PrivateKey, load_key, new_key

NS = 10**9
FORM_BYTES_MAX = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Central:
    """What central stands on, made once in each process."""

    engine: Engine
    signing_key: PrivateKey
    sealer: Sealer
    session_key: bytes


def open_central(settings: CentralSettings, *, clock: Clock) -> Central:
    """Open the database and the keys; what is missing is made, for nobody else to read.

    Raises:
        UnsafeDatabase: the database could lose what it confirms.
        UnusableSchema: the database is another product's, or of another version.
        BadKey: the signing key cannot be used.
    """
    path = settings.key_path
    engine, now = create_engine_for(settings.database_url), clock.now().wall_ns // NS
    prepare(engine, now=now)  # before any file is made: it may refuse
    settings.central_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    signing_key = load_key(path) if path.exists() else new_key(path)
    with engine.begin() as connection:
        store_key(connection, key=signing_key, now=now)
    return Central(
        engine=engine,
        signing_key=signing_key,
        sealer=Sealer(secret_from(settings.sealing_path)),
        session_key=secret_from(settings.session_path),
    )


def create_app(
    settings: CentralSettings,
    *,
    clock: Clock,
    central: Central | None = None,
    tally: Tally | None = None,
) -> Flask:
    """Make the application.

    Args:
        settings: as read from `central.toml`.
        clock: tells what time it is; a test can set it.
        central: what it stands on; None opens what the settings name.
        tally: counts deliveries; None counts those of this process by themselves.
    """
    central = central or open_central(settings, clock=clock)
    app = Flask(__name__, static_folder=None)
    app.config.update(
        SECRET_KEY=central.session_key,
        ADDRESS=settings.address,
        RELEASE_PATH=settings.release_path.absolute(),
        OVER_TLS=settings.address.startswith("https:"),
        MAX_CONTENT_LENGTH=FORM_BYTES_MAX,
    )
    app.extensions.update(
        engine=central.engine,
        clock=clock,
        trusted_time=TrustedTime(clock),
        signing_key=central.signing_key,
        sealer=central.sealer,
    )
    terminals = views.blueprint()
    terminals.get("/<device>/release")(releases.release)
    terminals.post("/<device>/login")(door_logins.log_in)
    app.register_blueprint(terminals)
    app.register_blueprint(enrolment_views.blueprint())
    metrics.register(app, port=settings.metrics_port, tally=tally or Tally())
    auth.register(app)
    routes.register(app)
    api.register(app)
    app.get("/health")(_health(app))
    return app


def _health(app: Flask) -> Callable[[], tuple[Response, int]]:
    engine: Engine = app.extensions["engine"]
    trusted_time: TrustedTime = app.extensions["trusted_time"]

    def health() -> tuple[Response, int]:
        """Say whether central works: our tables answer, and the clock is believed."""
        try:
            with reading(engine) as connection:
                found = version_in(connection)
                refuse_unusable(found, own=newest_version().version)
                connection.execute(select(tables.incarnation)).first()
            problem = trusted_time.read(engine).problem
        except UnusableSchema as error:
            return jsonify(status="out of order", reason=str(error)), 503
        except SQLAlchemyError as error:
            reason = f"the database does not answer: {type(error).__name__}"
            return jsonify(status="out of order", reason=reason), 503
        if problem:
            return jsonify(status="out of order", reason=problem), 503
        return jsonify(status="ok"), 200

    return health
