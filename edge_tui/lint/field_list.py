"""The fields of an XDM schema as a list: a line each, a dotted path and perhaps a type."""

import re
from typing import Any

from edge_tui.model.document import JsonObject

_PATH = re.compile(r"[A-Za-z_][\w-]*(?:\[\])?(?:\.[A-Za-z_][\w-]*(?:\[\])?)*")
_BETWEEN = re.compile(r"\s*[,;\t]\s*")
# Platform's own words for types beside JSON's; of any other nothing is said.
_TYPES: dict[str, JsonObject] = {
    **{name: {"type": name} for name in ("string", "integer", "number", "boolean", "object", "array")},
    **{key: {"type": "integer"} for key in ("int", "long", "short", "byte")},
    **{key: {"type": "number"} for key in ("double", "float")},
    "date-time": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "map": {"type": "object"},
}


def schema_of(text: str) -> JsonObject | None:
    """The JSON Schema that a list of fields comes to; None for a text that is none.

    `productListItems[].SKU string` is a field of each item of an array. Cells may be parted by
    commas, tabs or blanks; a heading, empty lines and lines after `#` count as nothing.
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
        _place(schema, row[0].removeprefix("xdm.").split("."), _TYPES.get(kind, {}))
    return schema


def _cells(line: str) -> list[str]:
    """Path and type; behind a blank only a type that is known is one, for any prose has blanks."""
    cells = _BETWEEN.split(line)
    path, _, kind = line.rpartition(" ")
    return [path.strip(), kind] if len(cells) == 1 and kind.casefold() in _TYPES else cells


def _place(schema: JsonObject, names: list[str], said: JsonObject) -> None:
    node: dict[str, Any] = schema
    for name in names:
        node = node.setdefault("properties", {}).setdefault(name.removesuffix("[]"), {})
        if name.endswith("[]"):
            node["type"] = "array"
            node = node.setdefault("items", {})
    node.update(said)
