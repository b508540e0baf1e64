"""A response too large to parse up front: split into payload items, each parsed when it is opened."""

import json
from codecs import getincrementaldecoder
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypedDict, overload

from msgspec import MsgspecError, Raw
from msgspec.json import Decoder

from edge_tui.handles import personalization_decisions
from edge_tui.model.json.document import JsonObject, JsonValue, ParseError, join
from edge_tui.model.json.received import receive
from edge_tui.model.response import FreedGradually, Handle, InteractResponse, is_handle, read_handle, read_response


class _Split(TypedDict):
    type: str
    payload: list[Raw]


_SLICE_BYTES = 1_000_000
_MEMBERS = Decoder(dict[str, Raw])
_ITEMS = Decoder(list[Raw])
_SPLIT = Decoder(_Split)
_WHOLE = Decoder(object)
_SUMMARY_DECODERS = {personalization_decisions.TYPE: Decoder(personalization_decisions.ItemSummary)}


@dataclass(frozen=True, slots=True)
class HugeBody:
    """An envelope split at its handles. `rest` is the envelope with an empty array of handles."""

    body: bytes
    rest: InteractResponse
    handles: tuple["UnreadHandle", ...]


class UnreadItems(Sequence[JsonValue]):
    """The items of a payload, each parsed on access."""

    def __init__(self, texts: Sequence[Raw]) -> None:
        self.texts = texts

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, place: int) -> JsonValue: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[JsonValue]: ...
    def __getitem__(self, place: int | slice) -> JsonValue:
        if isinstance(place, slice):
            return UnreadItems(self.texts[place])
        return _read(bytes(self.texts[place]))


class UnreadHandle:
    """A `Handle` with only its type parsed. Raises `MsgspecError` unless it has a type and an array payload."""

    def __init__(self, text: Raw, pointer: str) -> None:
        split = _SPLIT.decode(text)
        self.type = split["type"]
        self.items = UnreadItems(FreedGradually(split["payload"]))
        self.pointer = pointer
        self._text = text

    @property
    def payload(self) -> Sequence[JsonValue]:
        """The items, or an empty list."""
        return self.items or []

    @property
    def event_index(self) -> int | None:
        """As in `Handle`."""
        return self._head.event_index

    @property
    def others(self) -> JsonObject:
        """As in `Handle`."""
        return self._head.others

    @property
    def summary_items(self) -> Sequence[JsonValue]:
        """The items as far as their summary needs them; whole ones are read on each access, since they are large."""
        if self._parts_of_items is not None:
            return self._parts_of_items
        with suppress(MsgspecError, RecursionError):
            return _decoded(_WHOLE, self.items.texts)
        return self.items

    @cached_property
    def _parts_of_items(self) -> Sequence[JsonValue] | None:
        """The members that the summary of this type needs; None if it needs all, or an item has others."""
        decoder = _SUMMARY_DECODERS.get(self.type)
        if decoder is not None:
            with suppress(MsgspecError, RecursionError):
                return _decoded(decoder, self.items.texts)
        return None

    @cached_property
    def _head(self) -> Handle:
        """The handle with an empty payload."""
        head = _read(_without("payload", _MEMBERS.decode(self._text)))
        assert is_handle(head)
        return read_handle(head, self.pointer)


def _decoded(decoder: Decoder[Any], texts: Iterable[Raw]) -> list[JsonValue]:
    """Items of an array, one by one: no other thread runs while a decoder does."""
    return FreedGradually(decoder.decode(text) for text in texts)


def split(body: bytes) -> HugeBody | None:
    """Splits a body into an envelope of unparsed handles; None if only the lenient parser can read it.

    Doesn't find anomalies: of duplicate names, only the last is kept.
    """
    try:
        _check_encoding(body)
        members = _MEMBERS.decode(body)
        texts = _ITEMS.decode(members["handle"])
        handles = tuple(UnreadHandle(text, join("/handle", index)) for index, text in enumerate(texts))
    except (MsgspecError, UnicodeDecodeError, RecursionError, KeyError):
        return None
    rest = read_response(_without("handle", members))
    return None if isinstance(rest, ParseError) else HugeBody(body, rest, handles)


def _check_encoding(body: bytes) -> None:
    """Raises `UnicodeDecodeError` unless the body is UTF-8. In slices, between which other threads may run."""
    decoder = getincrementaldecoder("utf-8")()
    for start in range(0, len(body), _SLICE_BYTES):
        decoder.decode(body[start : start + _SLICE_BYTES])
    decoder.decode(b"", final=True)


def _without(emptied: str, members: dict[str, Raw]) -> bytes:
    """The text of an object with one member replaced by an empty array."""
    texts = (b"[]" if name == emptied else bytes(text) for name, text in members.items())
    names = (json.dumps(name).encode() for name in members)
    return b"{" + b",".join(name + b":" + text for name, text in zip(names, texts, strict=True)) + b"}"


def _read(text: bytes) -> JsonValue:
    """Part of a body as JSON; as a string if the strict parser rejects it."""
    received = receive(text.decode())
    return text.decode() if isinstance(received, ParseError) else received.document
