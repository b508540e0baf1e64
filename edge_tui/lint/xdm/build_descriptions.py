"""Packs the titles and descriptions of XDM fields into the file that the explorer reads.

    python -m edge_tui.lint.xdm.build_descriptions xdm-fields.json > edge_tui/lint/xdm/descriptions.json.z

XDM reuses its data types, so the last two steps of a path nearly always tell what a field is. Only where they
don't, whole paths are kept: 14,000 fields take 115 KB.
"""

import json
import sys
import zlib
from collections import defaultdict
from pathlib import Path
from typing import Any

Texts = tuple[str, str]


def pack(listing: dict[str, Any]) -> dict[str, Texts]:
    """Title and description by the last two steps of a path, or by the whole path where those are ambiguous."""
    by_key: dict[str, dict[str, Texts]] = defaultdict(dict)
    for path, facts in listing["fields"].items():
        texts = facts.get("title", ""), facts.get("description", "")
        if any(texts):
            by_key[key_of(path)][path] = texts
    packed: dict[str, Texts] = {}
    for key, paths in by_key.items():
        distinct = set(paths.values())
        packed |= {key: distinct.pop()} if len(distinct) == 1 else paths
    return packed


def key_of(path: str) -> str:
    """The last two steps of a path."""
    return ".".join(path.split(".")[-2:])


def main() -> None:
    """Reads the list in the file given as the only argument and writes the packed texts to standard output."""
    listing = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    document = {"source": listing["source"], "texts": pack(listing)}
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    sys.stdout.buffer.write(zlib.compress(text.encode(), 9))


if __name__ == "__main__":
    main()
