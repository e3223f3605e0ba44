"""demo.json is there only while it is true, and always whole."""

import json
from pathlib import Path

import click
import msgspec
import pytest
from msgspec.structs import replace

from server_sync.demo.folder import DemoDescription, DemoFolder, DemoState

WRITTEN = {
    "kiosk": "http://127.0.0.1:8400",
    "central": "http://127.0.0.1:8500",
    "token": "t",
    "logins": [{"name": "Mette", "pin": "2468", "role": "koordinator"}],
    "people": ["Åse Holm"],
}
DESCRIPTION = msgspec.convert(WRITTEN, DemoDescription)
READY = DemoState(token=DESCRIPTION.token, ready=True)


@pytest.fixture
def folder(tmp_path: Path) -> DemoFolder:
    """An empty folder for a demo."""
    return DemoFolder(data=tmp_path, kiosk_port=8400, central_port=8500)


def test_demo_json_has_the_form_that_programs_rely_on(folder: DemoFolder) -> None:
    """Its five names are there at once, and no other file is left beside it."""
    folder.publish(DESCRIPTION)

    assert json.loads(folder.description_path.read_text()) == WRITTEN
    assert list(folder.data.iterdir()) == [folder.description_path]
    assert folder.description_path.stat().st_mode & 0o077 == 0


def test_a_program_that_reads_demo_json_never_sees_half_of_it(
    folder: DemoFolder,
) -> None:
    """A change puts another file in its place; who has it open reads the old one."""
    folder.publish(DESCRIPTION)
    with folder.description_path.open() as opened:
        folder.publish(replace(DESCRIPTION, people=()))
        read = json.loads(opened.read())

    assert read["people"] == ["Åse Holm"]
    assert folder.published().people == ()


def test_what_did_not_change_is_not_written(folder: DemoFolder) -> None:
    """The file of an idle demo stays the same file."""
    folder.publish(DESCRIPTION)
    first = folder.description_path.stat().st_ino
    folder.publish(DESCRIPTION)

    assert folder.description_path.stat().st_ino == first


def test_withdrawn_it_is_gone_and_the_state_stays(folder: DemoFolder) -> None:
    """Between two runs the token is remembered, but nothing is promised."""
    folder.save_state(READY)
    folder.publish(DESCRIPTION)
    folder.withdraw()
    folder.withdraw()

    assert not folder.description_path.exists()
    assert folder.state() == READY


def test_a_demo_of_the_version_before_goes_on(folder: DemoFolder) -> None:
    """It noted in demo.json itself that its four weeks were complete."""
    folder.description_path.write_text('{"token": "t", "people": [], "ready": true}')

    assert folder.state() == READY


def test_a_demos_folder_is_emptied(folder: DemoFolder) -> None:
    """`--reset` deletes files and folders."""
    folder.save_state(DemoState())
    (folder.data / "kiosk").mkdir()
    (folder.data / "kiosk" / "journal.db").touch()
    folder.clear()

    assert list(folder.data.iterdir()) == []


def test_a_folder_that_is_no_demos_is_left_alone(folder: DemoFolder) -> None:
    """Whoever names the wrong folder loses nothing."""
    (folder.data / "thesis.odt").touch()

    with pytest.raises(click.ClickException, match="no demo's folder"):
        folder.clear()
    assert (folder.data / "thesis.odt").exists()
