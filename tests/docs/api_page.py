"""`docs/reference/api.md`: the API, from the OpenAPI document that central serves."""

from typing import TypedDict, cast

from server_sync.central.api.app import PREFIX, make
from tests.docs.markdown import code, page, table

Schema = TypedDict(
    "Schema",
    {
        "$ref": str,
        "type": str,
        "format": str,
        "const": str,
        "enum": list[str],
        "anyOf": list["Schema"],
        "items": "Schema",
        "properties": dict[str, "Schema"],
        "description": str,
    },
    total=False,
)


class Parameter(TypedDict, total=False):
    """A parameter of a request, as OpenAPI describes it."""

    name: str
    required: bool
    schema: Schema
    description: str


class Answer(TypedDict):
    """What one status of an answer means."""

    description: str


class Operation(TypedDict, total=False):
    """One route and method."""

    summary: str
    description: str
    parameters: list[Parameter]
    responses: dict[str, Answer]


class Info(TypedDict):
    """What the document says of the API as a whole."""

    description: str


class Components(TypedDict):
    """The types that the routes share."""

    schemas: dict[str, Schema]


class Document(TypedDict):
    """The part of an OpenAPI 3.1 document that this page shows."""

    info: Info
    paths: dict[str, dict[str, Operation]]
    components: Components


def api() -> str:
    """Return the page: each route, then each type."""
    app = make()
    with app.app_context():
        document = cast("Document", app.spec)
    routes = [
        part
        for path, methods in sorted(document["paths"].items())
        for method, operation in methods.items()
        for part in _route(f"{method.upper()} {PREFIX}{path}", operation)
    ]
    types = [
        part
        for name, schema in sorted(document["components"]["schemas"].items())
        for part in _type(name, schema)
    ]
    where = f"Central serves the whole document at `{PREFIX}/openapi.json`."
    return page("The API", document["info"]["description"], where, *routes, *types)


def _route(title: str, operation: Operation) -> tuple[str, ...]:
    asked = [
        (
            code(parameter["name"]),
            _words(parameter["schema"]),
            "yes" if parameter.get("required") else "",
            parameter.get("description", ""),
        )
        for parameter in operation.get("parameters", [])
    ]
    answered = [
        (status, answer["description"])
        for status, answer in sorted(operation["responses"].items())
    ]
    return (
        f"## {title}",
        operation.get("summary", "") + ".",
        table(("parameter", "type", "required", "meaning"), asked) if asked else "",
        table(("status", "answer"), answered),
    )


def _type(name: str, schema: Schema) -> tuple[str, str, str]:
    rows = [
        (code(field), _words(kind), kind.get("description", ""))
        for field, kind in schema.get("properties", {}).items()
    ]
    fields = table(("field", "type", "meaning"), rows) if rows else _words(schema)
    return f"## {name}", schema.get("description", ""), fields


def _words(schema: Schema) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower().replace('.', '')})"
    if "enum" in schema:
        return "one of " + ", ".join(map(code, schema["enum"]))
    if "anyOf" in schema:
        return " or ".join(map(_words, schema["anyOf"]))
    if "items" in schema:
        return f"list of: {_words(schema['items'])}"
    return schema.get("format") or schema.get("type", "any")
