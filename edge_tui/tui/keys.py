"""Keys as shown to the user: an action's current key, the table of all keys, and which actions lose theirs."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

_KEY_NAMES = {
    "slash": "/",
    "full_stop": ".",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "ctrl+at": "ctrl+space",
    "asterisk": "*",
    "minus": "-",
    "plus": "+",
}


def key_of(screen: Screen[Any], action: str) -> str:
    """The current key of a screen's action, including the user's keymap; empty if it has none."""
    for active in screen.active_bindings.values():
        if active.binding.action == action:
            return screen.app.get_key_display(active.binding)
    return ""


def key_by_id(app: App[object], binding_id: str, owners: Iterable[type[DOMNode]]) -> str:
    """The key of a binding wherever the focus is, including the user's keymap; empty if no owner has it."""
    for owner in owners:
        for binding in getattr(owner, "BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id == binding_id:
                users_key = getattr(app, "keymap", {}).get(binding_id)
                key = (users_key or binding.key).split(",")[0]
                return app.get_key_display(
                    replace(binding, key=key, key_display=None if users_key else binding.key_display)
                )
    return ""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One binding: its id in a keymap, its default keys, and what it does."""

    id: str
    keys: str
    description: str


def key_rows(owner: type[DOMNode] | type[App[object]]) -> Iterator[KeyRow]:
    """The bindings of a class that a keymap can change, in the order of declaration."""
    for binding in owner.__dict__.get("BINDINGS", []):
        if isinstance(binding, Binding) and binding.id:
            keys = ", ".join(_name_of(key) for key in binding.key.split(","))
            yield KeyRow(binding.id, keys, binding.tooltip or binding.description)


def markdown_table(owners: Iterable[tuple[str, type[DOMNode] | type[App[object]]]]) -> str:
    """The keys of several classes as one Markdown table, each class under its title."""
    lines = ["| Where | Keys | Does | In a keymap |", "|---|---|---|---|"]
    for title, owner in owners:
        for index, row in enumerate(key_rows(owner)):
            keys = ", ".join(f"`{key}`" for key in row.keys.split(", "))
            lines.append(f"| {'' if index else title} | {keys} | {row.description} | `{row.id}` |")
    return "\n".join(lines)


def _name_of(key: str) -> str:
    return _KEY_NAMES.get(key.strip(), key.strip())


class KeymapClashes:
    """Names each clash once: Textual reports it with every look at the keys of a widget."""

    def __init__(self) -> None:
        self._named: set[str] = set()

    def new_ones(self, clashed: Iterable[Binding], node: DOMNode) -> Iterator[str]:
        """A sentence for each action of the widget that has lost its key and hasn't been named yet."""
        ids = {binding.id for bindings in node._bindings.key_to_bindings.values() for binding in bindings}
        for sentence in lost_actions(clashed, node.app._keymap, ids):
            if sentence not in self._named:
                self._named.add(sentence)
                yield sentence


def lost_actions(clashed: Iterable[Binding], keymap: Mapping[str, str], ids: Collection[str | None]) -> list[str]:
    """A sentence for each binding whose key the keymap gives to another action of the same widget.

    `clashed` is what Textual reports: also an action that had several keys, as a clash with itself. `ids` are those of
    the widget's bindings.
    """
    taken = {(key, name) for name in ids for key in (keymap.get(name, "") if name else "").split(",")}
    return sorted(
        f"Your keymap takes {binding.key} from {binding.description}."
        for binding in set(clashed)
        if any(key == binding.key and name != binding.id for key, name in taken)
    )
