"""The JSON of a HAR: of several as one, and as far as it goes when the file is damaged."""

import json
import re
from collections.abc import Iterator

from edge_tui.logs.cut_off import completed
from edge_tui.model.json.document import JsonObject, JsonValue, ParseError, at, compact, parse

_ENTRIES = re.compile(r'"entries"\s*:\s*\[')
_NEXT_ENTRY = re.compile(r"[\s,]*(?=\{)")
_NEXT_DOCUMENT = re.compile(r"[\s,;\x1e]*")
_CONSTANT = re.compile(r"\b(?:NaN|Infinity)\b")
# A HAR as one string of JSON.
_QUOTED = re.compile(r'\s*\{\s*"log"')
# Texts of numbers are enough to find an entry's end.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)


def har_document(text: str) -> JsonValue | ParseError:
    """The document of a text; of several archives one with the pages and entries of all.

    They come one after the other, in an array, or in `log`. Prose below them is left out, and a
    number that isn't one, which some tools write for a duration, is null.
    """
    document = parse(text)
    if isinstance(document, ParseError):
        document = _in_spite_of(text, document)
    return document if isinstance(document, ParseError) else _merged(document)


def entries_before_damage(text: str) -> Iterator[JsonObject]:
    """The entries of a file that was cut off or changed, the last one as far as it goes if its event is there."""
    opening = _ENTRIES.search(text)
    at_offset = opening.end() if opening else len(text)
    while start := _NEXT_ENTRY.match(text, at_offset):
        try:
            _, at_offset = _DECODER.raw_decode(text, start.end())
        except json.JSONDecodeError as error:
            entry = parse(completed(text[start.end() : error.pos]))
            if isinstance(entry, dict) and isinstance(at(entry, "/request/postData/text"), str):
                yield _without_empty_response(entry)
            return
        except RecursionError:
            return
        entry = parse(text[start.end() : at_offset])
        if isinstance(entry, dict):
            yield entry


def _without_empty_response(entry: JsonObject) -> JsonObject:
    """An entry whose response says nothing yet has none."""
    if at(entry, "/response/status") is not None:
        return entry
    return {name: value for name, value in entry.items() if name != "response"}


def _in_spite_of(text: str, problem: ParseError) -> JsonValue | ParseError:
    if text.rstrip()[-1:] != "}":
        # Prose below it.
        alone = parse(text[: text.rfind("}") + 1])
        if not isinstance(alone, ParseError):
            return alone
    if _CONSTANT.search(text):
        try:
            document = parse(compact(json.loads(text, parse_constant=lambda _: None)))
        except (ValueError, RecursionError):
            return problem
        return problem if isinstance(document, ParseError) else document
    several = _one_after_the_other(text)
    return several if len(several) > 1 else problem


def _one_after_the_other(text: str) -> list[JsonValue]:
    """The archives or entries that a text consists of; none when it has anything else."""
    found: list[JsonValue] = []
    at_offset = 0
    while (start := _NEXT_DOCUMENT.match(text, at_offset)) and start.end() < len(text):
        try:
            _, at_offset = _DECODER.raw_decode(text, start.end())
        except (ValueError, RecursionError):
            return []
        document = parse(text[start.end() : at_offset])
        if not isinstance(document, dict) or not (_logs(document) or isinstance(at(document, "/request"), dict)):
            return []
        found.append(document)
    return found


def _merged(document: JsonValue) -> JsonValue:
    if isinstance(document, str) and _QUOTED.match(document):
        inner = parse(document)
        document = document if isinstance(inner, ParseError) else inner
    if isinstance(at(document, "/log/entries"), list):
        return document
    logs = [log for each in (document if isinstance(document, list) else [document]) for log in _logs(each)]
    if not logs:
        return document
    pages: list[JsonValue] = []
    entries: list[JsonValue] = []
    for number, log in enumerate(logs):
        pages += [_numbered(page, "id", number) for page in _items(log.get("pages"))]
        entries += [_numbered(entry, "pageref", number) for entry in _items(log.get("entries"))]
    return {"log": {"pages": pages, "entries": entries}}


def _logs(document: JsonValue) -> list[JsonObject]:
    log = document.get("log") if isinstance(document, dict) else None
    return [each for each in (log if isinstance(log, list) else [log]) if isinstance(each, dict) and "entries" in each]


def _items(listed: JsonValue) -> list[JsonObject]:
    """The objects of an array, or of an object with a name for each."""
    items = listed.values() if isinstance(listed, dict) else listed if isinstance(listed, list) else ()
    return [each for each in items if isinstance(each, dict)]


def _numbered(item: JsonObject, name: str, number: int) -> JsonObject:
    """A page, or an entry of it, with an ID of its archive alone."""
    return {**item, name: f"{number}/{item[name]}"} if isinstance(item.get(name), str) else item
