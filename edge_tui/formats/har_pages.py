"""The pages of a HAR, and the script that made a request: addresses without the values of their query."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_address

from edge_tui.formats.allowed import LeftOut, page_url
from edge_tui.model.json.document import JsonObject, JsonValue, at
from edge_tui.model.origin import Frame, Page

_MAX_FRAMES = 20
# A function as engines name it: `Object.sendEvent`, `new Foo`, `<anonymous>`, `async*run/<`.
_FUNCTION = re.compile(r"[\w$.<>/*()\[\] ]{0,80}")
# From 1973 to 9998.
_MIN_MS, _MAX_MS = 100_000_000_000, 253_370_764_800_000
_NO_DATE = re.compile(r"(?<=\d) (?=\d)")


def read_moment(text: object) -> datetime | None:
    """An ISO 8601 timestamp; one without an offset counts as UTC. None for anything else.

    Tools write `+0200`, seven digits of a second, a space for the T, or milliseconds since 1970.
    """
    if isinstance(text, int | float) and not isinstance(text, bool) and _MIN_MS <= text < _MAX_MS:
        return datetime.fromtimestamp(text / 1000, UTC)
    try:
        moment = datetime.fromisoformat(_NO_DATE.sub("T", text.strip(), count=1)) if isinstance(text, str) else None
    except ValueError:
        return None
    # Near the ends of the calendar a moment has no local time in every time zone.
    if moment is None or not 1970 <= moment.year < 9999:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Pages:
    """The pages of an archive in order, numbered from 1.

    Firefox gives a page the title of its document; its URL is then that of its first HTML entry.
    Playwright lists tabs: an event on another document of the same tab begins a page. Proxies write
    no pages: a page is then where consecutive entries say they came from.
    """

    def __init__(self, document: JsonValue, entries: list[JsonObject], left_out: LeftOut) -> None:
        self._left_out = left_out
        self._by_id: dict[str, Page] = {}
        self.listed: list[Page] = []
        listed = at(document, "/log/pages")
        self._documents = {
            reference: tuple(filter(None, map(self._clean, urls))) for reference, urls in _documents(entries).items()
        }
        referred = {entry["pageref"] for entry in entries if isinstance(entry.get("pageref"), str)}
        for page in listed if isinstance(listed, list) else []:
            identifier = page.get("id") if isinstance(page, dict) else None
            if isinstance(identifier, str) and identifier not in self._by_id:
                url = self._clean(page.get("title")) or next(iter(self._documents.get(identifier, ())), "")
                if not url and identifier not in referred:
                    continue
                self._by_id[identifier] = self._add(url, read_moment(page.get("startedDateTime")))

    def of(self, entry: JsonObject, in_event: object, in_headers: object) -> Page | None:
        """The page of an entry: the one it refers to, else that of its event, else that of its headers.

        Browsers send a page's origin alone in `Referer`: it doesn't begin another page on the same origin.
        """
        reference = entry.get("pageref")
        page = self._by_id.get(reference) if isinstance(reference, str) else None
        url = self._clean(in_event)
        if page is not None and page.url:
            if url == page.url or url not in self._documents.get(str(reference), ()):
                return page
            self._by_id[str(reference)] = self._add(url, None)
            return self._by_id[str(reference)]
        weak = "" if url else self._clean(in_headers)
        if page is not None:
            return self._named(str(reference), page, url or weak) if url or weak else page
        last = self.listed[-1] if self.listed else None
        if last is not None and ((url and last.url == url) or (weak and _site(last.url) == _site(weak))):
            return last
        return self._add(url or weak, None) if url or weak else None

    def _named(self, reference: str, page: Page, url: str) -> Page:
        named = Page(url, page.number, page.tab, page.loaded_at)
        self._by_id[reference] = self.listed[page.number - 1] = named
        return named

    def _add(self, url: str, loaded_at: datetime | None) -> Page:
        page = Page(url, len(self.listed) + 1, loaded_at=loaded_at)
        self.listed.append(page)
        return page

    def _clean(self, url: object) -> str:
        return page_url(url, self._left_out) if isinstance(url, str) else ""


def _site(url: str) -> str:
    """Scheme and host of a page's URL."""
    return "/".join(url.split("/")[:3])


def _documents(entries: list[JsonObject]) -> dict[str, list[object]]:
    """The URLs of the documents of each page, in order."""
    found: dict[str, list[object]] = {}
    for entry in entries:
        kind = at(entry, "/response/content/mimeType")
        is_document = entry.get("_resourceType") == "document" or (
            isinstance(kind, str) and kind.startswith("text/html")
        )
        reference = entry.get("pageref")
        if is_document and isinstance(reference, str) and at(entry, "/request/method") == "GET":
            found.setdefault(reference, []).append(at(entry, "/request/url"))
    return found


def initiator_of(entry: JsonObject, left_out: LeftOut) -> tuple[Frame, ...]:
    """The stack that made a request, nearest call first, with the stacks that scheduled it.

    Chromium writes `_initiator` as its protocol has it: lines count from 0
    (https://chromedevtools.github.io/devtools-protocol/tot/Runtime/#type-StackTrace).
    """
    initiator = entry.get("_initiator")
    if not isinstance(initiator, dict):
        return ()
    frames = tuple(_frames(initiator.get("stack"), left_out))
    if frames:
        return frames
    url = initiator.get("url")
    cleaned = page_url(url, left_out) if isinstance(url, str) else ""
    return (Frame("", cleaned, _line(initiator.get("lineNumber"))),) if cleaned else ()


def _frames(stack: object, left_out: LeftOut) -> Iterator[Frame]:
    left = _MAX_FRAMES
    while isinstance(stack, dict) and left > 0:
        calls = stack.get("callFrames")
        for call in (calls if isinstance(calls, list) else [])[:left]:
            if isinstance(call, dict) and isinstance(call.get("url"), str):
                function = call.get("functionName")
                name = function if isinstance(function, str) and _FUNCTION.fullmatch(function) else ""
                line, column = _line(call.get("lineNumber")), _line(call.get("columnNumber"))
                yield Frame(name, page_url(call["url"], left_out), line, column)
        left -= max(1, len(calls) if isinstance(calls, list) else 1)
        stack = stack.get("parent")


def _line(number: object) -> int:
    return int(number) + 1 if isinstance(number, int | float) and 0 <= number < 1e9 else 0


def address_of(entry: JsonObject) -> str:
    """The server's IP address; empty for anything else."""
    text = entry.get("serverIPAddress")
    try:
        # A zone, after a percent sign, is any text.
        return str(ip_address(text.strip("[]").partition("%")[0])) if isinstance(text, str) else ""
    except ValueError:
        return ""
