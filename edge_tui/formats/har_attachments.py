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

_PLAIN_NAME = re.compile(r"[\w-][\w.-]{0,199}", re.ASCII)


def with_attachments(text: str, read_file: FileReader) -> str:
    """The HAR with the bodies of its Edge calls in it; any other text as it is.

    Names with a separator are ignored: a file from elsewhere names only its own folder's.
    """
    if '"_file"' not in text:
        return text
    document = parse(text.lstrip("\ufeff"))
    if isinstance(document, ParseError):
        return text
    is_changed = False
    for held in _without_text(document):
        name = held["_file"]
        content = read_file(name) if isinstance(name, str) and _PLAIN_NAME.fullmatch(name) else None
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
