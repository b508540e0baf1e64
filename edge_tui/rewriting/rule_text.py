"""Rules written as a rule file, which reads as the same rules."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime, time
from typing import Any

from edge_tui.rewriting.rules import Rule

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


def rules_text(rules: Sequence[Rule]) -> str:
    """A TOML document with a table for each rule; settings that have their default are left out."""
    return "\n".join("[[rules]]\n" + "".join(f"{line}\n" for line in _lines(rule)) for rule in rules)


def _lines(rule: Rule) -> Iterator[str]:
    for name, value in _given(rule):
        settings = list(_given(value)) if is_dataclass(value) else []
        if settings:
            yield from (f"{name}.{inner} = {_value(each)}" for inner, each in settings)
        else:
            # An empty response is one, too: `response = {}`.
            yield f"{name} = {_value(value)}"


def _given(value: Any) -> Iterator[tuple[str, Any]]:
    """The settings of a dataclass that haven't their default."""
    for field in fields(value):
        given = getattr(value, field.name)
        if given != _default(field):
            yield field.name, given


def _default(field: "Field[Any]") -> Any:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else MISSING


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # The escapes of JSON are those of TOML, which wants one more character escaped.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if is_dataclass(value):
        return _table(dict(_given(value)))
    if isinstance(value, Mapping):
        return _table(value)
    if isinstance(value, Sequence):
        return f"[{', '.join(map(_value, value))}]"
    return repr(value)


def _table(members: Mapping[str, Any]) -> str:
    pairs = (
        f"{name if _BARE_KEY.fullmatch(name) else _value(name)} = {_value(each)}" for name, each in members.items()
    )
    return f"{{{', '.join(pairs)}}}"
