"""Printed objects of which a console shows only a part: `Array(1)`, `[Object]`, `System.Object[]`."""

import re

_MAX_LENGTH = 200_000
_CONSOLES = (
    (
        re.compile(r"System\.Object\[\]|System\.Collections\.|@\{\w+=[^{}]*\}"),
        "PowerShell shortens objects. Pipe them to ConvertTo-Json -Depth 20, and copy that.",
    ),
    (
        re.compile(r"\[(?:Object|Array)\]|\.\.\. \d+ more (?:items?|properties|property)"),
        "Node.js shortens objects. Print them with JSON.stringify(value, null, 2), and copy that.",
    ),
    (
        re.compile(r"[:\s{\[](?:Array\(\d+\)|\{…\}|\[…\])|^\s*\[\[Prototype\]\]", re.MULTILINE),
        "The browser's console shortens objects. Right-click the object and choose Copy object, and paste that.",
    ),
)
_OF_EDGE = re.compile(r"\b(?:handle|xdm|events?|requestId|propositions|eventType|payload)\b")


def abbreviated(text: str) -> str:
    """What shortened a text that speaks of the Edge Network, and how to get all of it; empty for any other text."""
    text = text[:_MAX_LENGTH]
    if not _OF_EDGE.search(text):
        return ""
    return next((sentence for pattern, sentence in _CONSOLES if pattern.search(text)), "")
