"""Variables of `.http` files and Bruno: `{{name}}`, filled with what the same text sets."""

import re
from collections.abc import Mapping

from edge_tui.formats.fill_limit import FillLimit

_USE = re.compile(r"\{\{[ \t]*([\w.-]+)[ \t]*\}\}")
_MAX_DEPTH = 5
_MAX_CHARACTERS = 20_000


def filled(text: str, variables: Mapping[str, str], limit: FillLimit) -> str:
    """The text with the variables that have a value, as far as they fit; others stay."""
    if not variables or "{{" not in text:
        return text
    return limit.filled(text, _USE, variables)


def without_cycles(variables: Mapping[str, str]) -> dict[str, str]:
    """The variables with others filled in; one that would grow without end keeps its text."""
    known, limit = dict(variables), FillLimit()
    for _ in range(_MAX_DEPTH):
        longer = {name: filled(value, known, limit) for name, value in known.items()}
        known = {name: value if len(value) <= _MAX_CHARACTERS else known[name] for name, value in longer.items()}
    return known
