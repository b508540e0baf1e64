"""A HAR as the record of a visit: its Edge calls in order, and what else it holds in words."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from edge_tui.formats.allowed import LeftOut, cookie_names
from edge_tui.formats.har_documents import entries_before_damage, har_document
from edge_tui.formats.har_entry import (
    elapsed_of,
    headers_of_entry,
    missing_parts,
    redirect_of,
    request_body,
    response_of,
    without_location,
)
from edge_tui.formats.har_evidence import EntryKind, kind_of_entry, sdk_of
from edge_tui.formats.har_failure import error_words, failure_of
from edge_tui.formats.har_pages import Pages, address_of, initiator_of, read_moment
from edge_tui.formats.imported import Imported
from edge_tui.formats.incoming import import_request
from edge_tui.formats.reading import Reading
from edge_tui.model.cookies import read_cookies
from edge_tui.model.json.document import JsonObject, JsonValue, ParseError, at, parse
from edge_tui.model.origin import Origin, Page, Recording, Source
from edge_tui.model.text import counted

_KIND = "HAR file"
_RECORD_AGAIN = "Open the browser's network panel before the page, keep its log, and export everything as HAR."
# What a mail or a ticket has above the file.
_PROSE = re.compile(r'[^{\[]{1,5000}(?=\{\s*"log"\s*:\s*\{)')
_BEACONS = frozenset({"ping", "beacon"})
_SIZE = re.compile(r" \([\d,]+ bytes\)")
# Distinct names of cookies in one request; browsers hold about 180 for a site.
_MAX_COOKIES = 200


def read_archive(text: str) -> Reading | None:
    """The Edge calls of a HAR, or of entries copied from it; None for any other text."""
    opening = text.lstrip("\ufeff \t\r\n")
    if not opening.startswith(("{", "[", '"{')):
        start = _PROSE.match(opening)
        if start is None:
            return None
        opening = opening[start.end() :]
    document = har_document(opening)
    if isinstance(document, ParseError):
        is_archive = re.match(r'\{\s*"log"\s*:\s*\{', opening) is not None
        return _read_damaged(opening, document) if is_archive else None
    listed = at(document, "/log/entries")
    if not isinstance(listed, list):
        return _read_entries(document)
    entries = [entry for entry in listed if isinstance(at(entry, "/request/url"), str)]
    return _Archive(document, entries).reading()


def _read_damaged(text: str, problem: ParseError) -> Reading:
    """The entries before the place where a file was cut off or changed, and what there is of the last one."""
    damaged = f"The HAR is damaged: {problem}."
    entries = [entry for entry in entries_before_damage(text) if _is_entry(entry)]
    reading = _Archive({}, entries).reading()
    if not reading.requests:
        return Reading(_KIND, missing=damaged, fix="Export it again.")
    return replace(reading, notes=(f"{damaged} What is before that was read.", *reading.notes))


def _read_entries(document: JsonValue) -> Reading | None:
    """Copied entries: one, an array of them, or the `log` without its name."""
    listed = at(document, "/entries", document)
    entries = [entry for entry in (listed if isinstance(listed, list) else [listed]) if _is_entry(entry)]
    if not entries:
        return None
    reading = _Archive(document, entries).reading()
    return reading if reading.requests else None


def _is_entry(entry: JsonValue) -> bool:
    """A request of another tool has `header` where HAR has `headers`, or `body` where it has `postData`."""
    request = at(entry, "/request", {})
    is_other = "header" in request or ("body" in request and "postData" not in request)
    return isinstance(at(entry, "/request/url"), str) and not is_other


@dataclass
class _Call:
    """An entry that is an Edge call, and what was read of it."""

    entry: JsonObject
    body: str | None
    document: JsonValue
    preflight: JsonObject | None


class _Archive:
    """One reading of an archive: pages and preflights are known once all entries before were seen."""

    def __init__(self, document: JsonValue, entries: list[JsonObject]) -> None:
        self._entries = entries
        self._left_out = LeftOut()
        self._pages = Pages(document, entries, self._left_out)
        self._kinds: Counter[EntryKind] = Counter()
        self._seen: Counter[str] = Counter()

    def reading(self) -> Reading:
        """The whole archive."""
        requests = tuple(self._in_order(filter(None, map(self._imported, self._calls()))))
        if not requests:
            return Reading(_KIND, notes=self._notes(()), missing=self._nothing(), fix=_RECORD_AGAIN)
        started = min((each.sent_at for each in requests if each.sent_at), default=None)
        recording = Recording(Source.HAR, started=started, pages=tuple(self._pages.listed))
        others = self._kinds.total() - self._kinds[EntryKind.EDGE]
        return Reading(_KIND, requests, self._notes(requests), recording=recording, others=others)

    def _calls(self) -> Iterator[_Call]:
        preflights: dict[str, JsonObject] = {}
        for entry in self._entries:
            url, method = entry["request"]["url"], entry["request"].get("method")
            body = request_body(entry) if method != "GET" else None
            document = parse(body) if body else None
            kind = kind_of_entry(method, url, document)
            self._kinds[kind] += 1
            if kind is EntryKind.PREFLIGHT:
                preflights[url] = entry
            elif kind is EntryKind.EDGE:
                yield _Call(entry, body, document, preflights.pop(url, None))

    def _imported(self, call: _Call) -> Imported | None:
        entry, body = call.entry, call.body
        failure = failure_of(entry, call.preflight, elapsed_of(entry))
        response = None if failure else response_of(entry)
        redirect = redirect_of(entry, response, self._left_out)
        if response is not None and redirect is not None:
            response = without_location(response)
        headers = headers_of_entry(at(entry, "/request/headers"))
        found = import_request(entry["request"]["url"], headers, body or "", response, collected=self._left_out)
        if found is None:
            return None
        missing = missing_parts(entry, body, response)
        if redirect is not None:
            missing = (redirect.words, *missing)
            found = _with_location(found, redirect.url)
        if response is not None and (words := error_words(entry)):
            missing = (*missing, words)
        return replace(
            found,
            draft=found.draft if body is not None else replace(found.draft, text=""),
            sent_at=read_moment(entry.get("startedDateTime")),
            failure=failure,
            missing=missing,
            origin=self._origin(call, found, headers),
        )

    def _origin(self, call: _Call, found: Imported, headers: list[tuple[str, str]]) -> Origin:
        entry = call.entry
        return Origin(
            Source.HAR,
            "",
            self._source_id(entry, found),
            self._page(call, found),
            initiator_of(entry, self._left_out),
            sdk_of(call.document),
            entry.get("_resourceType") in _BEACONS,
            self._cookie_names(entry, headers),
            address=address_of(entry),
        )

    def _page(self, call: _Call, found: Imported) -> Page | None:
        event = at(call.document, "/event", at(call.document, "/events/0"))
        headers = dict(found.request.headers) if found.request else {}
        return self._pages.of(
            call.entry, at(event, "/xdm/web/webPageDetails/URL"), headers.get("referer") or headers.get("origin")
        )

    def _source_id(self, entry: JsonObject, found: Imported) -> str:
        """The same for an entry in whichever file it is exported, and another for a repeated one."""
        sent = found.request
        parts = (str(entry.get("startedDateTime")), sent.url if sent else "", sent.body if sent else "")
        digest = sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        self._seen[digest] += 1
        return digest if self._seen[digest] == 1 else f"{digest}-{self._seen[digest]}"

    def _cookie_names(self, entry: JsonObject, headers: list[tuple[str, str]]) -> tuple[str, ...]:
        listed = at(entry, "/request/cookies")
        pairs = [pair for name, value in headers if name.lower() == "cookie" for pair in read_cookies(value)]
        pairs += [
            (item["name"], "x")
            for item in (listed if isinstance(listed, list) else [])
            if isinstance(item, dict) and isinstance(item.get("name"), str)
        ]
        return cookie_names(pairs[:_MAX_COOKIES], self._left_out)

    def _in_order(self, found: Iterator[Imported]) -> list[Imported]:
        """By the time they were sent: some tools write an entry when it ends."""
        placed, moment = [], None
        for each in found:
            moment = each.sent_at or moment
            placed.append((moment, replace(each, sent_at=moment)))
        return [each for _, each in sorted(placed, key=lambda pair: _sortable(pair[0]))]

    def _notes(self, requests: tuple[Imported, ...]) -> tuple[str, ...]:
        notes = []
        if left := self._left_behind():
            notes.append(left)
        # Without the sizes, which differ.
        counts = Counter(_SIZE.sub("", sentence) for each in requests for sentence in each.missing)
        notes += [sentence if count == 1 else f"{count:,} times: {sentence}" for sentence, count in counts.items()]
        if any(_lacks_offset(entry.get("startedDateTime")) for entry in self._entries):
            notes.append("Times without a time zone were read as UTC.")
        return (*notes, *self._left_out.sentences())

    def _left_behind(self) -> str:
        """How many entries were no Edge calls, and what they were."""
        counts = [(self._kinds[kind], kind) for kind in EntryKind if kind is not EntryKind.EDGE]
        words = [counted(count, kind) for count, kind in counts if count]
        return f"Not imported, because they aren't events: {', '.join(words)}." if words else ""

    def _nothing(self) -> str:
        count = len(self._entries)
        if not count:
            return "The HAR has no requests."
        return f"The HAR has {counted(count, 'request')}, but no Edge Network call with an event."


def _with_location(found: Imported, url: str) -> Imported:
    response = found.response
    if response is None:
        return found
    return replace(found, response=replace(response, headers=(*response.headers, ("location", url))))


def _sortable(moment: datetime | None) -> float:
    return moment.timestamp() if moment else float("-inf")


def _lacks_offset(text: object) -> bool:
    if not isinstance(text, str) or read_moment(text) is None:
        return False
    return re.search(r"(?:Z|[+-]\d\d(?::?\d\d)?(?::?\d\d)?)\s*$", text.strip()[10:], re.IGNORECASE) is None
