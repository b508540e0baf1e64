"""The functions of JavaScript and Python whose result is known from their arguments alone."""

import json
from collections.abc import Callable
from urllib.parse import quote, urlencode

from edge_tui.formats.scripts.computed import Computed, Mixed, Serialized, joined
from edge_tui.formats.scripts.tokens import UNDEFINED
from edge_tui.model.json.document import ParseError, parse

_NOW, _UUID = "{{now}}", "{{uuid}}"
# Calls without arguments that matter, by their source without spaces.
_GENERATED = {
    **{f"newDate{call}": _NOW for call in ("()", "().toISOString()", "().toJSON()", "(Date.now()).toISOString()")},
    "newDate": _NOW,
    **{f"{made}.isoformat()": _NOW for made in ("datetime.utcnow()", "datetime.datetime.utcnow()")},
    **{f"datetime.now({zone}).isoformat()": _NOW for zone in ("", "timezone.utc", "UTC", "tz=timezone.utc", "tz=UTC")},
    **{f"datetime.datetime.now({zone}).isoformat()": _NOW for zone in ("", "datetime.timezone.utc", "timezone.utc")},
    **dict.fromkeys(("crypto.randomUUID()", "self.crypto.randomUUID()", "uuid()", "uuidv4()", "uuid.v4()"), _UUID),
    **dict.fromkeys(("str(uuid.uuid4())", "uuid.uuid4()", "str(uuid4())", "uuid4().hex", "randomUUID()"), _UUID),
}
_OF_TEXT: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(("trim", "strip"), str.strip),
    **dict.fromkeys(("toLowerCase", "lower"), str.lower),
    **dict.fromkeys(("toUpperCase", "upper"), str.upper),
}
_TEXTS = str | Mixed | Serialized


def generated(source: str) -> str:
    """The placeholder for an expression that gives the time or a new UUID; empty for any other."""
    if len(source) > 80:
        return ""
    plain = "".join(source.split()).removesuffix("+'Z'").removesuffix('+"Z"')
    return _GENERATED.get(plain.removeprefix("window."), "")


def call(path: str, arguments: list[object], keywords: dict[str, object]) -> object:
    """The result of a function by its path; `NotImplemented` when it isn't known."""
    if path == "dict" or (path == "Object.assign" and arguments):
        return _merged([*arguments, keywords])
    function = _FUNCTIONS.get(path)
    return function(arguments[0]) if function is not None and arguments else NotImplemented


def method(holder: object, name: str, arguments: list[object]) -> object:
    """The result of a method of a value; `NotImplemented` when it isn't known."""
    if name in ("toString", "encode", "decode", "valueOf", "json") and isinstance(holder, _TEXTS):
        return holder
    if isinstance(holder, str) and not arguments and name in _OF_TEXT:
        return _OF_TEXT[name](holder)
    if name == "toString" and isinstance(holder, int | float):
        return joined([holder])
    if name in ("concat", "join") and isinstance(holder, list):
        return _listed(holder, name, arguments)
    return NotImplemented


def _listed(holder: list[object], name: str, arguments: list[object]) -> object:
    if name == "concat":
        more = (item for each in arguments for item in (each if isinstance(each, list) else [each]))
        return [*holder, *more]
    separator = arguments[0] if arguments else ","
    if not isinstance(separator, str):
        return NotImplemented
    return (
        joined(part for item in holder for part in (separator, item)) if not separator else _joined(holder, separator)
    )


def _joined(items: list[object], separator: str) -> str | Mixed:
    parts: list[object] = []
    for item in items:
        parts += [separator, item] if parts else [item]
    return joined(parts)


def make(name: str, arguments: list[object]) -> object:
    """The value of `new name(…)` in a request; `NotImplemented` when it isn't known."""
    first = arguments[0] if arguments else UNDEFINED
    match name:
        case "Headers" | "Map":
            return first
        case "URLSearchParams" if isinstance(first, dict):
            return query_of(first)
        case "Blob" if isinstance(first, list):
            return first[0] if len(first) == 1 else joined(first)
        case "URL" if isinstance(first, str | Mixed):
            base = arguments[1] if len(arguments) > 1 else UNDEFINED
            is_whole = isinstance(first, Mixed) or "://" in first
            return joined([base, first]) if isinstance(base, str) and base is not UNDEFINED and not is_whole else first
    return NotImplemented


def query_of(members: dict[str, object]) -> str | Mixed:
    """The members of an object as the query of a URL; computed ones stay."""
    parts: list[object] = []
    for name, value in members.items():
        parts.append(("&" if parts else "") + urlencode({name: ""}))
        parts.append(value if isinstance(value, Computed | Mixed) else quote(str(joined([value])), safe=":"))
    return joined(parts)


def _merged(objects: list[object]) -> object:
    merged: dict[str, object] = {}
    for each in objects:
        if not isinstance(each, dict):
            return NotImplemented
        merged |= each
    return merged


def _parsed(text: object) -> object:
    if isinstance(text, Serialized):
        return text.value
    document = parse(text) if isinstance(text, str) else None
    return NotImplemented if document is None or isinstance(document, ParseError) else document


def _quoted(text: object) -> object:
    return quote(text, safe="!'()*") if isinstance(text, str) and text.isprintable() else text


def _number(value: object) -> object:
    if not isinstance(value, str):
        return value if isinstance(value, int | float) else NotImplemented
    try:
        number = json.loads(value.strip())
    except ValueError:
        return NotImplemented
    return number if isinstance(number, int | float) else NotImplemented


_FUNCTIONS: dict[str, Callable[[object], object]] = {
    **dict.fromkeys(("JSON.stringify", "json.dumps", "dumps"), Serialized),
    **dict.fromkeys(("JSON.parse", "json.loads"), _parsed),
    **dict.fromkeys(("String", "str"), lambda value: value if isinstance(value, Computed) else joined([value])),
    **dict.fromkeys(("Number", "parseInt", "parseFloat", "int", "float"), _number),
    **dict.fromkeys(("encodeURIComponent", "quote", "urllib.parse.quote"), _quoted),
    **dict.fromkeys(("Object.freeze", "structuredClone", "Object.seal", "list", "copy.deepcopy"), lambda value: value),
    **dict.fromkeys(("urlencode", "urllib.parse.urlencode"), lambda v: query_of(v) if isinstance(v, dict) else v),
    **dict.fromkeys(("Buffer.from", "bytes", "bool", "Boolean"), lambda value: value),
}
