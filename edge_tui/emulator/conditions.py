"""Conditions on events: which of them a decision, an audience or a rule applies to."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import translate
from functools import cached_property
from typing import Protocol

from edge_tui.model.json.document import JsonObject, JsonValue, is_index, split

Where = Mapping[str, str]
_ROOTS = ("/xdm/", "/data/", "/headers/")


class Judged(Protocol):
    """What conditions look at: an event, with the headers of its request by lower-case name."""

    @property
    def xdm(self) -> JsonObject: ...

    @property
    def data(self) -> JsonObject: ...

    @property
    def headers(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, kw_only=True)
class Conditional:
    """Something that applies only to events matching `where`.

    Its keys are JSON pointers into `{xdm, data, headers}`, its values patterns such as `*/shoes*`. Numbers
    and booleans are matched as their JSON text. A missing value matches nothing. A header's name may be
    in any case: `/headers/User-Agent`.
    """

    where: Where = field(default_factory=dict)

    def qualifies(self, event: Judged) -> bool:
        """Whether an event matches."""
        if not self.where:
            return True
        for root, tokens, matches in self._conditions:
            value = _at(getattr(event, root), tokens)
            if not (matches(value) if isinstance(value, str) else any(map(matches, _texts(value)))):
                return False
        return True

    @cached_property
    def _conditions(self) -> tuple[tuple[str, Sequence[str], Callable[[str], object]], ...]:
        """For each condition: `xdm`, `data` or `headers`, the path in it, and whether a text matches."""
        return tuple(
            (tokens[0], tokens[1:], re.compile(translate(pattern)).match)
            for pointer, pattern in self.where.items()
            for tokens in [split(_in_lower_case(pointer))]
        )

    def config_errors(self) -> Iterator[tuple[str, str]]:
        """A pointer outside of `xdm`, `data` and `headers`."""
        for pointer in self.where:
            if not pointer.startswith(_ROOTS):
                yield (
                    "where",
                    f"has {pointer!r}, but its keys are pointers such as /xdm/eventType, /data/… or /headers/…",
                )


def _in_lower_case(pointer: str) -> str:
    """The pointer, as names of headers are kept: in lower case."""
    return pointer.lower() if pointer.startswith("/headers/") else pointer


def _at(value: JsonValue, tokens: Sequence[str]) -> JsonValue:
    """The value at a path; `*` selects every item of an array, and `__adobe.target` is found nested or dotted."""
    for place, token in enumerate(tokens):
        if isinstance(value, dict):
            if token not in value:
                dotted = ".".join(tokens[place : place + 2])
                return _at(value[dotted], tokens[place + 2 :]) if dotted in value else None
            value = value[token]
        elif isinstance(value, list) and token == "*":
            return [_at(item, tokens[place + 1 :]) for item in value]
        elif isinstance(value, list):
            value = value[int(token)] if is_index(token) and int(token) < len(value) else None
        else:
            return None
    return value


def _texts(value: JsonValue) -> list[str]:
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    return [str(value)] if isinstance(value, str | int | float) else []
