"""Streaming media: required fields of media events, and the lifetime of sessions."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from edge_tui.emulator.memory import MediaSession
from edge_tui.emulator.problem import MEDIA_PROBLEMS, Refusal, problem
from edge_tui.emulator.request_context import Event, RequestContext
from edge_tui.model.json.document import JsonObject, at

SILENCE = timedelta(minutes=10)
STANDSTILL = timedelta(minutes=30)
LIFETIME = timedelta(hours=24)

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
_TAKES_CUSTOM_METADATA = ("sessionStart", "chapterStart", "adStart")
# The action that ends a session.
_END = "sessionEnd"


def adopt_datastream(context: RequestContext) -> Refusal | None:
    """Assigns a media call without datastream to the first enabled one with the media upstream."""
    found = next((known for known in context.config.datastreams if "media" in known.upstreams and known.enabled), None)
    if found is None:
        return Refusal("0107", "The query parameter configId is missing.")
    context.datastream = found
    return None


def start(context: RequestContext, event: Event) -> None:
    """Starts a session and returns its ID; missing fields become an error entry of a 207."""
    if context.fails("media", "com.adobe.media", event):
        return
    wrong = media_errors(event, "sessionStart", requires_session=False)
    if wrong:
        title = MEDIA_PROBLEMS[400]
        context.errors.append(problem("va-edge-0400", title=title, status=400, eventIndex=event.index, details=wrong))
        return
    session_id = sha256(context.new_uuid().bytes).hexdigest()
    playhead = _playhead(event)
    context.memory.sessions.put(session_id, MediaSession(context.now, context.now, playhead, context.now))
    context.add("media-analytics:new-session", [{"sessionId": session_id}], event)


def continue_session(context: RequestContext) -> Refusal | None:
    """Accepts an event of a live session; refuses an invalid event (400) and an expired session (404)."""
    action = context.route.action
    if len(context.events) != 1:
        return _refuse(400, "A media call takes exactly one event.")
    event = context.events[0]
    if event.type != f"media.{action}":
        return _refuse(400, f"The eventType must be media.{action} on this path, not {event.type or 'missing'}.")
    if action == "sessionStart":
        return None
    wrong = media_errors(event, action, requires_session=True)
    if wrong:
        return _refuse(400, wrong)
    session_id = str(at(event.xdm, "/mediaCollection/sessionID"))
    session = context.memory.sessions.get(session_id)
    if session is None or _is_expired(session, context):
        context.memory.sessions.drop(session_id)
        return _refuse(context.config.inferred.dead_media_session_status, f"There is no active session {session_id}.")
    playhead = _playhead(event)
    session.last_event_at = context.now
    if playhead != session.playhead:
        session.playhead, session.playhead_moved_at = playhead, context.now
    if action == _END:
        context.memory.sessions.drop(session_id)
    return None


def _is_expired(session: MediaSession, context: RequestContext) -> bool:
    return (
        context.now - session.last_event_at > SILENCE
        or context.now - session.playhead_moved_at > STANDSTILL
        or context.now - session.started_at > LIFETIME
    )


def media_errors(event: Event, action: str, requires_session: bool) -> list[JsonObject]:
    """The errors of a media event, as `[{name, reason}]` with JSON paths."""
    media = event.xdm.get("mediaCollection")
    if not isinstance(media, dict):
        return [{"name": "$.xdm.mediaCollection", "reason": "Missing required field"}]
    required = ["playhead", *(["sessionID"] if requires_session else []), *_REQUIRED.get(action, ())]
    found = [
        {"name": f"$.xdm.mediaCollection.{path}", "reason": "Missing required field"}
        for path in required
        if at(media, "/" + path.replace(".", "/")) is None
    ]
    if not event.xdm.get("timestamp"):
        found.append({"name": "$.xdm.timestamp", "reason": "Missing required field"})
    if "playhead" in media and _number(media["playhead"]) is None:
        found.append({"name": "$.xdm.mediaCollection.playhead", "reason": "Must be a number of zero or more"})
    found += _special_errors(media, action)
    return found


def _special_errors(media: JsonObject, action: str) -> list[JsonObject]:
    here = "$.xdm.mediaCollection."
    if action == "error" and at(media, "/errorDetails/source") not in (None, "player", "external"):
        return [{"name": here + "errorDetails.source", "reason": "Must be player or external"}]
    if action == "statesUpdate" and not (media.get("statesStart") or media.get("statesEnd")):
        return [{"name": here + "statesStart", "reason": "statesStart or statesEnd is required"}]
    if "customMetadata" in media and action not in _TAKES_CUSTOM_METADATA:
        return [{"name": here + "customMetadata", "reason": f"Not supported by {action}"}]
    return []


def _playhead(event: Event) -> float:
    return _number(at(event.xdm, "/mediaCollection/playhead")) or 0.0


def _number(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    return float(value) if is_number else None


def _refuse(status: int, details: Any) -> Refusal:
    return Refusal(f"va-edge-0{status}", status=status, report={"details": details})
