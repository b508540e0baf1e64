"""Duplicate names in an object: parsers silently keep only the last value."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from edge_tui.lint.rule_hit import RuleHit, warning
from edge_tui.lint.subject import Subject
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import join
from edge_tui.model.json.positions import Positions
from edge_tui.model.text import counted


def check(subject: Subject) -> Iterator[RuleHit]:
    """One hit for each duplicate name."""
    if _has_duplicates(subject.text):
        yield from _check_object("", subject.written, subject.positions)


def _has_duplicates(text: str) -> bool:
    found = False

    def count(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal found
        members = dict(pairs)
        found = found or len(members) < len(pairs)
        return members

    json.loads(text, object_pairs_hook=count, parse_int=str)
    return found


def _check_object(pointer: str, value: object, positions: Positions) -> Iterator[RuleHit]:
    if isinstance(value, dict):
        times = Counter(str(member.token) for member in positions.members(pointer))
        for name, count in times.items():
            if count > 1:
                place = join(pointer, name)
                yield warning(
                    place,
                    f"{name} occurs {counted(count, 'time')} in this object: only the last value is read.",
                    suggestion=Suggestion(f"remove the last {name}", place, remove=True),
                    on_name=True,
                )
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for token, member in inner:
        if isinstance(member, dict | list):
            yield from _check_object(join(pointer, token), member, positions)
