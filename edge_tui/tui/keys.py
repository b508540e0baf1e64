"""Keys as shown to the user: an action's current key, the table of all keys, and which actions lose theirs."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

from edge_tui import tui
from edge_tui.model.errors import SetupError

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


def keymap_or_problem(read: Callable[[], Mapping[str, str]]) -> tuple[Mapping[str, str], str]:
    """The user's keymap, and why it has no effect; empty if it has one."""
    try:
        return read(), ""
    except SetupError as error:
        return {}, str(error)


def unknown_ids(keymap: Mapping[str, str]) -> list[str]:
    """A sentence for each name in the keymap that no action has.

    What the explorer hasn't loaded yet, such as its other screens, is loaded when it may have one: that takes a while.
    """
    # Only those who have a keymap need these.
    import importlib
    import pkgutil

    from edge_tui.model.similar_names import did_you_mean

    known = set(_ids_of(DOMNode))
    if not keymap.keys() <= known:
        for module in pkgutil.walk_packages(tui.__path__, f"{tui.__name__}."):
            importlib.import_module(module.name)
        known = set(_ids_of(DOMNode))
    return [
        f"Your keymap has {name}, which no key's action is called. {did_you_mean(name, sorted(known))}".rstrip()
        for name in keymap
        if name not in known
    ]


def _ids_of(owner: type) -> Iterator[str]:
    for binding in owner.__dict__.get("BINDINGS", ()):
        if isinstance(binding, Binding) and binding.id:
            yield binding.id
    subclasses: list[type] = owner.__subclasses__()
    for inner in subclasses:
        yield from _ids_of(inner)


class KeymapClashes:
    """Names each clash of the keymap once: the keys of a screen are looked up with every key that is pressed."""

    def __init__(self) -> None:
        self._named: set[str] = set()
        self._looked_at: set[tuple[type[DOMNode], ...]] = set()

    def new_ones(self, nodes: Sequence[DOMNode]) -> Iterator[str]:
        """A sentence for each action that has lost a key and hasn't been named yet.

        `nodes` are those whose keys are active, the innermost first.
        """
        classes = tuple(type(node) for node in nodes)
        if classes in self._looked_at:
            return
        self._looked_at.add(classes)
        for sentence in lost_actions([node._bindings.key_to_bindings for node in nodes], nodes[0].app._keymap):
            if sentence not in self._named:
                self._named.add(sentence)
                yield sentence


def lost_actions(levels: Sequence[Mapping[str, Sequence[Binding]]], keymap: Mapping[str, str]) -> list[str]:
    """A sentence for each action that loses a key to another one because of the keymap, in this place.

    `levels` are the default bindings by key of the widgets from the focused one outwards. An action takes no key that
    it has by default, and one that the keymap gives other keys loses none.
    """
    bindings = [[each for several in level.values() for each in several] for level in levels]
    defaults = {(each.id, each.key) for level in bindings for each in level}
    taken = {
        key
        for level in bindings
        for each in level
        for key in _keys_given(keymap, each)
        if (each.id, key) not in defaults
    }
    sentences = set()
    for key in taken:
        asked, silent = _contenders(bindings, key, keymap)
        for loser in (*asked[1:], *silent):
            if loser.action != asked[0].action and loser.description:
                sentences.add(_loss(_name_of(key), asked[0], loser, is_given=key in _keys_given(keymap, loser)))
    return sorted(sentences)


def _contenders(
    levels: Sequence[Sequence[Binding]], key: str, keymap: Mapping[str, str]
) -> tuple[list[Binding], list[Binding]]:
    """The actions of a key in the order in which Textual asks them, and those that it doesn't.

    What the keymap gives to an action of a widget, no other action of it has. Those with priority come first, from the
    app inwards.
    """
    asked: list[list[Binding]] = []
    silent: list[Binding] = []
    for level in levels:
        given = list({each.id: each for each in level if key in _keys_given(keymap, each)}.values())
        default = [each for each in level if each.key == key and not _keys_given(keymap, each)]
        asked.append(given or default)
        silent += default if given else []
    first = [each for level in reversed(asked) for each in level if each.priority]
    return [*first, *(each for level in asked for each in level if not each.priority)], silent


def _keys_given(keymap: Mapping[str, str], binding: Binding) -> list[str]:
    """The keys that the keymap gives an action; none if it leaves it as it is."""
    return [key.strip() for key in keymap.get(binding.id or "", "").split(",") if key.strip()]


def _loss(key: str, winner: Binding, loser: Binding, *, is_given: bool) -> str:
    if is_given:
        return f"Your keymap gives {key} to {loser.description}, but here {key} is {winner.description}."
    return f"Your keymap takes {key} from {loser.description}."
