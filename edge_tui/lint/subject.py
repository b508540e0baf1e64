"""The document under the linter, read once for all rules."""

from dataclasses import dataclass
from functools import cached_property

from edge_tui.lint.context import Context
from edge_tui.lint.xdm import dictionary
from edge_tui.lint.xdm.dictionary import Field
from edge_tui.model.document import JsonObject, JsonValue, join
from edge_tui.model.placeholders import Filled, UnresolvedPlaceholder, fill
from edge_tui.model.positions import Positions
from edge_tui.model.request import Action


@dataclass(frozen=True, slots=True)
class Part:
    """An object of the document and the pointer to it."""

    pointer: str
    members: JsonObject


@dataclass(frozen=True, slots=True)
class Placed:
    """A value inside `xdm`, beside what the dictionary knows of it.

    `field` is None for a member that the dictionary does not list; `parent` is the field around it.
    """

    pointer: str
    name: str
    value: JsonValue
    field: Field | None
    parent: Field


@dataclass(frozen=True, slots=True)
class Identity:
    """One item of an identity map; `value` may be anything that somebody wrote there."""

    pointer: str
    namespace: str
    value: JsonValue

    @property
    def id(self) -> str | None:
        """The id, if it is a string."""
        found = self.value.get("id") if isinstance(self.value, dict) else None
        return found if isinstance(found, str) else None

    @property
    def is_primary(self) -> bool:
        """Whether it is marked primary; the string "true" counts, as it does for the gateway."""
        return isinstance(self.value, dict) and self.value.get("primary") in (True, "true")


class Subject:
    """A document, filled as it would be sent, and the parts of it that rules look at."""

    def __init__(self, text: str, written: JsonValue, context: Context) -> None:
        self.text = text
        self.written = written
        self.context = context
        filled = fill(written, context.filling) if "{{" in text else Filled(written, ())
        self.document = filled.document
        self.unresolved: tuple[UnresolvedPlaceholder, ...] = filled.unresolved
        self._unfilled = frozenset(missing.pointer for missing in filled.unresolved)

    def is_unfilled(self, pointer: str) -> bool:
        """Whether the string at a pointer holds a placeholder that cannot be filled."""
        return pointer in self._unfilled

    @cached_property
    def positions(self) -> Positions:
        """Where everything stands in the text."""
        return Positions(self.text)

    @cached_property
    def root(self) -> Part:
        """The whole document; without members when it is no object."""
        return Part("", self.document if isinstance(self.document, dict) else {})

    @cached_property
    def events(self) -> tuple[Part, ...]:
        """The events, whether they stand under `event` or `events`."""
        if not self.context.takes_events:
            return ()
        several = self.root.members.get("events")
        listed = several if isinstance(several, list) else []
        found = [("/event", self.root.members.get("event"))]
        found += [(join("/events", index), event) for index, event in enumerate(listed)]
        return tuple(Part(pointer, event) for pointer, event in found if isinstance(event, dict))

    @cached_property
    def event_xdms(self) -> tuple[Part, ...]:
        """The `xdm` of each event."""
        return self._objects_in(self.events, "xdm")

    @cached_property
    def xdms(self) -> tuple[Part, ...]:
        """The `xdm` of each event, and the one of the request that goes for all of them."""
        return self._objects_in((*self.events, self.root), "xdm")

    @cached_property
    def queries(self) -> tuple[Part, ...]:
        """The `query` of the request and those of its events."""
        return self._objects_in((self.root, *self.events), "query")

    @cached_property
    def metas(self) -> tuple[Part, ...]:
        """The `meta` of the request and those of its events."""
        return self._objects_in((self.root, *self.events), "meta")

    @cached_property
    def identity_maps(self) -> tuple[Part, ...]:
        """Every identity map that is an object; set-consent has it at the top."""
        holders = (self.root,) if self.context.action is Action.SET_CONSENT else self.xdms
        return self._objects_in(holders, "identityMap")

    @cached_property
    def identities(self) -> tuple[Identity, ...]:
        """Every item of every identity map, whatever it is."""
        return tuple(
            Identity(join(part.pointer, namespace, index), namespace, item)
            for part in self.identity_maps
            for namespace, items in part.members.items()
            if isinstance(items, list)
            for index, item in enumerate(items)
        )

    @cached_property
    def fields(self) -> tuple[Placed, ...]:
        """Every value inside `xdm` beside its field; identity maps are left to their own rules."""
        found: list[Placed] = []
        for part in self.xdms:
            _walk(part.members, dictionary.event(), part.pointer, found)
        return tuple(found)

    @staticmethod
    def _objects_in(holders: tuple[Part, ...], name: str) -> tuple[Part, ...]:
        return tuple(
            Part(join(holder.pointer, name), holder.members[name])
            for holder in holders
            if isinstance(holder.members.get(name), dict)
        )


# Given back as the gateway gave it, tokens of its own included.
_ECHOED = ("scopeDetails",)


def _walk(value: JsonValue, field: Field, pointer: str, found: list[Placed]) -> None:
    """Adds every value below one; a list, since generators within generators cost twice the time."""
    if isinstance(value, dict):
        at_root = field is dictionary.event()
        for name, member in value.items():
            inner = field.member(name)
            place = f"{pointer}/{name}" if "/" not in name and "~" not in name else join(pointer, name)
            found.append(Placed(place, name, member, inner, field))
            passed_over = name in _ECHOED or (at_root and name == "identityMap")
            if inner is not None and not passed_over and isinstance(member, dict | list):
                _walk(member, inner, place, found)
    elif isinstance(value, list) and field.items is not None:
        for index, item in enumerate(value):
            place = f"{pointer}/{index}"
            found.append(Placed(place, str(index), item, field.items, field))
            _walk(item, field.items, place, found)
