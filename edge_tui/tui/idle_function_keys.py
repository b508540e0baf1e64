"""Function keys that nothing in front takes say so: a person who knows them from elsewhere doesn't wait for them."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from textual import events
from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode

_AnApp = TypeVar("_AnApp", bound=App[Any])
_FUNCTION_KEYS = [f"f{number}" for number in range(1, 13)]


def words_for(key: str, help_key: str, nodes: Iterable[DOMNode]) -> str:
    """What to say of a key that does nothing where the focus is: what it does in another of these, or where to look."""
    for binding in _bindings(nodes):
        if key in binding.key.split(",") and binding.tooltip:
            return f"{key} works in another pane: {binding.tooltip[0].lower()}{binding.tooltip[1:]}."
    return f"{key} does nothing here. {help_key} lists the keys that do."


def _bindings(nodes: Iterable[DOMNode]) -> Iterator[Binding]:
    for node in nodes:
        yield from (each for each in getattr(node, "BINDINGS", ()) if isinstance(each, Binding))


def _say_idle(self: App[Any], event: events.Key) -> None:
    self.notify(words_for(event.key, "f1", self.screen.query("*")), timeout=3, markup=False)


def says_idle_function_keys(app: type[_AnApp]) -> type[_AnApp]:
    """Gives a class of apps what it does with function keys that no binding takes."""
    for key in _FUNCTION_KEYS:
        setattr(app, f"key_{key}", _say_idle)
    return app
