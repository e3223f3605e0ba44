"""`docs/reference/wire.md` and `journal.md`: the structs that are encoded."""

import inspect
from collections.abc import Iterable
from types import ModuleType

import msgspec
from msgspec import Struct

from kiosk.journal import contents
from server_sync.protocol import wire
from tests.docs.docstrings import attributes_of, summary_of
from tests.docs.markdown import code, page, table
from tests.docs.struct_types import default_of, fields_of, words_of

ABOUT_JOURNAL = """\
Every entry of the journal has a kind and a content. The content is encoded as JSON with
the field names below and is hashed, so a field is never renamed. `Entry` is what the
content is wrapped in."""


def the_wire() -> str:
    """Return the page of what terminal and central send each other."""
    structs: list[type[Struct]] = [*_own_structs(wire), contents.Entry, contents.Head]
    about = inspect.cleandoc(wire.__doc__ or "")
    return page("The wire", about, *_sections(structs))


def the_journal() -> str:
    """Return the page of what an entry of each kind holds."""
    rows = [
        (code(kind), f"[{struct.__name__}](#{struct.__name__.lower()})")
        for kind, struct in contents.CONTENTS.items()
    ]
    listed = table(("kind", "content"), rows)
    structs: list[type[Struct]] = [*contents.CONTENTS.values(), *_parts()]
    return page(
        "Journal contents",
        ABOUT_JOURNAL,
        listed,
        *_sections([*structs, contents.Entry]),
    )


def _own_structs(module: ModuleType) -> list[type[Struct]]:
    return [
        found
        for found in vars(module).values()
        if isinstance(found, type)
        and issubclass(found, Struct)
        and found.__module__ == module.__name__
    ]


def _parts() -> list[type[Struct]]:
    """Return the structs that only occur inside contents."""
    known = {*contents.CONTENTS.values(), contents.Content}
    whole = (contents.Entry, contents.Head)
    return [
        struct
        for struct in _own_structs(contents)
        if struct not in known and struct not in whole
    ]


def _sections(structs: Iterable[type[Struct]]) -> Iterable[str]:
    for struct in structs:
        yield f"## {struct.__name__}"
        yield summary_of(struct)
        yield _encoding(struct)
        yield _fields(struct)


def _encoding(struct: type[Struct]) -> str:
    if struct.__struct_config__.array_like:
        return "Encoded as an array, in this order:"
    strict = struct.__struct_config__.forbid_unknown_fields
    return "" if strict else "Fields that are not listed are ignored."


def _fields(struct: type[Struct]) -> str:
    described, does = fields_of(struct), attributes_of(struct)
    rows = [
        (
            code(field.encode_name),
            words_of(described[field.name].type),
            default_of(field),
            does.get(field.name, ""),
        )
        for field in msgspec.structs.fields(struct)
    ]
    columns = 4 if does else 3
    header = ("field", "type", "default", "meaning")
    return table(header[:columns], [row[:columns] for row in rows])
