"""Copies a node of a tree."""

from typing import Any

from textual.app import App

from edge_tui.model.json.document import compact
from edge_tui.model.node import ABSENT, Node

_MAX_SHOWN = 60


def copy_node(app: App[Any], node: Node, part: str) -> None:
    """Copies a node's value, or its JSON pointer for the part `path`."""
    if part == "path":
        text = node.pointer or ""
    elif node.content is ABSENT:
        text = node.value or node.label
    else:
        text = node.content if isinstance(node.content, str) else compact(node.content)
    if not text:
        app.notify("Nothing to copy here.", severity="warning")
        return
    app.copy_to_clipboard(text)
    shown = text if len(text) <= _MAX_SHOWN else text[: _MAX_SHOWN - 1] + "…"
    app.notify(f"Copied {shown}", markup=False, timeout=2)
