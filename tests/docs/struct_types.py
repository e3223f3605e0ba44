"""The types of msgspec's structs in words: `integer, 1 to 65535`."""

import msgspec
from msgspec import Struct, inspect

PLAIN: dict[type[inspect.Type], str] = {
    inspect.BoolType: "boolean",
    inspect.NoneType: "null",
    inspect.DateType: "date",
    inspect.DateTimeType: "instant with offset (RFC 3339)",
    inspect.RawType: "any encoded value",
}


def words_of(kind: inspect.Type) -> str:  # noqa: C901, PLR0911 - one case a type
    """Return what values this type allows.

    Raises:
        TypeError: no words are known for it; add them here.
    """
    match kind:
        case inspect.Metadata(type=inner):
            return words_of(inner)
        case inspect.IntType(ge=least, le=most):
            return "integer" + _between(least, most)
        case inspect.StrType(min_length=least, max_length=most, pattern=pattern):
            fits = f", `{pattern}`" if pattern else ""
            return "text" + _length(least, most, "characters") + fits
        case inspect.BytesType(min_length=least, max_length=most):
            return "bytes" + _length(least, most, "long")
        case inspect.LiteralType(values=values):
            return "one of " + ", ".join(f"`{value}`" for value in values)
        case inspect.EnumType(cls=enum):
            return "one of " + ", ".join(f"`{member.value}`" for member in enum)
        case inspect.StructType(cls=struct):
            return f"[{struct.__name__}](#{struct.__name__.lower()})"
        case inspect.UnionType(types=types):
            return " or ".join(map(words_of, types))
        case inspect.VarTupleType(item_type=item) | inspect.ListType(item_type=item):
            return f"list of: {words_of(item)}"
    if type(kind) not in PLAIN:
        raise TypeError(f"no words for {kind}")
    return PLAIN[type(kind)]


def default_of(field: msgspec.structs.FieldInfo) -> str:
    """Return the default as TOML and JSON write it; empty where a value is needed."""
    default = field.default
    if default is msgspec.NODEFAULT and field.default_factory is msgspec.NODEFAULT:
        return ""
    if default is msgspec.NODEFAULT:
        default = field.default_factory()
    if isinstance(default, Struct):
        return "see there"
    if default is msgspec.UNSET:
        return "left out"
    return f"`{msgspec.json.encode(default).decode()}`"


def fields_of(struct: type[Struct]) -> dict[str, inspect.Field]:
    """Return the types of a struct's fields by the names they have when encoded."""
    described = inspect.type_info(struct)
    assert isinstance(described, inspect.StructType)
    return {field.name: field for field in described.fields}


def _between(least: int | None, most: int | None) -> str:
    if least is None or most is None:
        return "" if least is None else f" from {least}"
    return f", {least} to {_power(most)}"


def _power(number: int) -> str:
    is_power = number > 2**32 and number & (number - 1) == 0
    return f"2^{number.bit_length() - 1}" if is_power else str(number)


def _length(least: int | None, most: int | None, unit: str) -> str:
    if most is None:
        return ""
    span = str(most) if least == most else f"{least or 0} to {most}"
    return f", {span} {unit}"
