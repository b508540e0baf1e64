"""The request that a program sends, by the literals that its code has: its URL, its headers and its body."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from edge_tui.formats.address import read_address
from edge_tui.formats.http_calls.request import ScriptRequest, imported, with_query
from edge_tui.formats.imported import Imported
from edge_tui.formats.incoming import import_body
from edge_tui.formats.programs.data import DataReader
from edge_tui.formats.programs.languages import Language, language_of
from edge_tui.formats.programs.literals import Literal, literals_of
from edge_tui.formats.programs.mobile_events import mobile_events
from edge_tui.formats.programs.openings import OPENING
from edge_tui.formats.reading import Reading
from edge_tui.formats.scripts.computed import Computed, Mixed, Settling, joined
from edge_tui.formats.sources.foreign import foreign_note
from edge_tui.model.json.document import parse
from edge_tui.model.profile import EDGE_URL
from edge_tui.model.request import DATASTREAM_PARAMETERS, action_of
from edge_tui.model.text import counted

# Longer programs are no request that somebody copied.
_MAX_LENGTH = 1_000_000
_HOST = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?::\d+)?/?")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,60}")
_NAMED = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):\s*(.*)", re.DOTALL)
_PAIRED = re.compile(r"\s*(?:,|=>|:|\]\s*=|\)\s*,|=)\s*@?")
# Swift and Objective-C write the value first.
_VALUE_FIRST = re.compile(r"\s*,?\s*(?:for|forHTTPHeaderField):\s*@?")
_METHODS = frozenset({"GET", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"})
# Of a URL, where a client takes them apart from it.
_PARAMETERS = frozenset({*DATASTREAM_PARAMETERS, "requestid"})
_VERBS = _METHODS | {"POST"}
_BARE_URL = re.compile(r"https?://[^\s\"'`<>]{1,2000}")
_FIX_BODY = "Pass the body as JSON, or copy the request as a curl command."
_FIX_ONE = "Paste one request at a time."
_FIX_ADDRESS = "Its URL has to end in an endpoint, as /v1/interact."


def read_program(text: str) -> Reading | None:
    """The request of a program; None for a text that isn't a program, or one without a URL in it."""
    if len(text) > _MAX_LENGTH or (language := language_of(text)) is None:
        return None
    literals = literals_of(text, language)
    if sent := _sent_by_the_sdk(text, language, literals):
        return sent
    urls = _urls(literals)
    kind = language.kind
    if not urls:
        if not any("://" in each.plain for each in literals):
            return None
        return Reading(kind, missing=f"The {kind} has no request to the Edge Network in its text.", fix=_FIX_ADDRESS)
    if _has_other_address(text, literals):
        return None
    if len({each.plain for each in urls}) > 1:
        return Reading(
            kind, missing=f"The {kind} has {counted(len(urls), 'request')} to the Edge Network.", fix=_FIX_ONE
        )
    bodies = [each for each in _bodies(text, literals) if each[0].start not in {url.start for url in urls}]
    if not bodies:
        return Reading(kind, missing=f"The body isn't in the {kind} as JSON.", fix=_FIX_BODY)
    if len(bodies) > 1:
        return Reading(kind, missing=f"The {kind} has {counted(len(bodies), 'body', 'bodies')}.", fix=_FIX_ONE)
    span, body = bodies[0]
    outside = [each for each in literals if not span.start <= each.start < span.end and each.start != urls[0].start]
    method = next((each.plain for each in outside if each.plain in _METHODS), "POST")
    named = list(_headers(text, outside))
    parameters = {name: value for name, value in named if name.casefold() in _PARAMETERS}
    # What fills the body by name is written as a header may be.
    members = list(_members(body))
    headers = [each for each in named if each[0] not in parameters and each not in members]
    request = ScriptRequest(kind, with_query(urls[0].value, parameters), headers, body, method)
    found = imported(request, text)
    return Reading(kind, (found,), foreign_note("", found.draft.text, ())) if found is not None else None


def _sent_by_the_sdk(text: str, language: Language, literals: Sequence[Literal]) -> Reading | None:
    """The events of an app with Adobe's mobile SDK; None for a program without any."""
    reader, requests = DataReader(text, {each.start: each for each in literals}), list[Imported]()
    for event in mobile_events(text, reader):
        settling = Settling(text)
        document = settling.settled({"event": event})
        found = import_body(document) if isinstance(document, dict) else None
        if found is not None:
            requests.append(replace(found, notes=(*settling.notes(), *found.notes)))
    return Reading(f"{language.name} call of the mobile SDK", tuple(requests)) if requests else None


def _urls(literals: Sequence[Literal]) -> list[Literal]:
    """The URLs of the Edge Network; a path with the host that the program has elsewhere."""
    whole = [each for each in literals if _is_address(each)]
    if whole:
        return whole
    host = next((each.plain.rstrip("/") for each in literals if _HOST.fullmatch(each.plain)), "")
    base = host if "://" in host else f"https://{host}"
    return [
        Literal(each.start, each.end, joined((base, each.value)))
        for each in literals
        if host and each.plain.startswith("/") and read_address(EDGE_URL + each.plain) is not None
    ]


def _has_other_address(text: str, literals: Sequence[Literal]) -> bool:
    """Whether there is a URL of the Edge Network outside of strings, as in a log that quotes a program."""
    return any(
        read_address(url[0]) is not None and not any(each.start <= url.start() < each.end for each in literals)
        for url in _BARE_URL.finditer(text)
    )


def _is_address(literal: Literal) -> bool:
    text = literal.plain
    if isinstance(literal.value, Mixed) and isinstance(literal.value.parts[0], Computed) and text.startswith("/"):
        text = EDGE_URL + text
    text = text.replace("://", "://edge.", 1) if text.partition("://")[2].startswith("/") else text
    return len(text) < 8_000 and "\n" not in text and "://" in text and read_address(text) is not None


def _bodies(text: str, literals: Sequence[Literal]) -> list[tuple[Literal, object]]:
    """The bodies in a program, and where: JSON in a string, or arrays and hashes."""
    written: list[tuple[Literal, object]] = [(each, each.value) for each in literals if _is_body(each)]
    if written:
        return written
    strings = {each.start: each for each in literals}
    reader, found, end = DataReader(text, strings), list[tuple[Literal, object]](), 0
    for opening in OPENING.finditer(text):
        inside = any(each.start < opening.start() < each.end for each in literals)
        if opening.start() < end or inside:
            continue
        document = reader.document_at(opening.start())
        if document is not None and _is_request(document[0]):
            end = document[1]
            found.append((Literal(opening.start(), end, ""), document[0]))
    if found:
        return found
    return [(Literal(at, at, ""), each) for each, at in reader.filled_documents() if _is_request(each)]


def _is_request(document: dict[str, object]) -> bool:
    return any(isinstance(document.get(name), dict | list) for name in ("event", "events", "consent", "query"))


def _is_body(literal: Literal) -> bool:
    if not literal.plain.lstrip().startswith("{"):
        return False
    if isinstance(literal.value, Mixed):
        return any(f'"{name}"' in literal.plain for name in ("event", "events", "consent", "query"))
    document = parse(literal.plain)
    return isinstance(document, dict) and action_of(document) is not None


def _members(body: object) -> Iterator[tuple[str, object]]:
    """The members of a body that the program builds, at any depth."""
    left = [body]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            yield from value.items()
            left += value.values()
        elif isinstance(value, list):
            left += value


def _headers(text: str, literals: Sequence[Literal]) -> Iterator[tuple[str, object]]:
    """The headers of a program: a name beside its value, or both in one string."""
    used = -1
    for first, second in zip_longest(literals, literals[1:]):
        if first.start < used:
            continue
        if second is not None and not _is_verb(first) and not _is_verb(second):
            gap = text[first.end : second.start]
            if _VALUE_FIRST.fullmatch(gap) and _NAME.fullmatch(second.plain):
                yield second.plain, first.value
                used = second.end
                continue
            if _PAIRED.fullmatch(gap) and isinstance(first.value, str) and _NAME.fullmatch(first.value):
                yield first.value, second.value
                used = second.end
                continue
        if named := _NAMED.fullmatch(first.plain):
            value = first.value if isinstance(first.value, Mixed) else named[2]
            if "://" not in first.plain[: len(named[1]) + 3]:
                yield named[1], value


def _is_verb(literal: Literal) -> bool:
    return literal.plain in _VERBS or "://" in literal.plain[:9]
