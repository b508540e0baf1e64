"""The keys of a screen as commands, so that the palette, and the mouse, can do all that a key can."""

from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import Any

from textual.actions import parse
from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

from edge_tui.tui.keys import key_by_id
from edge_tui.tui.palette.search import Row, sentence_of

# The areas of the workbench's keys: by the whole id, or by its first part. Any other first part is the area itself.
_AREAS = {
    **dict.fromkeys(("edit", "import", "send", "watch", "side-by-side", "cancel"), "event"),
    **dict.fromkeys(("answer", "tree", "report", "why", "compare", "pager"), "response"),
    **dict.fromkeys(("back", "jump", "sidebar"), "pane"),
    **dict.fromkeys(("profiles", "doctor"), "profile"),
    **dict.fromkeys(("templates", "browser", "save"), "template"),
    **dict.fromkeys(("visitors",), "visitor"),
    "findings": "problems",
}
# A part of an id that is an area only when it is the whole id.
_ALONE = ("compare", "doctor", "side-by-side")
# Moving about and selecting: a mouse does it anyway, and everybody knows the keys.
_MINOR = ("edit.", "text.", "pane.", "find.", "tree.down", "tree.up", "tree.open", "tree.close")
# These lead to where the palette already is.
_LEFT_OUT = ("palette", "help", "quit")


def key_commands(screen: Screen[Any], known: Collection[tuple[int, str]], titles: Collection[str]) -> Iterator[Row]:
    """A row for each key of the focused widget and of what it is in, as far as it does something now.

    `known` are the actions that have commands already, as the owner's `id()` and the method's name; `titles` the
    commands' titles.
    """
    nodes = (screen.focused or screen).ancestors_with_self
    listed = set(titles)
    for node in nodes:
        for owner in type(node).__mro__:
            for binding in owner.__dict__.get("BINDINGS", ()):
                row = _row(screen.app, node, owner, binding, known) if isinstance(binding, Binding) else None
                if row is not None and row.title not in listed:
                    listed.add(row.title)
                    yield row


def _row(app: App[Any], node: DOMNode, owner: type, binding: Binding, known: Collection[tuple[int, str]]) -> Row | None:
    """The row of a binding; None for one without an ID, that does nothing now, or has a command."""
    if not binding.id or binding.id in _LEFT_OUT or ":" in binding.action:
        return None
    _, name, parameters = parse(binding.action)
    if (not parameters and (id(node), f"action_{name}") in known) or not node.check_action(name, parameters):
        return None
    words = binding.description[:1].lower() + binding.description[1:]
    sentence = sentence_of(binding.tooltip or binding.description)
    run: Callable[[], Any] = partial(app.run_action, binding.action, node)
    key = key_by_id(app, binding.id, (owner,))
    return Row(area_of(binding.id), words, sentence, key, run, is_minor=binding.id.startswith(_MINOR))


def area_of(binding_id: str) -> str:
    """The area of a key's command."""
    first, dot, _ = binding_id.partition(".")
    return first if dot and first in _ALONE else _AREAS.get(first, first)
