"""What is no database of central's, or of another version, is refused and not touched.

Each refusal is one sentence that says what to do.
"""

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, text
from sqlcipher3 import dbapi2

from firmware.clock import ManualClock
from server_sync.central.app import create_app, open_central
from server_sync.central.db.migrate import migrate
from server_sync.central.errors import UnusableSchema
from server_sync.central.prepare import bring_up, prepare
from server_sync.central.settings import CentralSettings
from server_sync.cli import moedt
from tests.server_sync.central.db.made_up import (
    ADD,
    LATER,
    LATEST,
    NEWEST,
    REMAKE,
    add_version,
    versions_with,
)
from tests.server_sync.central.db.older import MakeDatabase, restore
from tests.server_sync.central.db.rows import rows_of


def files_in(folder: Path) -> dict[str, bytes]:
    """Read every file of a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def refusal_of(engine: Engine) -> str:
    """Try every way in; return the sentence, which is the same in each."""
    sentences = set()
    for way_in in (prepare, bring_up):
        with pytest.raises(UnusableSchema) as refused:
            way_in(engine, now=0)
        sentences.add(str(refused.value))
    (sentence,) = sentences
    return sentence


SHOP = "CREATE TABLE orders (id INTEGER PRIMARY KEY); INSERT INTO orders VALUES (7)"
NEWER = "UPDATE moedt_schema SET version_num = '0099', usable_from = '0098'"
STRANGE = "UPDATE moedt_schema SET version_num = 'ae1027a6', usable_from = ''"
TWO = "INSERT INTO moedt_schema VALUES ('0002', '0002')"
LACKING = "DROP TABLE moedt_schema; DROP TABLE support_note"

REFUSED = {
    "another product": (None, SHOP, ["orders", "`database` in central.toml"]),
    "newer": ("0001", NEWER, ["0099", "install the version"]),
    "strange": ("0001", STRANGE, ["ae1027a6", "install the version"]),
    "two versions": ("0001", TWO, ["2 versions", "restore it"]),
    "no version, and not the first": ("0001", LACKING, ["support_note.", "start"]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_and_left_as_it_is(
    make_database: MakeDatabase, tmp_path: Path, name: str
) -> None:
    """Neither a table, nor a row, nor a byte of a file is written."""
    version, script, parts = REFUSED[name]
    engine = make_database()
    if version:
        restore(engine, version)
    run_plainly(engine, script)
    before, files = rows_of_any(engine), files_in(tmp_path)
    sentence = refusal_of(engine)

    assert all(part in sentence for part in parts), sentence
    assert sentence.endswith("nothing was changed")
    assert len(sentence.splitlines()) == 1
    assert files_in(tmp_path) == files
    assert rows_of_any(engine) == before


@pytest.mark.parametrize("content", [b"PK\x03\x04 no database" * 400, b"x"])
def test_a_file_that_is_no_database_is_left_as_it_is(
    make_sqlite: MakeDatabase, tmp_path: Path, content: bytes
) -> None:
    """It is somebody's file, and its path may have been misspelt."""
    engine = make_sqlite()
    (tmp_path / "central-0.db").write_bytes(content)
    files = files_in(tmp_path)
    sentence = refusal_of(engine)

    assert "central-0.db cannot be read as a database" in sentence
    assert sentence.endswith("nothing was changed")
    assert files_in(tmp_path) == files


def test_the_command_says_it_in_a_line(tmp_path: Path) -> None:
    """`moedt central` ends with status 1, and makes neither keys nor folders."""
    shop = tmp_path / "shop.db"
    connection = dbapi2.connect(str(shop))
    connection.executescript(SHOP)
    connection.close()
    settings = tmp_path / "central.toml"
    settings.write_text(f'database = "sqlite:///{shop}"\n')
    files, folders = files_in(tmp_path), set(tmp_path.iterdir())
    for command in ([], ["migrate"], ["rebuild"], ["restored"]):
        done = CliRunner().invoke(
            moedt, ["central", "--settings", str(settings), *command]
        )

        assert done.exit_code == 1, (command, done.output)
        assert done.output.startswith("Error: this database belongs to another")
        assert len(done.output.splitlines()) == 1
    assert files_in(tmp_path) == files
    assert set(tmp_path.iterdir()) == folders


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("schema = 1", "there is no setting 'schema'"),
        ("databse = ''", "did you mean database?"),
        ("data_dir = '/srv'", "is called 'folder' since this version: rename it"),
    ],
)
def test_settings_of_another_version_are_refused_in_a_line(
    tmp_path: Path, written: str, says: str
) -> None:
    """A key that this version does not know ends it before anything is opened."""
    settings = tmp_path / "central.toml"
    settings.write_text(f"{written}\n")
    done = CliRunner().invoke(moedt, ["central", "--settings", str(settings)])

    assert (done.exit_code, len(done.output.splitlines())) == (1, 1)
    assert says in done.output
    assert list(files_in(tmp_path)) == ["central.toml"]


def test_health_says_why_until_the_schema_fits(tmp_path: Path) -> None:
    """The database was migrated under a central that runs; then it was restored."""
    settings = CentralSettings.parse({"folder": str(tmp_path)}, path=tmp_path)
    clock = ManualClock(wall_ns=0)
    central = open_central(settings, clock=clock)
    client = create_app(settings, clock=clock, central=central).test_client()
    before = client.get("/health")
    with central.engine.begin() as connection:
        connection.execute(text(NEWER))
    refused = client.get("/health")
    with central.engine.begin() as connection:
        connection.execute(text("UPDATE moedt_schema SET version_num = '0000'"))
    older = client.get("/health")
    with central.engine.begin() as connection:
        connection.execute(
            text("UPDATE moedt_schema SET version_num = '0099', usable_from = '0001'")
        )
    compatible = client.get("/health")
    central.engine.dispose()

    assert (before.status_code, before.get_json()) == (200, {"status": "ok"})
    assert refused.status_code == 503
    assert "0099" in refused.get_json()["reason"]
    assert older.status_code == 503
    assert "moedt central migrate" in older.get_json()["reason"]
    assert compatible.status_code == 200


def test_a_later_version_is_refused_by_the_program_before(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    """Not marked compatible: this program is told to make way, not to repair it."""
    engine, folder = make_database(), versions_with(tmp_path, ADD)
    add_version(folder, REMAKE, before=LATER)
    restore(engine, NEWEST.version)
    migrate(engine, now=0, folder=folder)
    older = versions_with(tmp_path, ADD)

    with pytest.raises(UnusableSchema, match=f"schema {LATEST}, and this program"):
        prepare(engine, now=0, folder=older)


def rows_of_any(engine: Engine) -> dict[str, object]:
    """Read every row without central's way of opening a file, which writes to it."""
    if engine.dialect.name != "sqlite":
        return dict(rows_of(engine))
    connection = dbapi2.connect(f"file:{engine.url.database}?mode=ro", uri=True)
    try:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
        return {
            name: connection.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608
            for (name,) in names.fetchall()
        }
    finally:
        connection.close()


def run_plainly(engine: Engine, script: str) -> None:
    """Run statements without central's way of opening a file."""
    if engine.dialect.name == "sqlite":
        connection = dbapi2.connect(engine.url.database)
        connection.executescript(script)
        connection.close()
        return
    with engine.begin() as connection:
        for statement in script.split(";"):
            connection.execute(text(statement))
