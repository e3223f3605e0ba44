"""What the documents name is there."""

from tests.docs.documents import HISTORY, WRITTEN, paths_in
from tests.paths import DOCS, ROOT


def test_every_path_that_a_document_names_exists() -> None:
    """A file that is moved takes the documents along; `*` stands for any name."""
    missing = [
        f"{document.relative_to(ROOT)}: {path}"
        for document in WRITTEN
        if document != HISTORY
        for path in paths_in(document)
        if not any(ROOT.glob(path))
    ]

    assert missing == []


def test_every_room_is_in_the_architecture() -> None:
    """A folder that is added gets a line that says what it is."""
    text = (DOCS / "architecture.md").read_text()
    rooms = [
        room.relative_to(ROOT).as_posix()
        for floor in ("firmware", "kiosk", "server_sync", "server_sync/central")
        for room in sorted((ROOT / floor).iterdir())
        if any(room.glob("*")) and not room.name.startswith(("_", "."))
    ]

    assert [room for room in rooms if f"`{room}`" not in text] == []
