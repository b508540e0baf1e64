"""Saved requests of another client, as Postman and Insomnia keep them: variables filled in, tokens left out."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from edge_tui.formats.address import read_address
from edge_tui.formats.allowed import LeftOut
from edge_tui.formats.foreign_placeholders import foreign_notes, has_placeholder
from edge_tui.formats.har_evidence import EntryKind, kind_of_entry
from edge_tui.formats.imported import Imported
from edge_tui.formats.incoming import import_request
from edge_tui.formats.reading import Reading
from edge_tui.model.exchange import Response
from edge_tui.model.json.document import ParseError, parse
from edge_tui.model.placeholders import PATTERN
from edge_tui.model.text import counted

Pairs = tuple[tuple[str, str], ...]

# Variables may name variables, and a hostile file itself.
_MAX_ROUNDS = 5
_MAX_PLACEHOLDERS = 500
_MAX_VALUE_LENGTH = 20_000
_MAX_LENGTH = 1_000_000
# In place of a host that only the other tool knows.
_UNKNOWN_HOST = "https://unknown.invalid"
_HOST_PLACEHOLDER = re.compile(r"(?:https?://)?\{\{[^{}]*\}\}(?=[:/?]|$)")
_HAS_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SavedRequest:
    """A request as it is saved; `token` is that of its authentication, `variables` those in force for it."""

    name: str
    method: str
    url: str
    headers: Pairs = ()
    body: str = ""
    token: str = field(default="", repr=False)
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    response: Response | None = None


def read_saved(kind: str, saved: Iterable[SavedRequest]) -> Reading:
    """The Edge calls among saved requests, in their order, with what was left out of all of them."""
    left_out, others, found = LeftOut(), 0, []
    texts: list[str] = []
    empty: list[str] = []
    for each in saved:
        if not each.body.strip() and each.response is None and _is_to_edge(each):
            empty.append(each.name or "without a name")
            continue
        imported = _imported(each, left_out)
        if imported is None:
            others += 1
        else:
            found.append(imported)
            texts += [fill(each.url, each.variables), imported.draft.text]
    no_body = f"Not imported, because the file doesn't hold their body: {', '.join(empty[:5])}." if empty else ""
    if empty and not found:
        return Reading(kind, missing=no_body, fix="Save the body as text in the request, or pass the file with it.")
    if not found:
        count = counted(others, "request") if others else "no requests"
        missing = f"The {kind} has {count}, but none to the Edge Network." if others else f"The {kind} has no requests."
        return Reading(kind, missing=missing, fix="Export a collection with requests to interact or collect.")
    notes = [*left_out.sentences(), *([no_body] if no_body else [])]
    if others:
        notes.insert(0, f"Not imported, because they aren't Edge calls: {counted(others, 'other request')}.")
    return Reading(kind, tuple(found), (*notes, *foreign_notes(texts)), others=others)


def _is_to_edge(saved: SavedRequest) -> bool:
    url = fill(saved.url.strip(), saved.variables)
    url = _HOST_PLACEHOLDER.sub(_UNKNOWN_HOST, url, count=1)
    return (
        saved.method.upper() == "POST" and read_address(url if _HAS_SCHEME.match(url) else f"https://{url}") is not None
    )


def _imported(saved: SavedRequest, left_out: LeftOut) -> Imported | None:
    def filled(text: str) -> str:
        return fill(text, saved.variables)

    url, body = filled(saved.url.strip()), filled(saved.body)
    has_host = not _HOST_PLACEHOLDER.match(url)
    if not has_host:
        url = _HOST_PLACEHOLDER.sub(_UNKNOWN_HOST, url, count=1)
    elif url and not _HAS_SCHEME.match(url):
        url = f"https://{url}"
    document = parse(body) if body.strip() else None
    if kind_of_entry(saved.method, url, None if isinstance(document, ParseError) else document) is not EntryKind.EDGE:
        return None
    headers = [(filled(name), filled(value)) for name, value in saved.headers]
    if saved.token and not any(name.lower() == "authorization" for name, _ in headers):
        headers.append(("authorization", f"Bearer {filled(saved.token)}"))
    imported = import_request(url, headers, body, saved.response, collected=left_out)
    if imported is None:
        return None
    request = imported.request
    is_whole = has_host and request is not None and not (has_placeholder(request.url) or has_placeholder(request.body))
    return replace(
        imported,
        profile=imported.profile if has_host else replace(imported.profile, url=""),
        request=request if is_whole or saved.response is not None else None,
        name=saved.name,
    )


def fill(text: str, variables: Mapping[str, str]) -> str:
    """A text with the variables that have a value filled in; others stay as they are."""
    for _ in range(_MAX_ROUNDS):
        if not 0 < text.count("{{") <= _MAX_PLACEHOLDERS or len(text) > _MAX_LENGTH:
            break
        before = text
        text = PATTERN.sub(lambda match: _value(match, variables), text)
        if text == before:
            break
    return text


def _value(match: re.Match[str], variables: Mapping[str, str]) -> str:
    value = variables.get(match[1].strip().removeprefix("_."), match[0])
    return value if len(value) <= _MAX_VALUE_LENGTH else match[0]


def form_body(pairs: Iterable[tuple[str, str]]) -> str:
    """A body of fields; one that is JSON without a value is the body itself, as tools split it."""
    listed = list(pairs)
    joined = "&".join(f"{name}={value}" if value else name for name, value in listed)
    is_json = joined.lstrip().startswith("{") and not isinstance(parse(joined), ParseError)
    return joined if is_json else urlencode(listed)


def enabled_pairs(listed: object, name: str) -> Iterator[tuple[str, str]]:
    """The name and value of each item that isn't disabled; `name` is the member that holds the name."""
    for item in listed if isinstance(listed, list) else []:
        if isinstance(item, dict) and isinstance(item.get(name), str) and not item.get("disabled"):
            yield item[name], item["value"] if isinstance(item.get("value"), str) else ""
