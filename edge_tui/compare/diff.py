"""A structural diff of two JSON documents, with ignored paths for fields that always change."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache, reduce
from typing import Any

from edge_tui.model.json.document import JsonObject, JsonValue, at, join
from edge_tui.model.node import ABSENT

# Fields that change with every response. A path uses the labels of items, not their indexes;
# `*` matches any part of a label, `**` any number of labels.
IGNORED_PATHS = (
    "/requestId",
    "/**/report/requestId",
    "/**/etag",
    "/**/eventToken",
    "/**/analyticsToken",
    "/**/correlationID",
    "/**/timestamp",
    "/handle/identity:result*/payload/ECID/id",
    "/handle/identity:exchange*/payload/*/spec/url",
    "/handle/state:store*/payload/*_identity/value",
    "/handle/state:store*/payload/*_personalization_sessionId/value",
    "/handle/personalization:decisions*/payload/*/id",
    "/handle/consent:preferences*/payload/*/metadata/time",
    "/handle/media-analytics:new-session*/payload/*/sessionId",
)

# The number of propositions of a handle that are searched for their decision provider.
_MAX_PROPOSITIONS = 20


class Change(StrEnum):
    """The kind of a difference; `inside`: only something within the value differs."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    INSIDE = "inside"


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that differs, or contains a difference.

    `label` is the member's name or the key an item is matched by (`state:store`, `__view__`).
    The left pointer is None for an added value, the right one for a removed value; the value of
    that side is `ABSENT`.
    """

    change: Change
    label: str
    left_pointer: str | None
    right_pointer: str | None
    left: JsonValue = ABSENT
    right: JsonValue = ABSENT
    inside: tuple["Difference", ...] = ()

    def walk(self) -> Iterator["Difference"]:
        """The added, removed and changed values, in order."""
        if self.change is not Change.INSIDE:
            yield self
        for each in self.inside:
            yield from each.walk()

    def split(
        self, is_apart: Callable[[tuple[str, ...], "Difference"], bool], above: tuple[str, ...] = ()
    ) -> tuple["Difference | None", "Difference | None"]:
        """The difference without the values for which `is_apart` holds, and with these alone.

        `is_apart` gets the labels on the way to a value, and the value's difference.
        """
        path = (*above, self.label)
        if self.change is not Change.INSIDE:
            return (None, self) if is_apart(path, self) else (self, None)
        parts = [each.split(is_apart, path) for each in self.inside]
        rest, apart = (tuple(each for part in parts if (each := part[side])) for side in (0, 1))
        return replace(self, inside=rest) if rest else None, replace(self, inside=apart) if apart else None


def diff(left: JsonValue, right: JsonValue, ignore: Sequence[str] = IGNORED_PATHS) -> tuple[Difference, ...]:
    """The differences between two documents, except in ignored paths.

    Handles, propositions, cookies, identities and the like are matched by key, and their order
    is ignored; items of other arrays are matched by index.
    """
    found = _compare("", left, right, _Position(_matcher(ignore)))
    if found is None:
        return ()
    return found.inside if found.change is Change.INSIDE else (found,)


def diff_at(
    labels: Sequence[str], left: JsonValue, right: JsonValue, ignore: Sequence[str] = IGNORED_PATHS
) -> tuple[tuple[Difference, ...], bool]:
    """The differences between two values that are at the same place of two documents, and whether more are ignored.

    `labels` is the place, as an ignored path writes it. Pointers are relative to the values.
    """
    matcher = _matcher(ignore)
    for label in labels:
        matcher = matcher.child(label)
    found = _compare("", left, right, _Position(matcher))
    differences = () if found is None else found.inside if found.change is Change.INSIDE else (found,)
    if differences:
        return differences, False
    return (), _compare("", left, right, _Position(_matcher(()))) is not None


def path_predicate(paths: Sequence[str]) -> Callable[[Iterable[str]], bool]:
    """Whether the labels on the way to a value are those of one of the paths."""
    matcher = _matcher(paths)
    return lambda labels: reduce(_PathMatcher.child, labels, matcher).is_ignored


def label_of(item: JsonValue, default: str = "0") -> str:
    """The key that an item of an array is matched by, as ignored paths write it; `default` without one."""
    keys = _item_keys([item], [])
    return keys[0][0] if keys else default


@dataclass(frozen=True, slots=True)
class _Position:
    """The current position: the match state of the ignored paths, and the tokens of both pointers."""

    ignored_paths: "_PathMatcher"
    left: tuple[str | int, ...] = ()
    right: tuple[str | int, ...] = ()

    def below(self, label: str, left: str | int, right: str | int) -> "_Position":
        return _Position(self.ignored_paths.child(label), (*self.left, left), (*self.right, right))


def _compare(label: str, left: JsonValue, right: JsonValue, position: _Position) -> Difference | None:
    if position.ignored_paths.is_ignored:
        return None
    if isinstance(left, dict) and isinstance(right, dict):
        inside = tuple(_members(left, right, position))
    elif isinstance(left, list) and isinstance(right, list):
        inside = tuple(_items(left, right, position))
    elif left is right or (left == right and isinstance(left, bool) == isinstance(right, bool)):
        return None
    else:
        return Difference(Change.CHANGED, label, join("", *position.left), join("", *position.right), left, right)
    if not inside:
        return None
    return Difference(Change.INSIDE, label, join("", *position.left), join("", *position.right), left, right, inside)


def _members(left: JsonObject, right: JsonObject, position: _Position) -> Iterator[Difference]:
    for name in (*left, *(name for name in right if name not in left)):
        yield from _pair(name, left.get(name, ABSENT), right.get(name, ABSENT), position.below(name, name, name))


def _items(left: list[JsonValue], right: list[JsonValue], position: _Position) -> Iterator[Difference]:
    for label, one, other in _pair_items(left, right):
        yield from _pair(
            label,
            ABSENT if one is None else left[one],
            ABSENT if other is None else right[other],
            position.below(label, "-" if one is None else one, "-" if other is None else other),
        )


def _pair(label: str, left: JsonValue, right: JsonValue, position: _Position) -> Iterator[Difference]:
    if left is not ABSENT and right is not ABSENT:
        found = _compare(label, left, right, position)
        if found is not None:
            yield found
    elif not position.ignored_paths.is_ignored:
        if left is ABSENT:
            yield Difference(Change.ADDED, label, None, join("", *position.right), right=right)
        else:
            yield Difference(Change.REMOVED, label, join("", *position.left), None, left=left)


def _pair_items(left: list[JsonValue], right: list[JsonValue]) -> Iterator[tuple[str, int | None, int | None]]:
    """Pairs the items of two arrays: a label and the index on each side, None where it is missing."""
    names = _item_keys(left, right)
    if names is None:
        for index in range(max(len(left), len(right))):
            yield str(index), index if index < len(left) else None, index if index < len(right) else None
        return
    here, there = ({name: index for index, name in enumerate(each)} for each in names)
    for name, index in here.items():
        yield name, index, there.get(name)
    for name, index in there.items():
        if name not in here:
            yield name, None, index


def _item_keys(left: list[JsonValue], right: list[JsonValue]) -> tuple[list[str], list[str]] | None:
    """The keys of the items of two arrays, duplicates numbered; None when they have no common key."""
    both = [*left, *right]
    if not both or not all(isinstance(item, dict) for item in both):
        return None
    key = next((each for each in _KEY_FUNCTIONS if all(each(item) for item in both)), None)
    return (_numbered(map(key, left)), _numbered(map(key, right))) if key else None


def _numbered(names: Iterable[str]) -> list[str]:
    seen: dict[str, int] = {}
    numbered = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        numbered.append(name if seen[name] == 1 else f"{name} #{seen[name]}")
    return numbered


def _handle_key(item: Any) -> str:
    """`personalization:decisions TGT`: type, provider, and the event index unless it is 0."""
    kind = _text(item, "/type")
    if not kind or "payload" not in item:
        return ""
    payload = item["payload"] if isinstance(item["payload"], list) else []
    providers = (_text(each, "/scopeDetails/decisionProvider") for each in payload[:_MAX_PROPOSITIONS])
    provider = next(filter(None, providers), "")
    index = item.get("eventIndex", 0)
    return " ".join(part for part in (kind, provider, f"event {index}" if index else "") if part)


def _problem_key(item: Any) -> str:
    kind = _text(item, "/type")
    return kind.rstrip("/").rsplit("/", 1)[-1] if "/errors/" in kind else ""


def _destination_key(item: Any) -> str:
    if _text(item, "/type") not in ("url", "cookie"):
        return ""
    return _text(item, "/spec/name") or str(item.get("id", "")) or _text(item, "/spec/url")


def _first_text(*pointers: str) -> Callable[[Any], str]:
    """A key function: the first of these members that is a string."""
    return lambda item: next((found for pointer in pointers if (found := _text(item, pointer))), "")


_KEY_FUNCTIONS: tuple[Callable[[Any], str], ...] = (
    _handle_key,
    _problem_key,
    _first_text("/key"),
    _first_text("/namespace/code"),
    _first_text("/scope"),
    _destination_key,
    _first_text("/alias", "/destinationId"),
    _first_text("/id"),
    _first_text("/name"),
)


def _text(item: JsonValue, pointer: str) -> str:
    found = at(item, pointer)
    return found if isinstance(found, str) else ""


class _PathMatcher:
    """The match state of the ignored paths at a position; equal states share one object."""

    def __init__(
        self, rests: frozenset[tuple[str, ...]], known: "dict[frozenset[tuple[str, ...]], _PathMatcher]"
    ) -> None:
        self._rests = rests
        self._known = known
        self._below: dict[str, _PathMatcher] = {}
        self.is_ignored = any(all(token == "**" for token in rest) for rest in rests)

    def child(self, label: str) -> "_PathMatcher":
        """The state one label further down."""
        below = self._below.get(label)
        if below is None:
            rests = frozenset(_remaining(self._rests, label))
            below = self._known.get(rests) or self._known.setdefault(rests, _PathMatcher(rests, self._known))
            self._below[label] = below
        return below


def _matcher(patterns: Sequence[str]) -> _PathMatcher:
    return _PathMatcher(frozenset(tuple(pattern.strip("/").split("/")) for pattern in patterns), {})


def _remaining(rests: Iterable[tuple[str, ...]], label: str) -> Iterator[tuple[str, ...]]:
    """The rest of each pattern after a label."""
    for rest in rests:
        first = rest[0] if rest else ""
        if first == "**":
            yield rest
            yield from _remaining([rest[1:]], label)
        elif rest and _matches(first, label):
            yield rest[1:]


@lru_cache(maxsize=4096)
def _matches(token: str, label: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, token.split("*"))), label, re.DOTALL) is not None
