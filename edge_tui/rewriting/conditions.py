"""Which calls a rule is for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from edge_tui.model.encoding import decode_body
from edge_tui.model.json.document import JsonValue, ParseError, at, parse
from edge_tui.model.passing import PassingRequest
from edge_tui.model.request import datastream_in

# Bodies above this aren't read: a gateway refuses more than 64 KB.
MAX_BODY_BYTES = 1 << 20
_SCOPES = ("decisionScopes", "surfaces")


@dataclass(frozen=True, slots=True)
class When:
    """The `when` table. Each list holds patterns, of which one must fit; `*` matches any characters.

    `events` are event types, `scopes` requested decision scopes or surfaces, `paths` of URLs,
    `datastreams` IDs, `pages` URLs of pages. Of the calls that fit, `share` takes a part, evenly
    spread, `every` each nth, and `nth` one alone.
    """

    events: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    datastreams: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    share: float = 1.0
    every: int = 1
    nth: int = 0

    def config_errors(self) -> Iterator[tuple[str, str]]:
        """Numbers out of range, and more than one of those that count."""
        if not 0 < self.share <= 1:
            yield "share", "must be above 0, and at most 1"
        if self.every < 1:
            yield "every", "must be 1 or more"
        if self.nth < 0:
            yield "nth", "must be 1 or more"
        if (self.share < 1) + (self.every > 1) + (self.nth > 0) > 1:
            name = "nth" if self.nth else "every"
            yield name, "can't be combined with another of share, every and nth"

    def fits(self, call: "Call") -> bool:
        """Whether a call is one of those that the rule counts."""
        return (
            self.fits_url(call)
            and (not self.events or _any_fits(self.events, call.event_types))
            and (not self.scopes or _any_fits(self.scopes, call.scopes))
            and (not self.pages or _any_fits(self.pages, call.pages))
        )

    def fits_url(self, call: "Call") -> bool:
        """Whether a call to this URL may be one of those, whatever it sends."""
        return _any_fits(self.paths, [call.path]) and _any_fits(self.datastreams, [call.datastream])

    @property
    def takes_every_call(self) -> bool:
        """Whether each call fits whose URL does, and is changed."""
        counts = self.share < 1 or self.every > 1 or self.nth > 0
        return not (self.events or self.scopes or self.pages or counts)

    def takes(self, number: int) -> bool:
        """Whether the nth call that fits, counted from 1, is to be changed."""
        if self.nth:
            return number == self.nth
        if self.every > 1:
            return number % self.every == 0
        return int(number * self.share) > int((number - 1) * self.share)

    def __str__(self) -> str:
        """The conditions in words, to follow a sentence: ` (events commerce.*; every 3rd)`; empty without any."""
        parts = [
            f"{label} {', '.join(patterns)}"
            for label, patterns in (
                ("event", self.events),
                ("scope", self.scopes),
                ("path", self.paths),
                ("datastream", self.datastreams),
                ("page", self.pages),
            )
            if patterns
        ]
        if self.nth:
            parts.append(f"call number {self.nth} alone")
        elif self.every > 1:
            parts.append(f"1 call in {self.every}")
        elif self.share < 1:
            parts.append(f"{self.share * 100:g} % of the calls")
        return f" ({'; '.join(parts)})" if parts else ""


class Call:
    """What conditions ask of a request; read when they do."""

    def __init__(self, request: PassingRequest) -> None:
        self.request = request

    @cached_property
    def document(self) -> JsonValue:
        """The body as JSON; None when it isn't any, or too long."""
        body = self.request.body
        if not body or len(body) > MAX_BODY_BYTES:
            return None
        parsed = parse(decode_body(body))
        return None if isinstance(parsed, ParseError) else parsed

    @property
    def path(self) -> str:
        """The path of the URL."""
        try:
            return urlsplit(self.request.url).path
        except ValueError:
            return ""

    @property
    def datastream(self) -> str:
        """The ID in the URL."""
        return datastream_in(self.request.url)

    @cached_property
    def _events(self) -> list[JsonValue]:
        events = at(self.document, "/events")
        return [at(self.document, "/event"), *(events if isinstance(events, list) else [])]

    @property
    def event_types(self) -> list[str]:
        """The event types in the body."""
        return _texts(at(event, "/xdm/eventType") for event in self._events)

    @property
    def scopes(self) -> list[str]:
        """The decision scopes and surfaces that the body asks for."""
        asked = (at(holder, f"/query/personalization/{name}") for holder in self._holders for name in _SCOPES)
        return [scope for listed in asked if isinstance(listed, list) for scope in _texts(listed)]

    @property
    def pages(self) -> list[str]:
        """The URL of the page: as the source knows it, else as the event or the `Referer` has it."""
        if self.request.page_url:
            return [self.request.page_url]
        said = _texts(at(event, "/xdm/web/webPageDetails/URL") for event in self._events)
        return said or [value for name, value in self.request.headers if name.lower() == "referer"]

    @property
    def _holders(self) -> list[JsonValue]:
        return [self.document, *self._events]


def fits_pattern(pattern: str, text: str) -> bool:
    """Whether a text is as a pattern with `*` says. Linear: texts come from pages."""
    first, *rest = pattern.split("*")
    if not rest:
        return text == pattern
    *middle, last = rest
    if not text.startswith(first) or len(text) < len(first) + len(last) or not text.endswith(last):
        return False
    place, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return True


def _any_fits(patterns: Sequence[str], texts: Sequence[str]) -> bool:
    return not patterns or any(fits_pattern(pattern, text) for pattern in patterns for text in texts)


def _texts(values: Iterable[JsonValue]) -> list[str]:
    return [value for value in values if isinstance(value, str)]
