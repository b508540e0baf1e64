"""An HTTP request to the gateway, and its route."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qsl

from edge_tui.emulator.regions import Region, region_of

BASES = ("ee", "ee-pre-prd")
VERSIONS = ("v1", "v2")
MEDIA_ACTIONS = frozenset(
    """sessionStart sessionComplete sessionEnd play ping adBreakStart adBreakComplete adStart adComplete adSkip
    bitrateChange bufferStart chapterStart chapterComplete chapterSkip downloaded error pauseStart
    statesUpdate""".split()  # noqa: SIM905 (nineteen quoted names are harder to read)
)
# Media actions that are answered like interact; the others have no body.
WHOLE_RESPONSES = frozenset(("sessionStart", "downloaded"))
# Brand Concierge is at the host's root, without a base (Alloy, createConversationServiceRequest).
CONCIERGE_PATHS = frozenset(("brand-concierge", "brand-concierge-voice"))
CONVERSATIONS = "conversations"
ACTIONS = frozenset(
    (
        ("v1", "interact"),
        ("v2", "interact"),
        ("v1", "collect"),
        ("v2", "collect"),
        ("v1", "identity/acquire"),
        ("v1", "privacy/set-consent"),
    )
)


@dataclass(slots=True)
class GatewayRequest:
    """An HTTP request with its body. Header names are lower case, the path is percent-decoded.

    `query` has the query parameters by lower-case name; the first value wins. `host` is the
    `Host` header in lower case, without the port.
    """

    method: str
    path: str
    query_string: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    scheme: str = "http"

    query: dict[str, str] = field(init=False)
    host: str = field(init=False)

    def __post_init__(self) -> None:
        pairs = pairs_of(self.query_string)
        self.query = {name.lower(): value for name, value in reversed(pairs)}
        host = self.headers.get("host", "")
        self.host = host.rsplit(":", 1)[0].lower() if not host.endswith("]") else host.lower()

    @property
    def query_names(self) -> tuple[str, ...]:
        """The names of the query parameters, in their original case."""
        return tuple(name for name, _ in pairs_of(self.query_string))

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies, with raw values."""
        header = self.headers.get("cookie")
        if not header:
            return {}
        cookies: dict[str, str] = {}
        for pair in header.split(";"):
            name, equals, value = pair.strip().partition("=")
            if equals and name:
                cookies[name] = value.strip('"')
        return cookies


@dataclass(frozen=True, slots=True)
class Route:
    """A parsed path. `region` is the location of its hint, None without a hint.

    `action` is the path after the version; for a media call (`is_media`), the media action.
    `is_conversation` is one with Brand Concierge.
    """

    version: str
    action: str
    region: Region | None
    is_media: bool = False
    base: str = ""
    is_conversation: bool = False


def pairs_of(query_string: str) -> list[tuple[str, str]]:
    """The names and values of a query, as `parse_qsl` reads it; most have nothing to decode."""
    if "%" in query_string or "+" in query_string:
        return parse_qsl(query_string, keep_blank_values=True)
    return [(name, value) for name, _, value in [pair.partition("=") for pair in query_string.split("&") if pair]]


# Clients call a few paths; whatever else they send doesn't fill the memory.
@lru_cache(maxsize=256)
def route_of(path: str, bases: tuple[str, ...], strict: bool, unmapped: str) -> Route | None:
    """The route of a path, `{base}[/{hint}]/{version}/{action}`; None for an unknown one.

    An unknown hint has no route (observed: 404 with an empty body). Unless `strict`, the base
    may be missing, as in older documents. `unmapped` is the region of a cluster without a known one.
    """
    path = path.strip("/")
    if path.endswith(CONVERSATIONS):
        return _conversation_route(path.split("/"), unmapped)
    base = ""
    for known in bases:
        if path.startswith(known + "/"):
            base = known
            break
    if not base and strict:
        return None
    segments = path[len(base) + 1 if base else 0 :].split("/")
    region: Region | None = None
    if segments[0] not in VERSIONS and segments[0] != "va":
        region = region_of(segments[0], unmapped)
        if region is None:
            return None
        segments = segments[1:]
    if segments[:2] == ["va", "v1"] and len(segments) == 3 and segments[2] in MEDIA_ACTIONS:
        return Route("v1", segments[2], region, is_media=True, base=base)
    if len(segments) < 2 or (segments[0], "/".join(segments[1:])) not in ACTIONS:
        return None
    return Route(segments[0], "/".join(segments[1:]), region, base=base)


def _conversation_route(segments: list[str], unmapped: str) -> Route | None:
    """The route of `/brand-concierge[/{region}]/conversations`."""
    if segments[0] not in CONCIERGE_PATHS or segments[-1] != CONVERSATIONS or len(segments) not in (2, 3):
        return None
    region = region_of(segments[1], unmapped) if len(segments) == 3 else None
    if len(segments) == 3 and region is None:
        return None
    return Route("v1", CONVERSATIONS, region, base=segments[0], is_conversation=True)
