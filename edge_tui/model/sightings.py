"""What a source tells of a visit, in the order in which it learns it: values that a recording is made of.

A source is a browser, a proxy or a gateway in front of another. It knows no exchange and masks nothing; what
makes exchanges of sightings does (`edge_tui.recording`). The same call may be told in any order of these,
except that `Began` comes first: a second `Began` of one `call` adds what the first did not know.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from edge_tui.model.headers import Headers
from edge_tui.model.origin import Frame


class Cause(StrEnum):
    """Why a call has no response, as far as the source can tell."""

    EXTENSION = "extension"
    CSP = "csp"
    CORS = "cors"
    MIXED_CONTENT = "mixed-content"
    BLOCKED = "blocked"
    DNS = "dns"
    REFUSED = "refused"
    TLS = "tls"
    TIMED_OUT = "timed-out"
    BROKEN = "broken"
    CANCELED = "canceled"
    PAGE_GONE = "page-gone"


@dataclass(frozen=True, slots=True)
class Began:
    """A call was made. `call` identifies it within the source, for all later sightings of it.

    `body` is None when the source doesn't have it. `page_url` is the document that made the call, as the
    browser has it, with its query; `tab` names the tab. `is_unload` says that it was sent as the page went.
    `sent_to` is the URL that a rule sent it to instead of `url`.
    """

    call: str
    at: datetime
    method: str
    url: str
    headers: Headers = ()
    body: bytes | None = None
    page_url: str = ""
    tab: str = ""
    is_unload: bool = False
    initiator: tuple[Frame, ...] = ()
    sent_to: str = ""


@dataclass(frozen=True, slots=True)
class CookiesSeen:
    """Which cookies went with a call, by name, which didn't and why, and what its response set.

    `sent` and `set_by_response` are whole `Cookie` and `Set-Cookie` values as the browser has them: only
    the gateway's are kept.
    """

    call: str
    sent: tuple[tuple[str, str], ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    set_by_response: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """A call has its response. `body` is None when the source doesn't have it, and `missing` says why.

    `elapsed_ms` counts from `Began`, None when the source did not measure it. `held_ms` is how
    long the source kept the response or the request back. `changed` names the rules that changed it.
    """

    call: str
    at: datetime
    status: int
    headers: Headers = ()
    body: bytes | None = None
    missing: str = ""
    elapsed_ms: float | None = None
    held_ms: float = 0.0
    changed: tuple[str, ...] = ()
    address: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """A call ended without a response. `detail` is the browser's own word, such as `net::ERR_FAILED`.

    For `Cause.CSP`, `detail` is the directive that was violated. `Cause.CORS` may come with an `Answered`
    of the same call: the gateway responded, and the browser kept the response from the page. `changed`
    names the rule that ended it. `message` says for people why, where the source knows it better than the
    cause does; it quotes nobody.
    """

    call: str
    at: datetime
    cause: Cause
    detail: str = ""
    changed: tuple[str, ...] = ()
    message: str = ""


@dataclass(frozen=True, slots=True)
class Blocked:
    """A call that never left the page and that the source knows by its URL alone, such as one that a CSP stopped."""

    at: datetime
    url: str
    cause: Cause
    detail: str = ""
    page_url: str = ""
    tab: str = ""


@dataclass(frozen=True, slots=True)
class PageRequested:
    """A tab that has shown nothing yet begins to load its first page, which `PageOpened` tells once it comes."""

    at: datetime
    url: str
    tab: str


@dataclass(frozen=True, slots=True)
class PageFailed:
    """The page that was requested for a tab doesn't come, such as one of a host that wasn't found."""

    at: datetime
    tab: str


@dataclass(frozen=True, slots=True)
class PageOpened:
    """A tab shows another document of its main frame. `was_open`: it had it before the source looked.

    `is_route`: the document stays, and its page has changed the address by script. `is_return`: the back/forward cache
    had kept the document, which goes on as it was left. `prerendered_in` is the tab of its `PagePrerendered`.
    """

    at: datetime
    url: str
    tab: str = ""
    was_open: bool = False
    is_route: bool = False
    is_return: bool = False
    prerendered_in: str = ""


@dataclass(frozen=True, slots=True)
class PagePrerendered:
    """A page is loaded that nobody sees yet: it may be shown in `shown_in`, or never.

    `tab` names it alone: what it sends and says before it is shown is of this tab.
    """

    at: datetime
    url: str
    tab: str
    shown_in: str


@dataclass(frozen=True, slots=True)
class SdkConfigured:
    """An SDK said how it is configured: `alloy`, its version, its name on the page, its configuration.

    The version is known with its first event only: it is repeated with it then.
    """

    at: datetime
    library: str
    version: str
    instance: str
    config: Mapping[str, object] = field(default_factory=dict)
    page_url: str = ""
    tab: str = ""


class CommandState(StrEnum):
    BEGAN = "began"
    RESOLVED = "resolved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class SdkCommand:
    """A command of an SDK on a page, such as `sendEvent`. `command` identifies it within the visit.

    What a page says of itself: bounded, never trusted. `event_type` is empty when it has none. `document` is the same
    for all commands of a document, whatever page that is by then.
    """

    at: datetime
    command: str
    instance: str
    name: str
    state: CommandState
    event_type: str = ""
    error: str = ""
    page_url: str = ""
    tab: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class SdkRequest:
    """An SDK said that it makes a request of this `requestId`.

    `commands` are those whose events are in it, as far as that is known, `tag_rules` the names of the rules in the
    site's tags that gave these commands. `callers` are what called the SDK, nearest first: a browser's stack ends where
    the SDK went on later.
    """

    at: datetime
    instance: str
    request_id: str
    page_url: str = ""
    tab: str = ""
    commands: tuple[str, ...] = ()
    tag_rules: tuple[str, ...] = ()
    callers: tuple[Frame, ...] = ()


# The notice of a recording that has one of the following.
SDK_WORDS_LOST = (
    "A page told more about its Web SDK at once than is read, so which of its commands made no call isn't known."
)


@dataclass(frozen=True, slots=True)
class SdkWordsLost:
    """A page's SDKs said more than was taken in, so which of its commands made no call isn't known."""

    at: datetime
    page_url: str = ""
    tab: str = ""


@dataclass(frozen=True, slots=True)
class Console:
    """A line that the page wrote to its console."""

    at: datetime
    level: str
    text: str
    page_url: str = ""
    tab: str = ""


@dataclass(frozen=True, slots=True)
class RulesChanged:
    """From now on these rules change what passes, a sentence each; none when nothing does any more."""

    at: datetime
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallsDeleted:
    """These calls, by their keys in the recording, aren't to be part of it any more, whatever is yet told of them."""

    at: datetime
    calls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceNotice:
    """Something that the person at the source should know, in a sentence.

    `is_end` says that nothing more comes, `is_unexpected` that nobody ended it.
    """

    at: datetime
    text: str
    is_end: bool = False
    is_unexpected: bool = False


Sighting: TypeAlias = (
    Began
    | CookiesSeen
    | Answered
    | Failed
    | Blocked
    | PageRequested
    | PageFailed
    | PageOpened
    | PagePrerendered
    | SdkConfigured
    | SdkCommand
    | SdkRequest
    | SdkWordsLost
    | Console
    | RulesChanged
    | CallsDeleted
    | SourceNotice
)
