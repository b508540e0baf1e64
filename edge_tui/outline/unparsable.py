"""Bodies that aren't JSON: their text, and the likely cause."""

import re
from collections.abc import Iterator

from edge_tui.model.encoding import decode_body, odd_encoding
from edge_tui.model.json.document import ParseError
from edge_tui.model.node import Node, Tone, one_line
from edge_tui.model.text import counted
from edge_tui.values.opening import in_ranges

_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_CONTEXT_CHARACTERS = 60


def unparsable_body(body: bytes, parse_error: ParseError) -> Iterator[Node]:
    """What is wrong with a body, where it stops being JSON, and its text."""
    text = decode_body(body)
    if not text.strip():
        yield Node(
            "body",
            "empty" if not body else f"{counted(len(body), 'byte')} of whitespace",
            Tone.WARNING,
            note="The gateway omits the body only for the statuses 202 and 204. Something on the way may have removed "
            "it, or this is another server.",
        )
        return
    if _HTML.match(text[:2000]):
        title = _TITLE.search(text[:20_000])
        yield Node(
            "HTML",
            one_line(" ".join(title[1].split())) if title else "a web page instead of JSON",
            Tone.ERROR,
            note="The gateway never returns a web page. Something in front of it did: a proxy, a firewall, a network "
            "login page, or another server at this URL. Check the URL in the profile.",
            request_location="profile:url",
        )
    else:
        yield Node(
            "not JSON",
            str(parse_error),
            Tone.ERROR,
            note=f"{_ending(text, parse_error)} The body stops being JSON at {parse_error}.",
            opened=True,
            branches=lambda: [_place(text, parse_error)],
        )
    if anomaly := odd_encoding(body):
        yield Node(anomaly.label, anomaly.place, Tone.WARNING, note=anomaly.sentence)
    yield body_text(text)


def body_text(text: str) -> Node:
    """The text as one node per line."""
    lines = text.splitlines() or [""]
    return Node(
        "body",
        counted(len(lines), "line"),
        content=text,
        opened=len(lines) <= 20,
        branches=lambda: in_ranges(
            len(lines), lambda index: Node(str(index + 1), one_line(lines[index]), content=lines[index])
        ),
    )


def _ending(text: str, parse_error: ParseError) -> str:
    if parse_error.offset >= len(text.rstrip()):
        return "It is truncated: the connection broke, or something on the way cut it off."
    return "It is damaged, or was never JSON."


def _place(text: str, parse_error: ParseError) -> Node:
    """The text around the parse error, with a marker at its position."""
    start = text.rfind("\n", max(0, parse_error.offset - _CONTEXT_CHARACTERS), parse_error.offset) + 1 or max(
        0, parse_error.offset - _CONTEXT_CHARACTERS
    )
    end = text.find("\n", parse_error.offset, parse_error.offset + _CONTEXT_CHARACTERS)
    after = text[parse_error.offset : end if end >= 0 else parse_error.offset + _CONTEXT_CHARACTERS]
    return Node(f"line {parse_error.line}", f"{text[start : parse_error.offset]}▸{after}", Tone.DIM)
