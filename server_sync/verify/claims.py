"""Compare central's facts with the terminals' entries that they came from."""

from collections.abc import Iterable, Mapping

from kiosk.errors import BadEntry
from kiosk.journal.contents import Content, Entry, decode_content
from server_sync.verify.case import Fact
from server_sync.verify.findings import Found

Entries = Mapping[str, Entry]


def hold_facts(facts: Iterable[Fact], entries: Entries, found: Found) -> None:
    """Check that each fact from a terminal agrees with its entry.

    Args:
        facts: as central wrote them.
        entries: those in the file, by "device/chain/seq".
        found: gets what does not agree.
    """
    for fact in facts:
        if fact.origin == "terminal":
            _hold(fact, entries.get(fact.key), found)


def _hold(fact: Fact, entry: Entry | None, found: Found) -> None:
    if entry is None or entry.content is None:
        found.fault(f"UNFOUNDED: no event tells the {fact.table} {fact.key}")
        return
    try:
        content = decode_content(entry.kind, entry.content)
    except BadEntry:
        content = None
    if entry.kind != fact.table or not _names_same(content, fact):
        found.fault(f"CONTRADICTED: the event tells another {fact.table} {fact.key}")


def _names_same(content: Content | None, fact: Fact) -> bool:
    """Compare by whom and about whom; times are in the entry for people to read."""
    if content is None or getattr(content, "by", None) != fact.by:
        return False
    return getattr(content, "person", None) == fact.says.get("person")
