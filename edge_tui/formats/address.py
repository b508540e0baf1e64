"""Parses URLs of the Edge Network: `{host}/{base}[/{hint}]/{version}/{action}?…`."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import DATASTREAM_PARAMETERS, SERVER_HOST, Action

# The regions of locationHint:result, and Target's cluster as Alloy writes it (`t38`).
_HINT = re.compile(r"or2|va6|irl1|ind1|jpn3|sgp3|aus3|t\d+")
_DEFAULT_PORTS = {"https": ":443", "http": ":80"}
_VERSIONS = {str(version): version for version in ApiVersion}
_ACTIONS = {action.path: action for action in Action if action is not Action.MEDIA}


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of a URL. `url` is scheme and host; missing IDs are empty."""

    url: str
    base_path: str
    hint: str
    api_version: ApiVersion
    action: Action
    datastream_id: str
    request_id: str


# Whoever reads a call asks more than once.
@lru_cache(maxsize=16)
def read_address(text: str) -> Address | None:
    """The parts of a URL; None when it isn't a known endpoint."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    # Path parameters, such as `;jsessionid=…`, aren't part of a segment's name.
    segments = [unquote(segment).partition(";")[0] for segment in parts.path.split("/") if segment]
    place = next((index for index, segment in enumerate(segments) if segment in _VERSIONS), None)
    if place is None or not parts.netloc:
        return None
    before = segments[:place]
    action = _action(before, segments[place + 1 :])
    if action is None:
        return None
    host = parts.netloc.rpartition("@")[2]
    # Proxies write the port that the scheme has anyway.
    host = host.removesuffix(_DEFAULT_PORTS.get(parts.scheme, "\n"))
    hint = before.pop() if before and _HINT.fullmatch(before[-1]) else ""
    # The server host has the hint as its first label (Adobe's hybrid-personalization page).
    label, _, rest = host.partition(".")
    if rest == SERVER_HOST and _HINT.fullmatch(label):
        hint, host = label, rest
    query = {name.casefold(): value for name, value in parse_qsl(parts.query)}
    return Address(
        f"{parts.scheme}://{host}",
        "/".join(before),
        hint,
        _VERSIONS[segments[place]],
        action,
        next((query[name] for name in DATASTREAM_PARAMETERS if query.get(name)), ""),
        query.get("requestid", ""),
    )


def _action(before: list[str], after: list[str]) -> Action | None:
    """The action of a path; removes the `va` of the Media Edge API from `before`."""
    if before and before[-1] == "va" and len(after) == 1:
        before.pop()
        return Action.MEDIA
    return _ACTIONS.get("/".join(after))
