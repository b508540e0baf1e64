"""Packs a flat list of XDM fields into the tree that the linter ships.

    python -m edge_tui.lint.xdm.build xdm-fields.json > edge_tui/lint/xdm/fields.json

The list maps wire paths (`web.webPageDetails.URL`, `productListItems[].SKU`, `identityMap.*`) to
`type`, `format`, `enum`, `known`, `min`, `max`, `minLength`, `maxLength`, `pattern`, `required`,
`deprecated` and `map`.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

_STEP = re.compile(r"\[\]|\.\*|\.?[^.\[]+")
_KEPT = ("format", "enum", "min", "max", "minLength", "maxLength", "pattern", "required", "deprecated")


def pack(listing: dict[str, Any]) -> dict[str, Any]:
    """The tree for a flat list: `fields` by name, `items` of an array, `each` for the values of a map."""
    tree: dict[str, Any] = {"type": "object"}
    for path, facts in listing["fields"].items():
        node = tree
        for step in _STEP.findall(path):
            node = _inside(node, step)
        node |= _facts(facts)
    # Adobe's own namespace: the list is incomplete.
    tree["fields"]["_experience"]["map"] = True
    return {"source": listing["source"], "event": tree}


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


def main() -> None:
    """Reads the list in the file given as the only argument and writes the tree to standard output."""
    listing = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    print(json.dumps(pack(listing), separators=(",", ":"), ensure_ascii=False))


if __name__ == "__main__":
    main()
