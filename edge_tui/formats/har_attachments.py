"""Bodies that a HAR names and another file holds.

Playwright records so with `content: "attach"`, which is what it does when it writes a ZIP archive: `_file` of
`postData` and `content` is the name of a file beside the HAR (its option `recordHar`).
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator

from edge_tui.formats.address import read_address
from edge_tui.model.json.document import JsonObject, JsonValue, ParseError, at, parse, pretty

# What reads a file by its plain name; None when it isn't there, or is too large.
FileReader = Callable[[str], bytes | None]

# The SHA-1 of what it holds: a HAR from elsewhere can't name any other file of its folder.
_NAME = re.compile(r"[0-9a-f]{40}\.\w{1,20}", re.ASCII)


def with_attachments(text: str, read_file: FileReader) -> str:
    """The HAR with the bodies of its Edge calls in it; any other text as it is."""
    if '"_file"' not in text:
        return text
    document = parse(text.lstrip("\ufeff"))
    if isinstance(document, ParseError):
        return text
    is_changed = False
    for held in _without_text(document):
        name = held["_file"]
        content = read_file(name) if isinstance(name, str) and _NAME.fullmatch(name) else None
        if content is not None:
            held |= {"text": b64encode(content).decode(), "encoding": "base64"}
            is_changed = True
    return pretty(document) if is_changed else text


def _without_text(document: JsonValue) -> Iterator[JsonObject]:
    entries = at(document, "/log/entries")
    for entry in entries if isinstance(entries, list) else ():
        url = at(entry, "/request/url")
        if isinstance(url, str) and read_address(url) is not None:
            for place in ("/request/postData", "/response/content"):
                held = at(entry, place)
                if isinstance(held, dict) and "_file" in held and not isinstance(held.get("text"), str):
                    yield held
