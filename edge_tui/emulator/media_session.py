"""Streaming media: sessions and their lifetime."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from edge_tui.emulator.media_fields import downloaded_errors, media_errors, playhead_of
from edge_tui.emulator.memory import MediaSession
from edge_tui.emulator.problem import MEDIA_PROBLEMS, Refusal, problem
from edge_tui.emulator.request import WHOLE_RESPONSES
from edge_tui.emulator.request_context import Event, RequestContext
from edge_tui.model.json.document import JsonObject, at

SILENCE = timedelta(minutes=10)
STANDSTILL = timedelta(minutes=30)
LIFETIME = timedelta(hours=24)

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
    wrong = media_errors(event, "sessionStart", strict=context.strict)
    if wrong:
        _add_error(context, event, wrong)
        return
    session_id = _new_session_id(context)
    playhead = _playhead(event)
    context.memory.sessions.put(session_id, MediaSession(context.now, context.now, playhead, context.now))
    context.add("media-analytics:new-session", [{"sessionId": session_id}], event)


def take_downloaded(context: RequestContext, event: Event) -> None:
    """Takes a whole session that was played offline; one that is invalid becomes an error entry of a 207.

    Adobe's media-edge.yaml returns the ID of the session, the guide's example doesn't; nothing can be
    added to it in either case.
    """
    if context.fails("media", "com.adobe.media", event):
        return
    wrong = downloaded_errors(event)
    if wrong:
        _add_error(context, event, wrong)
    elif context.config.inferred.downloaded_session_is_returned:
        context.add("media-analytics:new-session", [{"sessionId": _new_session_id(context)}], event)


def _new_session_id(context: RequestContext) -> str:
    return sha256(context.new_uuid().bytes).hexdigest()


def _add_error(context: RequestContext, event: Event, details: list[JsonObject]) -> None:
    title = MEDIA_PROBLEMS[400]
    context.errors.append(problem("va-edge-0400", title=title, status=400, eventIndex=event.index, details=details))


def continue_session(context: RequestContext) -> Refusal | None:
    """Accepts an event of a live session; refuses an invalid event (400) and an expired session (404)."""
    action = context.route.action
    if len(context.events) != 1 and action != "downloaded":
        return _refuse(400, "A media call takes exactly one event.")
    for event in context.events:
        if event.type != f"media.{action}":
            return _refuse(400, f"The eventType must be media.{action} on this path, not {event.type or 'missing'}.")
    if action in WHOLE_RESPONSES:
        return None
    event = context.events[0]
    wrong = media_errors(event, action, strict=context.strict)
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


def _playhead(event: Event) -> float:
    return playhead_of(event.xdm.get("mediaCollection")) or 0.0


def _refuse(status: int, details: Any) -> Refusal:
    return Refusal(f"va-edge-0{status}", status=status, report={"details": details})
