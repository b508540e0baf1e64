"""The fields of an XDM schema as a list: one per line, a dotted path and optionally a type."""

import re
from typing import Any

from edge_tui.model.json.document import JsonObject

_PATH = re.compile(r"[A-Za-z_][\w-]*(?:\[\])?(?:\.[A-Za-z_][\w-]*(?:\[\])?)*")
_BETWEEN = re.compile(r"\s*[,;\t]\s*")
# Platform's names for types in addition to JSON's; other types aren't checked.
_TYPES: dict[str, JsonObject] = {
    **{name: {"type": name} for name in ("string", "integer", "number", "boolean", "object", "array")},
    **{key: {"type": "integer"} for key in ("int", "long", "short", "byte")},
    **{key: {"type": "number"} for key in ("double", "float")},
    "date-time": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "map": {"type": "object"},
}


def schema_of(text: str) -> JsonObject | None:
    """The JSON Schema for a list of fields; None for any other text.

    `productListItems[].SKU string` is a field of each item of an array. Cells are separated by
    commas, semicolons, tabs or spaces; a heading, empty lines and lines starting with `#` are ignored.
    """
    lines = (line.strip() for line in text.splitlines())
    rows = [_cells(line) for line in lines if line and not line.startswith("#")]
    if rows and [cell.casefold() for cell in rows[0][1:2]] == ["type"]:
        rows = rows[1:]
    if not rows or not all(_PATH.fullmatch(row[0]) for row in rows):
        return None
    schema: JsonObject = {}
    for row in rows:
        kind = row[1].casefold() if len(row) > 1 else ""
        _add_field(schema, row[0].removeprefix("xdm.").split("."), _TYPES.get(kind, {}))
    return schema


def _cells(line: str) -> list[str]:
    """Path and type; after a space only a known type counts, since any prose has spaces."""
    cells = _BETWEEN.split(line)
    path, _, kind = line.rpartition(" ")
    return [path.strip(), kind] if len(cells) == 1 and kind.casefold() in _TYPES else cells


def _add_field(schema: JsonObject, names: list[str], keywords: JsonObject) -> None:
    node: dict[str, Any] = schema
    for name in names:
        node = node.setdefault("properties", {}).setdefault(name.removesuffix("[]"), {})
        if name.endswith("[]"):
            node["type"] = "array"
            node = node.setdefault("items", {})
    node.update(keywords)
