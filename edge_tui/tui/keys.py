"""Keys as they are told to people: what an action's key is now, and the table of all of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

_SIGNS = {
    "slash": "/",
    "full_stop": ".",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "ctrl+at": "ctrl+space",
}


def key_of(screen: Screen[Any], action: str) -> str:
    """The key that an action of a screen has now, the user's keymap counted in; empty when it has none."""
    for active in screen.active_bindings.values():
        if active.binding.action == action:
            return screen.app.get_key_display(active.binding)
    return ""


def key_by_id(app: App[object], binding_id: str, owners: Iterable[type[DOMNode]]) -> str:
    """The key of a binding wherever the focus is, the user's keymap counted in; empty when nobody has it."""
    for owner in owners:
        for binding in getattr(owner, "BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id == binding_id:
                own = getattr(app, "keymap", {}).get(binding_id)
                key = (own or binding.key).split(",")[0]
                return app.get_key_display(replace(binding, key=key, key_display=None if own else binding.key_display))
    return ""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One binding of the table: its id in a keymap, the keys that come with edge-tui, and what it does."""

    id: str
    keys: str
    description: str


def key_rows(owner: type[DOMNode] | type[App[object]]) -> Iterator[KeyRow]:
    """The bindings of a class that a keymap can change, in the order they are declared."""
    for binding in owner.__dict__.get("BINDINGS", []):
        if isinstance(binding, Binding) and binding.id:
            keys = ", ".join(_named(key) for key in binding.key.split(","))
            yield KeyRow(binding.id, keys, binding.tooltip or binding.description)


def markdown_table(owners: Iterable[tuple[str, type[DOMNode] | type[App[object]]]]) -> str:
    """The keys of several classes as one Markdown table, each class under its own words."""
    lines = ["| Where | Keys | Does | In a keymap |", "|---|---|---|---|"]
    for words, owner in owners:
        for index, row in enumerate(key_rows(owner)):
            keys = ", ".join(f"`{key}`" for key in row.keys.split(", "))
            lines.append(f"| {'' if index else words} | {keys} | {row.description} | `{row.id}` |")
    return "\n".join(lines)


def _named(key: str) -> str:
    return _SIGNS.get(key.strip(), key.strip())
