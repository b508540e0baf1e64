"""Export formats for requests, one module each, registered in FORMATS; `readers.py` has what reads them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from edge_tui.formats import alloy, body, bundle, curl, har, httpie, python
from edge_tui.formats.imported import Implied, Imported
from edge_tui.formats.reading import Reading
from edge_tui.model.credential_text import masked_body
from edge_tui.model.exchange import Exchange

if TYPE_CHECKING:
    from edge_tui.logs.other_services import OtherService

__all__ = ["FORMATS", "NOT_RECOGNIZED", "Format", "Implied", "Imported", "Reading", "read", "render"]

_FIX = (
    "Pass a curl command, a HAR, a Web SDK call, a request in code, an HTTP request, a bundle, a log, or a "
    "request body as JSON."
)


class Render(Protocol):
    """Writes an exchange; without a token it is masked, or an environment variable is referenced."""

    def __call__(self, exchange: Exchange, *, token: str | None = None) -> str:
        """The exchange in a format."""


@dataclass(frozen=True, slots=True)
class Format:
    """`title` is the name on screen after *Copy as*; `suffix` is the file extension.

    `lines_suffix` is that of a file with several exchanges, of which `render_line` writes a line each: for formats that
    nothing reads one after the other.
    """

    title: str
    suffix: str
    render: Render
    parse: Callable[[str], Imported | None] | None = None
    render_line: Callable[[Exchange], str] | None = None
    lines_suffix: str = ""


FORMATS: dict[str, Format] = {
    "curl": Format("curl", ".sh", curl.render),
    "har": Format("HAR", ".har", har.render, har.parse),
    "httpie": Format("HTTPie", ".sh", httpie.render),
    "python": Format("Python", ".py", python.render),
    "alloy": Format("Web SDK call", ".js", alloy.render),
    "bundle": Format("bundle", ".md", bundle.render, bundle.parse),
    "body": Format("body", ".json", body.render, body.parse, body.render_line, ".jsonl"),
}


def render(name: str, exchange: Exchange, *, token: str | None = None) -> str:
    """The exchange in a format of FORMATS; secrets are masked, except for a given token.

    With a token the request is made to be sent again, and its body stays as it was sent.
    """
    body = exchange.request.body if token is not None else masked_body(exchange.request.body)
    if body is not exchange.request.body:
        exchange = replace(exchange, request=replace(exchange.request, body=body))
    return FORMATS[name].render(exchange, token=token)


NOT_RECOGNIZED = "Not recognized as an Edge Network request."
_ONLY_URL = "There is the URL of an Edge Network request, but no body with an event."
_COPY = "In the browser's network panel, copy the request as cURL or as fetch, or export a HAR."
_URL = re.compile(r"https?://[^\s\"'<>]{1,4000}")
_MAX_URLS = 200
_STRAIGHT = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f", '"') | dict.fromkeys("\u2018\u2019\u201b", "'"))


def read(text: str) -> Reading:
    """The requests in a pasted text of any format; what it was instead when there are none."""
    return _read(text, 0)


def _read(text: str, layer: int) -> Reading:
    """As `read`, of a text that is behind so many encodings."""
    # Only now: most runs read no text, and the readers take a while to load.
    from edge_tui.formats.line_numbers import without_line_numbers
    from edge_tui.formats.log import read_requests
    from edge_tui.formats.readers import READERS
    from edge_tui.logs.abbreviated import abbreviated, printed_without_quotes

    text = text.lstrip("\ufeff\u200b\u2060").replace("\r\n", "\n").replace("\r", "\n")
    text = without_line_numbers(text)
    without_requests: Reading | None = None
    for reader in READERS:
        reading = reader(text)
        if reading is not None and reading.requests:
            return _straightened(text, layer) if _has_typographic_value(reading) else reading
        without_requests = without_requests or reading
    # Nothing else recognized it: perhaps it has JSON of the Edge Network somewhere.
    found = without_requests or read_requests(text)
    if found is None and text.translate(_STRAIGHT) != text and (reading := _straightened(text, layer)).requests:
        return reading
    if found is None and (decoded := _read_decoded(text, layer)) is not None:
        return decoded
    if found is None and _has_address(text):
        return Reading("text", missing=_ONLY_URL, fix=_COPY)
    if found is None and (service := _service_of(text)) is not None:
        return Reading("text", missing=service.sentence, fix=service.fix)
    if found is None and (shortened := abbreviated(text)):
        what, _, how = shortened.partition(". ")
        return Reading("text", missing=f"{what}, and no request in the text is complete.", fix=how)
    if found is None and (unquoted := printed_without_quotes(text)) is not None:
        return Reading("text", missing=unquoted[0], fix=unquoted[1])
    return found or Reading("text", missing=f"{NOT_RECOGNIZED}{_why(text)}", fix=_FIX)


def _straightened(text: str, layer: int) -> Reading:
    reading = _read(text.translate(_STRAIGHT), layer)
    return replace(reading, notes=(*reading.notes, "Quotes of a word processor were read as straight ones."))


def _has_typographic_value(reading: Reading) -> bool:
    """Whether a script has a string in the quotes of a word processor, which looks like a computed value."""
    return any(f"{{{{ask:{quote}" in each.draft.text for each in reading.requests for quote in "\u201c\u201e\u2018")


def _has_address(text: str) -> bool:
    """Whether a text names a request of the Edge Network, such as a copied URL or the list of its headers."""
    from edge_tui.formats.address import read_address

    urls = islice(_URL.finditer(text), _MAX_URLS)
    return any(read_address(url[0]) is not None for url in urls)


def _read_decoded(text: str, layer: int) -> Reading | None:
    """The requests of a text that something has encoded as a whole; None without any."""
    from edge_tui.logs.encoded import MAX_LAYERS, decodings

    for decoded, note in decodings(text) if layer < MAX_LAYERS else ():
        if decoded != text and (reading := _read(decoded, layer + 1)).requests:
            return replace(reading, notes=(*reading.notes, note))
    return None


def _service_of(text: str) -> "OtherService | None":
    """Adobe's other service that a document or a URL alone belongs to."""
    from edge_tui.logs.other_services import other_service, service_of_url
    from edge_tui.model.json.document import parse

    bare = text.strip()
    if bare.startswith("{"):
        return other_service(parse(bare))
    return service_of_url(bare) if _URL.fullmatch(bare) else None


def _why(text: str) -> str:
    """The parse error of a text that starts as JSON does; empty for any other."""
    from edge_tui.model.json.document import ParseError, parse

    document = parse(text) if text.lstrip()[:1] in ("{", "[") else None
    return f" As JSON it has a mistake in {document}." if isinstance(document, ParseError) else ""
