"""Which actions of the user's keymap lose their key to another one."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from textual.binding import Binding
from textual.dom import DOMNode


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
