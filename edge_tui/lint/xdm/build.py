"""Packs a flat list of XDM fields into the table that the linter ships.

    python -m edge_tui.lint.xdm.build xdm-fields.json > edge_tui/lint/xdm/fields.json

The list maps wire paths (`web.webPageDetails.URL`, `productListItems[].SKU`, `identityMap.*`) to
`type`, `format`, `enum`, `known`, `min`, `max`, `minLength`, `maxLength`, `pattern`, `required`,
`deprecated` and `map`. XDM reuses its data types: an address has the same members wherever it is.
Equal nodes are stored once, and a node names its members by their number, so that 14,297 fields
need about 1,000 nodes and 130 KB. Titles and descriptions are left out.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

from edge_tui.lint.xdm.documented import DOCUMENTED

_STEP = re.compile(r"\[\]|\.\*|\.?[^.\[]+")
_KEPT = ("format", "enum", "min", "max", "minLength", "maxLength", "pattern", "required", "deprecated")


def pack(listing: dict[str, Any]) -> dict[str, Any]:
    """The nodes for a flat list, the event last: `fields` by name, `items` of an array, `each` of a map."""
    tree: dict[str, Any] = {"type": "object"}
    for path, facts in {**DOCUMENTED, **listing["fields"]}.items():
        node = tree
        for step in _STEP.findall(path):
            node = _inside(node, step)
        node |= _facts(facts)
    # Adobe's own namespace: other products add members of their own.
    tree["fields"]["_experience"]["map"] = True
    numbers: dict[str, int] = {}
    _number(tree, numbers)
    return {"source": listing["source"], "nodes": [json.loads(node) for node in numbers]}


def _inside(node: dict[str, Any], step: str) -> dict[str, Any]:
    if step == "[]":
        inner = node.setdefault("items", {})
    elif step == ".*":
        inner = node.setdefault("each", {})
    else:
        inner = node.setdefault("fields", {}).setdefault(step.removeprefix("."), {})
    assert isinstance(inner, dict)
    return inner


def _facts(facts: dict[str, Any]) -> dict[str, Any]:
    kept = {name: facts[name] for name in _KEPT if name in facts}
    if facts["type"] != "string":
        kept["type"] = facts["type"]
    if facts.get("map"):
        kept["map"] = True
    if "known" in facts and "enum" not in facts:
        kept["known"] = facts["known"]
    return kept


def _number(node: dict[str, Any], numbers: dict[str, int]) -> int:
    """The number of a node; members have lower numbers than their holder."""
    numbered = dict(node)
    if "fields" in node:
        numbered["fields"] = {name: _number(inner, numbers) for name, inner in node["fields"].items()}
    for name in ("items", "each"):
        if name in node:
            numbered[name] = _number(node[name], numbers)
    return numbers.setdefault(json.dumps(numbered), len(numbers))


def main() -> None:
    """Reads the list in the file given as the only argument and writes the table to standard output."""
    listing = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    print(json.dumps(pack(listing), separators=(",", ":"), ensure_ascii=False))


if __name__ == "__main__":
    main()
