"""A request that a script sends, as a draft. What the script computes becomes a placeholder or is left out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from edge_tui.formats.imported import Imported
from edge_tui.formats.incoming import import_request
from edge_tui.formats.scripts.computed import Computed, Mixed, Serialized, Settling, joined
from edge_tui.formats.scripts.functions import query_of
from edge_tui.formats.scripts.tokens import UNDEFINED
from edge_tui.model.json.document import ParseError, compact, parse, pretty
from edge_tui.model.placeholders import escaped
from edge_tui.model.profile import EDGE_URL

# Stands for a computed part of a URL while it is taken apart.
_UNKNOWN = "\0"
_UNQUOTED = re.compile(r"\{\{ask:[^{}]*\}\}")


@dataclass
class ScriptRequest:
    """What a script sends: values as read, computed parts included. `kind` names the call for people."""

    kind: str
    url: object
    headers: list[tuple[str, object]] = field(default_factory=list)
    body: object = UNDEFINED
    method: object = "POST"
    is_form: bool = False
    notes: list[str] = field(default_factory=list)


def pairs(value: object) -> list[tuple[str, object]]:
    """Headers as an object, or as an array of names and values."""
    if isinstance(value, dict):
        return [(str(name), member) for name, member in value.items()]
    listed = value if isinstance(value, list) else []
    return [(str(each[0]), each[1]) for each in listed if isinstance(each, list) and len(each) == 2]


def with_query(url: object, parameters: object) -> object:
    """A URL with more parameters."""
    query = query_of(parameters) if isinstance(parameters, dict) else parameters
    if not isinstance(query, str | Mixed) or not query or query is UNDEFINED or not isinstance(url, str | Mixed):
        return url
    has_query = "?" in url if isinstance(url, str) else any(isinstance(each, str) and "?" in each for each in url.parts)
    return joined([url, "&" if has_query else "?", query])


def with_base(base: object, url: object) -> object:
    """A URL that may be relative to a base."""
    if not isinstance(base, str | Mixed | Computed) or base is UNDEFINED or base == "":
        return url
    if isinstance(url, str) and url is not UNDEFINED and "://" not in url:
        trimmed = base.rstrip("/") if isinstance(base, str) else base
        return joined([trimmed, url if url[:1] in ("/", "?", "") else "/" + url])
    return base if url is UNDEFINED else url


def imported(request: ScriptRequest, text: str) -> Imported | None:
    """The request as a draft; None when it isn't one to the Edge Network."""
    notes = list(request.notes)
    url = _url(request.url, notes)
    if url is None:
        return None
    settling = Settling(text)
    headers = list(_headers(request.headers, notes))
    body = _body(request.body, settling, notes)
    found = import_request(url, headers, body)
    if found is None:
        return None
    is_whole = not notes and not settling.is_computed
    if isinstance(request.method, str) and request.method.upper() != "POST":
        notes.append("The Edge Network accepts only POST; the script's method was ignored.")
    if request.is_form:
        notes.append("The script sends its body as a form; the Edge Network reads JSON, so it was imported as JSON.")
    drafted = _with_quotes(found.draft.text) if settling.is_computed else _escaped_text(found.draft.text)
    visitor_headers = tuple((name, str(escaped(value))) for name, value in found.draft.headers)
    return replace(
        found,
        draft=replace(found.draft, text=drafted, headers=visitor_headers),
        request=found.request if is_whole else None,
        notes=(*notes, *settling.notes(), *found.notes),
    )


def _with_quotes(text: str) -> str:
    """A text with its placeholders in quotes where only that makes it JSON."""
    if not isinstance(parse(text), ParseError):
        return text
    document = parse(_UNQUOTED.sub(lambda match: f'"{match[0]}"', text))
    return text if isinstance(document, ParseError) else pretty(document)


def _escaped_text(text: str) -> str:
    if "{{" not in text:
        return text
    document = parse(text)
    return str(escaped(text)) if isinstance(document, ParseError) else pretty(escaped(document))


def _url(url: object, notes: list[str]) -> str | None:
    """The URL without its computed parts, which are named; None when there is none."""
    if isinstance(url, Computed) or url is UNDEFINED or not isinstance(url, str | Mixed):
        return None
    parts = url.parts if isinstance(url, Mixed) else (url,)
    words = [part.words for part in parts if isinstance(part, Computed)]
    text = "".join(_UNKNOWN if isinstance(part, Computed) else part.replace(_UNKNOWN, "") for part in parts).strip()
    address, mark, query = text.partition("?")
    scheme, separator, rest = address.rpartition("://")
    host, slash, path = rest.partition("/")
    if not separator or _UNKNOWN in host or not host:
        if not slash:
            return None
        scheme, host = EDGE_URL.split("://")
        notes.append(f"The script's URL has no host in the text; {host} is assumed.")
    if separator and _UNKNOWN in scheme:
        scheme = "https"
    segments = [each for each in path.split("/") if _UNKNOWN not in each]
    pieces = [each for each in query.split("&") if _UNKNOWN not in each]
    if words:
        notes.append(f"These parts of the URL are computed and weren't imported: {', '.join(words)}.")
    return f"{scheme}://{host}/{'/'.join(segments)}" + (mark + "&".join(pieces) if pieces else "")


def _headers(headers: Iterable[tuple[str, object]], notes: list[str]) -> Iterable[tuple[str, str]]:
    computed = []
    for name, value in headers:
        if isinstance(value, str) and value is not UNDEFINED:
            yield name, value
        elif isinstance(value, int | float):
            yield name, str(value)
        elif value is not UNDEFINED and value is not None:
            computed.append(name)
    if computed:
        notes.append(f"These headers are computed and weren't imported: {', '.join(computed)}.")


def _body(body: object, settling: Settling, notes: list[str]) -> str:
    """The body: as the script sends it, or with placeholders where it is computed."""
    if body is UNDEFINED or body is None:
        return ""
    if isinstance(body, Computed):
        notes.append(f"The body isn't in the text: {body.words}.")
        return ""
    if isinstance(body, str):
        return body
    if isinstance(body, Mixed):
        return str(settling.settled(body))
    document = body.value if isinstance(body, Serialized) else body
    settled = settling.settled(document)
    return compact(settled if settling.is_computed else Settling("", escapes=False).settled(document))
