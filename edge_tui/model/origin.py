"""Where an exchange that edge-tui did not send was seen: in a recording, on a page, called by a script."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Source(StrEnum):
    """What saw an exchange."""

    CHROMIUM = "chromium"
    FIREFOX = "firefox"
    PROXY = "proxy"
    FORWARD = "forward"
    HAR = "har"

    @property
    def is_proxy(self) -> bool:
        """Whether it sees what clients send, of which there may be any number, and no browser from inside."""
        return self in (Source.PROXY, Source.FORWARD)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a visit. `url` has the names of its query without their values.

    `number` counts the pages of a recording from 1, in the order in which they were opened. `tab` names a tab in the
    words of the source. `route_of` is the number of the page that was loaded, for a page that it became by script
    (the history API, or a route behind `#`): a virtual page. `return_of` is that number for a page that the
    back/forward cache showed again as it was left. `loaded_at` is when that was then, and None for a page that was
    loaded before the source looked, or hasn't come. `prerendered_at` is when a page was loaded that nobody saw yet:
    its `loaded_at` is when it was shown, and None as long as it wasn't.
    """

    url: str
    number: int
    tab: str = ""
    loaded_at: datetime | None = None
    route_of: int = 0
    return_of: int = 0
    prerendered_at: datetime | None = None

    @property
    def is_hidden(self) -> bool:
        """Whether it was prerendered and wasn't shown."""
        return self.prerendered_at is not None and self.loaded_at is None

    @property
    def document(self) -> int:
        """The number of the page whose document it has: its own, if it was loaded."""
        return self.route_of or self.return_of or self.number


@dataclass(frozen=True, slots=True)
class Frame:
    """A call on the stack that made a request. `line` and `column` count from 1; 0 when they are unknown."""

    function: str
    url: str
    line: int
    column: int = 0


@dataclass(frozen=True, slots=True)
class SentTo:
    """Where a rule sent a call: `host` with its port, and the datastream's ID, instead of those in its request."""

    host: str
    datastream: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an exchange was seen, and what the source knows besides the request and the response.

    `capture` is the name of the recording; `source_id` identifies the exchange in it, so that the
    same one is recorded once. `initiator` is the stack, nearest call first. `sdk` is a name and a
    version: `alloy 2.33.1`. `is_unload` says that it was sent as the page went. Of cookies only
    names are kept; `cookies_refused` pairs each with the browser's reason. `changed` are the rules
    that changed the exchange on its way, `held_ms` how long the source held it. `address` is the
    server's IP address. `tag_rules` are the names of the rules in the site's tags whose
    actions made it, as the page says. `sent_to` is where a rule sent it, None for a call that went
    where its site sent it. `is_prerendered` says that its page was prerendered and hadn't been shown yet.
    """

    source: Source
    capture: str
    source_id: str
    page: Page | None = None
    initiator: tuple[Frame, ...] = ()
    sdk: str = ""
    is_unload: bool = False
    cookies_sent: tuple[str, ...] = ()
    cookies_refused: tuple[tuple[str, str], ...] = ()
    changed: tuple[str, ...] = ()
    held_ms: float = 0.0
    address: str = ""
    tag_rules: tuple[str, ...] = ()
    sent_to: SentTo | None = None
    is_prerendered: bool = False


class NotSent(StrEnum):
    """Why a command of an SDK made no request, in the words that are shown."""

    CONSENT_PENDING = "consent pending"
    CONSENT_OUT = "consent out"
    REJECTED = "rejected"
    NO_REQUEST = "resolved without a request"
    UNFINISHED = "never finished"


@dataclass(frozen=True, slots=True)
class Tried:
    """A command of an SDK that made no request, such as `sendEvent` under consent `out`.

    The page says so itself: `detail` is its error, shortened. `page` is the number of a page, 0 when unknown.
    """

    at: datetime
    command: str
    why: NotSent
    event_type: str = ""
    instance: str = ""
    detail: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class Sdk:
    """An SDK as it says it is configured. `config` has known settings only, each a short string, a number or a flag."""

    library: str
    version: str
    instance: str
    config: tuple[tuple[str, str | int | float | bool], ...] = ()
    page: int = 0

    def setting(self, name: str) -> str | int | float | bool | None:
        """A setting; None when the SDK did not name it."""
        return dict(self.config).get(name)


@dataclass(frozen=True, slots=True)
class ConsoleLine:
    """A line that an SDK wrote to the console of a page, shortened. `page` is a page's number, 0 when unknown."""

    at: datetime
    level: str
    text: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class Recording:
    """A visit that was recorded, besides its exchanges: its pages in order, its SDKs, what they tried.

    `rules` changed what passed, also those that did so for a while only. `tried` are commands of an SDK that made no
    request. `notices` are sentences of the source. `name` is empty until it is chosen; `ended` is None while it runs,
    or after a crash. `calls` is how many exchanges were recorded. `console` are lines of SDKs, none of the site.
    """

    source: Source
    name: str = ""
    started: datetime | None = None
    pages: tuple[Page, ...] = field(default_factory=tuple)
    rules: tuple[str, ...] = ()
    tried: tuple[Tried, ...] = ()
    sdks: tuple[Sdk, ...] = ()
    notices: tuple[str, ...] = ()
    ended: datetime | None = None
    calls: int = 0
    console: tuple[ConsoleLine, ...] = ()
