"""The document being linted, parsed once for all rules."""

from dataclasses import dataclass
from functools import cached_property

from edge_tui.lint.context import Context
from edge_tui.lint.xdm import dictionary
from edge_tui.lint.xdm.dictionary import Field
from edge_tui.model.json.document import JsonObject, JsonValue, at, join
from edge_tui.model.json.positions import Positions
from edge_tui.model.placeholders import Filled, UnresolvedPlaceholder, fill
from edge_tui.model.request import Action


@dataclass(frozen=True, slots=True)
class Part:
    """An object of the document and the pointer to it."""

    pointer: str
    members: JsonObject


@dataclass(frozen=True, slots=True)
class Placed:
    """A value inside `xdm` with its field in the dictionary.

    `field` is None for a member the dictionary doesn't list; `parent` is the enclosing field.
    """

    pointer: str
    name: str
    value: JsonValue
    field: Field | None
    parent: Field


@dataclass(frozen=True, slots=True)
class Identity:
    """One item of an identity map; `value` can be any JSON value."""

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
    """A document, with placeholders resolved as for sending, and the parts of it that rules check."""

    def __init__(self, text: str, written: JsonValue, context: Context) -> None:
        self.text = text
        self.written = written
        self.context = context
        filled = fill(written, context.filling) if "{{" in text else Filled(written, ())
        self.document = filled.document
        self.unresolved: tuple[UnresolvedPlaceholder, ...] = filled.unresolved
        self._unfilled = frozenset(missing.pointer for missing in filled.unresolved)

    def written_at(self, placed: Placed) -> JsonValue:
        """A value of the document as it was written, with its placeholders."""
        return placed.value if self.document is self.written else at(self.written, placed.pointer)

    def is_unfilled(self, pointer: str) -> bool:
        """Whether the string at a pointer has an unresolved placeholder."""
        return pointer in self._unfilled

    @cached_property
    def positions(self) -> Positions:
        """The positions of values in the text."""
        return Positions(self.text)

    @cached_property
    def root(self) -> Part:
        """The whole document; without members when it isn't an object."""
        return Part("", self.document if isinstance(self.document, dict) else {})

    @cached_property
    def events(self) -> tuple[Part, ...]:
        """The events under `event` or `events`."""
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
        """The `xdm` of each event, and that of the request, which applies to all of them."""
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
        """Every item of every identity map, valid or not."""
        return tuple(
            Identity(join(part.pointer, namespace, index), namespace, item)
            for part in self.identity_maps
            for namespace, items in part.members.items()
            if isinstance(items, list)
            for index, item in enumerate(items)
        )

    @cached_property
    def fields(self) -> tuple[Placed, ...]:
        """Every value inside `xdm` with its field; identity maps have their own rules."""
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


# Returned to the gateway unchanged, including its own tokens.
_ECHOED = ("scopeDetails",)


def _walk(value: JsonValue, field: Field, pointer: str, found: list[Placed]) -> None:
    """Adds every descendant to `found`; nested generators would take twice the time."""
    if isinstance(value, dict):
        at_root = field is dictionary.event()
        for name, member in value.items():
            inner = field.member(name)
            place = f"{pointer}/{name}" if "/" not in name and "~" not in name else join(pointer, name)
            found.append(Placed(place, name, member, inner, field))
            is_skipped = name in _ECHOED or (at_root and name == "identityMap")
            if inner is not None and not is_skipped and isinstance(member, dict | list):
                _walk(member, inner, place, found)
    elif isinstance(value, list) and field.items is not None:
        for index, item in enumerate(value):
            place = f"{pointer}/{index}"
            found.append(Placed(place, str(index), item, field.items, field))
            _walk(item, field.items, place, found)
