"""The fields of media events: those an action requires, those it doesn't take, and their values."""

from typing import Any

from edge_tui.emulator.request import MEDIA_ACTIONS
from edge_tui.emulator.request_context import Event
from edge_tui.model.json.document import JsonObject, at

# What each action needs under `xdm.mediaCollection`, as dotted paths (Adobe's media-edge.yaml).
_REQUIRED = {
    "sessionStart": tuple(
        f"sessionDetails.{name}" for name in ("name", "playerName", "length", "channel", "contentType")
    ),
    "adBreakStart": ("advertisingPodDetails.index", "advertisingPodDetails.offset"),
    "adStart": tuple(f"advertisingDetails.{name}" for name in ("name", "length", "playerName", "podPosition")),
    "chapterStart": ("chapterDetails.index", "chapterDetails.length", "chapterDetails.offset"),
    "error": ("errorDetails.name", "errorDetails.source"),
    "bitrateChange": ("qoeDataDetails",),
}
# "Not allowed when using this endpoint" (Adobe's guide to the media endpoints, ads and chapters).
_NOT_ALLOWED = {
    "adBreakComplete": "advertisingPodDetails",
    "adComplete": "advertisingDetails",
    "chapterComplete": "chapterDetails",
    "chapterSkip": "chapterDetails",
}
_TAKES_CUSTOM_METADATA = ("sessionStart", "chapterStart", "adStart")
_MISSING = "Missing required field"
_DOWNLOADED_MEMBERS = ("mediaEventTimestamp", "mediaEventType", "mediaCollection")


def media_errors(event: Event, action: str, *, strict: bool) -> list[JsonObject]:
    """The errors of a media event, as `[{name, reason}]` with JSON paths from the body's root.

    media-edge.yaml requires a timestamp of every event, but the example of `sessionStart` in the guide
    has none: only `strict` misses it there.
    """
    here = f"$.events[{event.index}].xdm"
    found = collection_errors(
        event.xdm.get("mediaCollection"), action, f"{here}.mediaCollection", needs_session=action != "sessionStart"
    )
    if not event.xdm.get("timestamp") and (strict or action != "sessionStart"):
        found.append(_error(f"{here}.timestamp", _MISSING))
    return found


def downloaded_errors(event: Event) -> list[JsonObject]:
    """The errors of a session that was played offline: `xdm.mediaDownloadedEvents`.

    It begins with `media.sessionStart`, and none of its events has a session ID (Adobe's guide to the
    endpoint `downloaded`, and media-edge.yaml).
    """
    here = f"$.events[{event.index}].xdm.mediaDownloadedEvents"
    events = event.xdm.get("mediaDownloadedEvents")
    if not isinstance(events, list) or not events:
        return [_error(here, _MISSING if events is None else "Must be an array with at least one event")]
    found = [error for index, each in enumerate(events) for error in _downloaded_event(each, f"{here}[{index}]")]
    if at(events[0], "/mediaEventType") != "media.sessionStart":
        found.append(_error(f"{here}[0].mediaEventType", "The first event must be media.sessionStart"))
    return found


def _downloaded_event(event: Any, here: str) -> list[JsonObject]:
    if not isinstance(event, dict):
        return [_error(here, "Must be an object")]
    missing = [name for name in _DOWNLOADED_MEMBERS if event.get(name) is None]
    if missing:
        return [_error(f"{here}.{name}", _MISSING) for name in missing]
    family, _, action = str(event["mediaEventType"]).partition(".")
    if family != "media" or action == "downloaded" or action not in MEDIA_ACTIONS:
        return [_error(f"{here}.mediaEventType", "Must be a media event type")]
    collection = event["mediaCollection"]
    found = collection_errors(collection, action, f"{here}.mediaCollection", needs_session=False)
    if isinstance(collection, dict) and "sessionID" in collection:
        found.append(_error(f"{here}.mediaCollection.sessionID", "Not allowed: the gateway assigns it"))
    return found


def collection_errors(collection: Any, action: str, here: str, *, needs_session: bool) -> list[JsonObject]:
    """The errors of a `mediaCollection` for an action; `here` is its JSON path."""
    if not isinstance(collection, dict):
        return [_error(here, _MISSING if collection is None else "Must be an object")]
    required = ["playhead", *(["sessionID"] if needs_session else []), *_REQUIRED.get(action, ())]
    found = [
        _error(f"{here}.{path}", _MISSING) for path in required if at(collection, "/" + path.replace(".", "/")) is None
    ]
    if "playhead" in collection and playhead_of(collection) is None:
        found.append(_error(f"{here}.playhead", "Must be a number of zero or more"))
    if (other := _NOT_ALLOWED.get(action)) and other in collection:
        found.append(_error(f"{here}.{other}", f"Not allowed in {action}"))
    return found + _special_errors(collection, action, here)


def _special_errors(collection: JsonObject, action: str, here: str) -> list[JsonObject]:
    if action == "error" and at(collection, "/errorDetails/source") not in (None, "player", "external"):
        return [_error(f"{here}.errorDetails.source", "Must be player or external")]
    if action == "statesUpdate" and not (collection.get("statesStart") or collection.get("statesEnd")):
        return [_error(f"{here}.statesStart", "statesStart or statesEnd is required")]
    if "customMetadata" in collection and action not in _TAKES_CUSTOM_METADATA:
        return [_error(f"{here}.customMetadata", f"Not supported by {action}")]
    return []


def playhead_of(collection: Any) -> float | None:
    """The playhead in seconds; None if it's missing or isn't a number of zero or more."""
    value = collection.get("playhead") if isinstance(collection, dict) else None
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    return float(value) if is_number and value is not None else None


def _error(name: str, reason: str) -> JsonObject:
    return {"name": name, "reason": reason}
