"""What the documents name is there."""

from tests.docs.documents import HISTORY, WRITTEN, paths_in
from tests.paths import ROOT


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
