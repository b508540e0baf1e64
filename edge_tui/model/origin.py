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


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a visit. `url` has the names of its query without their values.

    `number` counts the pages of a recording from 1. `tab` names a tab in the words of the source.
    """

    url: str
    number: int
    tab: str = ""
    loaded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """A call on the stack that made a request. `line` counts from 1; 0 when it is unknown."""

    function: str
    url: str
    line: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an exchange was seen, and what the source knows besides the request and the response.

    `capture` is the name of the recording; `source_id` identifies the exchange in it, so that the
    same one is recorded once. `initiator` is the stack, nearest call first. `sdk` is a name and a
    version: `alloy 2.33.1`. `is_unload` says that it was sent as the page went. Of cookies only
    names are kept; `cookies_refused` pairs each with the browser's reason. `changed` are the rules
    that changed the exchange on its way, `held_ms` how long the source held it. `address` is the
    server's IP address.
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


@dataclass(frozen=True, slots=True)
class Recording:
    """A visit that was recorded: its pages in order, and what the site did besides its exchanges.

    `rules` changed what passed; `tried` are commands of the SDK that made no request. `name` is empty
    until it is chosen.
    """

    source: Source
    name: str = ""
    started: datetime | None = None
    pages: tuple[Page, ...] = field(default_factory=tuple)
    rules: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
