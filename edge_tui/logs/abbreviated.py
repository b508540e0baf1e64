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
# What is printed without quotes, so that nothing says where a text ends: what it looks like, and how to get JSON.
_WITHOUT_QUOTES = (
    (
        re.compile(r"\bmap\[\w+:|^\s*&?\{[A-Z]\w*:[^\s\"']", re.MULTILINE),
        "It looks like a map or a struct that Go printed with %v, which doesn't say where a text ends.",
        "Print it with json.Marshal, and copy that.",
    ),
    (
        re.compile(r"^[ \t]*[╭┌┏╔].*[╮┐┓╗]\s*$\s*^[ \t]*[│┃║]", re.MULTILINE),
        "It looks like a table of nushell or of another program.",
        "In nushell pipe the value to `to json`, and copy that.",
    ),
)
_OF_EDGE = re.compile(r"\b(?:handle|xdm|events?|requestId|propositions|eventType|payload)\b")

_OF_STRUCTS = re.compile(r"\b(?:Event|XDM|Xdm|EventType)\b")


def printed_without_quotes(text: str) -> tuple[str, str] | None:
    """What a text that speaks of the Edge Network looks like, and how to get JSON; None for any other text."""
    text = text[:_MAX_LENGTH]
    if not _OF_EDGE.search(text) and not _OF_STRUCTS.search(text):
        return None
    return next(((what, how) for pattern, what, how in _WITHOUT_QUOTES if pattern.search(text)), None)


def abbreviated(text: str) -> str:
    """What shortened a text that speaks of the Edge Network, and how to get all of it; empty for any other text."""
    text = text[:_MAX_LENGTH]
    if not _OF_EDGE.search(text):
        return ""
    return next((sentence for pattern, sentence in _CONSOLES if pattern.search(text)), "")
