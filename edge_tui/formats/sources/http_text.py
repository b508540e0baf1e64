"""Raw HTTP requests as proxies copy them, and `.http` files of REST Client and JetBrains."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import quote

from edge_tui.formats.fill_limit import FillLimit
from edge_tui.formats.reading import Reading, only_the_first
from edge_tui.formats.sources.command import Note, file_words, placed
from edge_tui.formats.sources.http_import import reading_of
from edge_tui.formats.sources.http_request import HttpRequest
from edge_tui.formats.sources.template_variables import filled, without_cycles

# Far more than a gateway accepts.
_MAX_CHARACTERS = 2_000_000
KIND = "HTTP request"

_METHOD = r"(?:POST|GET|PUT|PATCH|DELETE|OPTIONS|HEAD)"
_TARGET = r"(?:https?://|/|\{\{|\$|<|[\w.-]+\.[a-z]{2,}[/:])(?:\{\{[^}\n]*\}\}|[^\s])*+"
_START = re.compile(rf"^({_METHOD})[ \t]+({_TARGET})[ \t]*+(?:HTTP/[\d.]+)?[ \t]*$", re.MULTILINE)
_PSEUDO_START = re.compile(r"^:(?:method|authority|path|scheme):[ \t]*\S.*(?:\n:\w+:.*)+", re.MULTILINE)
_SEPARATOR = re.compile(r"^###", re.MULTILINE)
_VARIABLE = re.compile(r"^@([\w.-]+)[ \t]*=[ \t]*+(.*)$", re.MULTILINE)
# Variables of Emacs' restclient, which are used without braces.
_COLON_VARIABLE = re.compile(r"^(:[\w-]+)[ \t]*:?=[ \t]*+(.*)$", re.MULTILINE)
# Hurl writes the expected response without a version, or any status.
_RESPONSE = re.compile(r"^HTTP(?:/\d(?:\.\d)?)?[ \t]+(?:\d{3}\b|\*)", re.MULTILINE)
# Hurl's bodies of several lines and of one.
_FENCED = re.compile(r"```[\w,]*\n(.*?)\n?```\s*\Z|`([^`\n]*)`\s*\Z", re.DOTALL)
_SCRIPT = re.compile(
    r"^[<>][ \t]*\{%.*?(?:%\}|\Z)|^>>?!?[ \t]+\S+\.\w+[ \t]*$|^<>[ \t]*\S.*$", re.MULTILINE | re.DOTALL
)
_FILE = re.compile(r"^(?:<(?:@\w*)?[ \t]+|file,(?=[^;\n]+;))(\S[^\n;]*+);?[ \t]*$", re.MULTILINE)
# What httpYac asserts below a body, and comments of Emacs and Vim.
_AFTER_BODY = ("??", "#")
# Hurl writes parameters, options and credentials below such a line.
_SECTION = re.compile(r"\[(QueryStringParams|Query|Options|BasicAuth|Cookies)\]")
_HEADER = re.compile(r"(:?[A-Za-z0-9!#$%&'*+.^_|~-]+)[ \t]*:(?!//)[ \t]*(.*)")
_CHUNK = re.compile(r"([0-9a-fA-F]{1,8})(?:;[^\n]*)?\n")
_LOCAL = re.compile(r"(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$", re.IGNORECASE)
_MAX_REQUESTS = 1_000
_MAX_HEADER_LINES = 500
_MAX_COLON_VARIABLES = 20


@dataclass
class _Message:
    method: str
    target: str
    at: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def header(self, name: str) -> str:
        """The first value of a header, or of a pseudo-header of HTTP/2."""
        return next((value for each, value in self.headers if each.casefold() == name), "")

    @property
    def url(self) -> str:
        """The whole URL: of a path, with the host of its header."""
        target = self.target or self.header(":path")
        if not target.startswith("/"):
            return target
        host = self.header("host") or self.header(":authority")
        scheme = self.header(":scheme") or ("http" if _LOCAL.match(host) else "https")
        return f"{scheme}://{host}{target}" if host else target


def read_http_text(text: str) -> Reading | None:
    """The requests of a text; None for one without a request line."""
    is_cut, text = len(text) > _MAX_CHARACTERS, text[:_MAX_CHARACTERS]
    limit = FillLimit()
    for name, value in islice(_COLON_VARIABLE.findall(text), _MAX_COLON_VARIABLES):
        text = limit.filled(text, re.compile(rf"({name})(?![\w-]|[ \t]*:?=)"), {name: value.rstrip()})[:_MAX_CHARACTERS]
    if not (_START.search(text) or _PSEUDO_START.search(text) or re.search(rf"^> {_METHOD} /", text, re.MULTILINE)):
        return None
    if not _START.search(text) and not _PSEUDO_START.search(text):
        # The output of `curl --verbose`, which has no body: only the lines of the request.
        text = "\n".join(line[1:].lstrip(" ") if line.startswith(">") else "" for line in text.split("\n"))
    requests = requests_of(text, limit)
    notes = [only_the_first(_MAX_CHARACTERS, "characters")] if is_cut else []
    if len(requests) > _MAX_REQUESTS:
        notes, requests = [only_the_first(_MAX_REQUESTS, "requests")], requests[:_MAX_REQUESTS]
    return reading_of(KIND, requests, notes) if requests else None


def requests_of(text: str, limit: FillLimit) -> list[HttpRequest]:
    """The requests of a text, up to one more than are read, with its variables as far as they fit."""
    variables = without_cycles({name: value.rstrip() for name, value in _VARIABLE.findall(text)})
    return [_request(text, start, end, variables, limit) for start, end in _spans(text)]


def _spans(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """The first line of each request, up to one more than are read, and the offset where the request ends."""
    starts = list(islice(_START.finditer(text), _MAX_REQUESTS + 2)) or list(_PSEUDO_START.finditer(text))[:1]
    for place, start in enumerate(starts[: _MAX_REQUESTS + 1]):
        end = starts[place + 1].start() if place + 1 < len(starts) else len(text)
        for pattern in (_SEPARATOR, _RESPONSE):
            if stop := pattern.search(text, start.end(), end):
                end = stop.start()
        yield start, end


def _request(text: str, start: re.Match[str], end: int, variables: dict[str, str], limit: FillLimit) -> HttpRequest:
    is_pseudo = start.re is _PSEUDO_START
    message = _Message("" if is_pseudo else start[1], "" if is_pseudo else start[2], start.start())
    at = _read_head(message, text, start.start() if is_pseudo else start.end() + 1, end)
    body, source = _body(message, text[at:end])
    if message.header(":method") or message.method not in ("", "POST"):
        method = message.header(":method") or message.method
        if method.upper() != "POST":
            message.notes.append(Note(message.at, f"The Edge Network accepts only POST; {method} was ignored"))
    return HttpRequest(
        filled(message.url, variables, limit),
        tuple((name, filled(value, variables, limit)) for name, value in message.headers if not name.startswith(":")),
        None if body is None else filled(body, variables, limit),
        message.method or "POST",
        text.count("\n", 0, message.at) + 1,
        source,
        placed(text, message.notes),
    )


def _read_head(message: _Message, text: str, at: int, end: int) -> int:
    """Reads the rest of the URL and the headers; returns where the body starts."""
    in_section = ""
    for _ in range(_MAX_HEADER_LINES):
        if at >= end:
            break
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        line = text[at:stop]
        if not line.strip():
            return min(stop + 1, end)
        if line.lstrip()[:1] in ("?", "&") and not message.headers:
            message.target += line.strip()
        elif line.lstrip().startswith(("#", "//")):
            pass
        elif section := _SECTION.fullmatch(line.strip()):
            in_section = section[1]
        elif in_section and (member := _HEADER.fullmatch(line.strip())):
            if in_section in ("QueryStringParams", "Query"):
                message.target += f"{'&' if '?' in message.target else '?'}{quote(member[1])}={quote(member[2])}"
        elif header := _HEADER.fullmatch(line.strip()):
            message.headers.append((header[1], header[2]))
        elif line.lstrip()[:1] in ("{", "[", "<", "`") or _FILE.match(line):
            return at
        else:
            message.notes.append(Note(at, "A line that isn't a header was left out"))
        at = stop + 1
    return min(at, end)


def _body(message: _Message, text: str) -> tuple[str | None, str]:
    """The body, and where it is when the text doesn't hold it."""
    text = _SCRIPT.sub("", text) if "%}" in text or "{%" in text or "\n>" in f"\n{text}" or "<>" in text else text
    file = _FILE.match(text.lstrip("\n"))
    if file:
        return None, file_words(file[1].strip())
    body = _without_end(text).strip()
    if fenced := _FENCED.match(body):
        body = fenced[1] if fenced[1] is not None else fenced[2]
    if "chunked" in message.header("transfer-encoding") and _CHUNK.match(body):
        body = _without_chunks(body)
    return body or None, ""


def _without_end(text: str) -> str:
    lines = text.rstrip().split("\n")
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].lstrip().startswith(_AFTER_BODY)):
        lines.pop()
    return "\n".join(lines)


def _without_chunks(body: str) -> str:
    """A chunked body without the sizes, which count bytes."""
    encoded, pieces, at = body.encode("utf-8", "surrogatepass"), list[bytes](), 0
    while chunk := re.compile(rb"\n?([0-9a-fA-F]{1,8})(?:;[^\n]*)?\n").match(encoded, at):
        size = int(chunk[1], 16)
        if size == 0:
            break
        pieces.append(encoded[chunk.end() : chunk.end() + size])
        at = chunk.end() + size
    return b"".join(pieces).decode("utf-8", "replace")
