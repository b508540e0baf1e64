"""Two JSON documents compared: what was added, removed and changed, with what always differs left out."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from edge_tui.model.document import JsonObject, JsonValue, at, join, split
from edge_tui.model.node import ABSENT

# Paths whose values differ from one answer to the next without meaning anything. A path is
# written with the labels of items, not their indexes; `*` stands for any part of a label, `**`
# for any number of labels.
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
    "/handle/personalization:decisions*/payload/*/id",
    "/handle/consent:preferences*/payload/*/metadata/time",
    "/handle/media-analytics:new-session*/payload/*/sessionId",
)

# So many propositions of a handle are looked at for who decided them.
_LOOKED_AT = 20


class Change(StrEnum):
    """What happened to a value; `inside` means that only something within it differs."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    INSIDE = "inside"


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs, or holds something that does.

    `label` is the member's name or what an item is matched by (`state:store`, `__view__`).
    The pointers lead into the left and the right document; the one is None for what was
    added, the other for what was removed, and then its value is `ABSENT`.
    """

    change: Change
    label: str
    left_pointer: str | None
    right_pointer: str | None
    left: JsonValue = ABSENT
    right: JsonValue = ABSENT
    inside: tuple["Difference", ...] = ()

    def walk(self) -> Iterator["Difference"]:
        """The values that were added, removed or changed, in order."""
        if self.change is not Change.INSIDE:
            yield self
        for each in self.inside:
            yield from each.walk()


def diff(left: JsonValue, right: JsonValue, ignore: Sequence[str] = IGNORED_PATHS) -> tuple[Difference, ...]:
    """What differs between two documents; empty when nothing does that is not ignored.

    Items of handles, propositions, cookies, identities and the like are matched by what names
    them, and their order means nothing; items of other arrays are matched by their place.
    """
    found = _compare("", left, right, _Place(_followed(ignore)))
    if found is None:
        return ()
    return found.inside if found.change is Change.INSIDE else (found,)


def apply(document: JsonValue, differences: Iterable[Difference]) -> JsonValue:
    """The left document made into the right one, what is ignored and the order of named items aside."""
    whole = tuple(differences)
    if len(whole) == 1 and whole[0].left_pointer == "" and whole[0].right_pointer == "":
        return whole[0].right
    return _apply(document, whole)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a comparison stands: how far each pattern has been followed, and the tokens of both pointers."""

    followed: "_Followed"
    left: tuple[str | int, ...] = ()
    right: tuple[str | int, ...] = ()

    def below(self, label: str, left: str | int, right: str | int) -> "_Place":
        return _Place(self.followed.by(label), (*self.left, left), (*self.right, right))


def _compare(label: str, left: JsonValue, right: JsonValue, place: _Place) -> Difference | None:
    if place.followed.is_ignored:
        return None
    if isinstance(left, dict) and isinstance(right, dict):
        inside = tuple(_members(left, right, place))
    elif isinstance(left, list) and isinstance(right, list):
        inside = tuple(_items(left, right, place))
    elif left is right or (left == right and isinstance(left, bool) == isinstance(right, bool)):
        return None
    else:
        return Difference(Change.CHANGED, label, join("", *place.left), join("", *place.right), left, right)
    if not inside:
        return None
    return Difference(Change.INSIDE, label, join("", *place.left), join("", *place.right), left, right, inside)


def _members(left: JsonObject, right: JsonObject, place: _Place) -> Iterator[Difference]:
    for name in (*left, *(name for name in right if name not in left)):
        yield from _pair(name, left.get(name, ABSENT), right.get(name, ABSENT), place.below(name, name, name))


def _items(left: list[JsonValue], right: list[JsonValue], place: _Place) -> Iterator[Difference]:
    for label, one, other in _matched(left, right):
        yield from _pair(
            label,
            ABSENT if one is None else left[one],
            ABSENT if other is None else right[other],
            place.below(label, "-" if one is None else one, "-" if other is None else other),
        )


def _pair(label: str, left: JsonValue, right: JsonValue, place: _Place) -> Iterator[Difference]:
    if left is not ABSENT and right is not ABSENT:
        found = _compare(label, left, right, place)
        if found is not None:
            yield found
    elif not place.followed.is_ignored:
        if left is ABSENT:
            yield Difference(Change.ADDED, label, None, join("", *place.right), right=right)
        else:
            yield Difference(Change.REMOVED, label, join("", *place.left), None, left=left)


def _matched(left: list[JsonValue], right: list[JsonValue]) -> Iterator[tuple[str, int | None, int | None]]:
    """Which item of the one array belongs to which of the other, by index, with a label for the two."""
    names = _names(left, right)
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


def _names(left: list[JsonValue], right: list[JsonValue]) -> tuple[list[str], list[str]] | None:
    """What names the items of two arrays, a number behind the second of one name; None when nothing does."""
    both = [*left, *right]
    if not both or not all(isinstance(item, dict) for item in both):
        return None
    naming = next((each for each in _NAMINGS if all(each(item) for item in both)), None)
    return (_numbered(map(naming, left)), _numbered(map(naming, right))) if naming else None


def _numbered(names: Iterable[str]) -> list[str]:
    seen: dict[str, int] = {}
    numbered = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        numbered.append(name if seen[name] == 1 else f"{name} #{seen[name]}")
    return numbered


def _name_of_handle(item: Any) -> str:
    """`personalization:decisions TGT`: type, provider, and the event where it is not the first."""
    kind = _text(item, "/type")
    if not kind or "payload" not in item:
        return ""
    payload = item["payload"] if isinstance(item["payload"], list) else []
    providers = (_text(each, "/scopeDetails/decisionProvider") for each in payload[:_LOOKED_AT])
    provider = next(filter(None, providers), "")
    index = item.get("eventIndex", 0)
    return " ".join(part for part in (kind, provider, f"event {index}" if index else "") if part)


def _name_of_problem(item: Any) -> str:
    kind = _text(item, "/type")
    return kind.rstrip("/").rsplit("/", 1)[-1] if "/errors/" in kind else ""


def _name_of_destination(item: Any) -> str:
    if _text(item, "/type") not in ("url", "cookie"):
        return ""
    return _text(item, "/spec/name") or str(item.get("id", "")) or _text(item, "/spec/url")


def _by(*pointers: str) -> Callable[[Any], str]:
    """Named by the first of these members that is a text."""
    return lambda item: next((found for pointer in pointers if (found := _text(item, pointer))), "")


_NAMINGS: tuple[Callable[[Any], str], ...] = (
    _name_of_handle,
    _name_of_problem,
    _by("/key"),
    _by("/namespace/code"),
    _by("/scope"),
    _name_of_destination,
    _by("/alias", "/destinationId"),
    _by("/id"),
    _by("/name"),
)


def _text(item: JsonValue, pointer: str) -> str:
    found = at(item, pointer)
    return found if isinstance(found, str) else ""


class _Followed:
    """How far patterns have been followed on the way to a place; places that got as far are one."""

    def __init__(self, rests: frozenset[tuple[str, ...]], known: "dict[frozenset[tuple[str, ...]], _Followed]") -> None:
        self._rests = rests
        self._known = known
        self._below: dict[str, _Followed] = {}
        self.is_ignored = any(all(token == "**" for token in rest) for rest in rests)

    def by(self, label: str) -> "_Followed":
        """The place one label further down."""
        below = self._below.get(label)
        if below is None:
            rests = frozenset(_further(self._rests, label))
            below = self._known.get(rests) or self._known.setdefault(rests, _Followed(rests, self._known))
            self._below[label] = below
        return below


def _followed(patterns: Sequence[str]) -> _Followed:
    return _Followed(frozenset(tuple(pattern.strip("/").split("/")) for pattern in patterns), {})


def _further(rests: Iterable[tuple[str, ...]], label: str) -> Iterator[tuple[str, ...]]:
    """What is left of each pattern behind a label."""
    for rest in rests:
        first = rest[0] if rest else ""
        if first == "**":
            yield rest
            yield from _further([rest[1:]], label)
        elif rest and _fits(first, label):
            yield rest[1:]


@lru_cache(maxsize=4096)
def _fits(token: str, label: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, token.split("*"))), label, re.DOTALL) is not None


def _apply(document: JsonValue, differences: tuple[Difference, ...]) -> JsonValue:
    if isinstance(document, dict):
        result = dict(document)
        for each in differences:
            name = split(each.left_pointer or each.right_pointer or "")[-1]
            if each.change is Change.REMOVED:
                del result[name]
            else:
                result[name] = _after(each, document)
        return result
    if not isinstance(document, list):
        return document
    items: list[JsonValue] = list(document)
    for each in differences:
        if each.left_pointer is not None:
            index = int(split(each.left_pointer)[-1])
            items[index] = ABSENT if each.change is Change.REMOVED else _after(each, document)
    return [item for item in items if item is not ABSENT] + [
        each.right for each in differences if each.change is Change.ADDED
    ]


def _after(difference: Difference, holder: JsonValue) -> JsonValue:
    if difference.change is not Change.INSIDE:
        return difference.right
    token = split(difference.left_pointer or "")[-1]
    return _apply(holder[int(token) if isinstance(holder, list) else token], difference.inside)
