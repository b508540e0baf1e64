"""Variables of `.http` files and Bruno: `{{name}}`, filled with what the same text sets."""

import re
from collections.abc import Mapping

_USE = re.compile(r"\{\{[ \t]*([\w.-]+)[ \t]*\}\}")
_MAX_DEPTH = 5
_MAX_CHARACTERS = 20_000


def filled(text: str, variables: Mapping[str, str]) -> str:
    """The text with the variables that have a value; others stay."""
    if not variables or "{{" not in text:
        return text
    return _USE.sub(lambda use: variables.get(use[1], use[0]), text)


def without_cycles(variables: Mapping[str, str]) -> dict[str, str]:
    """The variables with others filled in; one that would grow without end keeps its text."""
    known = dict(variables)
    for _ in range(_MAX_DEPTH):
        longer = {name: filled(value, known) for name, value in known.items()}
        known = {name: value if len(value) <= _MAX_CHARACTERS else known[name] for name, value in longer.items()}
    return known
