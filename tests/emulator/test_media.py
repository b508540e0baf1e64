"""Media sessions: started through interact or the media path, kept alive, and over."""

from typing import Any

import pytest

from edge_tui.emulator.request import MEDIA_ACTIONS
from edge_tui.emulator.upstream_switch import with_upstream
from tests.emulator.edge import ALL_ON, Edge, Reply

DETAILS = {
    "sessionDetails": {
        "name": "film-1",
        "playerName": "player",
        "length": 90,
        "channel": "shop",
        "contentType": "VOD",
    },
    "advertisingPodDetails": {"index": 0, "offset": 0},
    "advertisingDetails": {"name": "ad", "length": 15, "playerName": "player", "podPosition": 0},
    "chapterDetails": {"index": 1, "length": 10, "offset": 0},
    "errorDetails": {"name": "decoder", "source": "player"},
    "qoeDataDetails": {"bitrate": 3000},
    "statesStart": [{"name": "mute"}],
}


def media_event(action: str, **collection: Any) -> dict[str, Any]:
    return {
        "xdm": {
            "eventType": f"media.{action}",
            "timestamp": "2026-03-02T12:00:00Z",
            "mediaCollection": {"playhead": 0, **collection},
        }
    }


async def media(edge: Edge, action: str, event: dict[str, Any] | None = None, **collection: Any) -> Reply:
    body = {"events": [event or media_event(action, **{**DETAILS, **collection})]}
    return await edge.post(f"/ee/va/v1/{action}", body)


async def start(edge: Edge) -> str:
    reply = await media(edge, "sessionStart")
    return str(reply.payload("media-analytics:new-session")[0]["sessionId"])


async def test_a_session_starts_on_either_path(edge: Edge) -> None:
    by_path = await media(edge, "sessionStart")
    by_hint = await edge.post("/ee/irl1/va/v1/sessionStart", {"events": [media_event("sessionStart", **DETAILS)]})
    by_interact = await edge.post("/ee/v1/interact", {"events": [media_event("sessionStart", **DETAILS)]})

    for reply in (by_path, by_hint, by_interact):
        assert reply.status == 200
        assert len(reply.payload("media-analytics:new-session")[0]["sessionId"]) == 64
        handle = next(one for one in reply.body["handle"] if one["type"] == "media-analytics:new-session")
        assert handle["eventIndex"] == 0


@pytest.mark.parametrize("action", sorted(MEDIA_ACTIONS - {"sessionStart"}))
async def test_every_action_of_a_live_session_is_taken_silently(action: str, edge: Edge) -> None:
    reply = await media(edge, action, sessionID=await start(edge))

    assert (reply.status, reply.content) == (204, b"")


async def test_a_start_that_lacks_something_is_a_207_without_session(edge: Edge) -> None:
    reply = await media(edge, "sessionStart", media_event("sessionStart", sessionDetails={"name": "film-1"}))

    assert reply.status == 207
    assert reply.codes("errors") == ["va-edge-0400-400"]
    assert "media-analytics:new-session" not in reply.types
    details = reply.body["errors"][0]["report"]["details"]
    assert {"name": "$.xdm.mediaCollection.sessionDetails.length", "reason": "Missing required field"} in details


@pytest.mark.parametrize(
    ("action", "event"),
    [
        ("play", media_event("ping", sessionID="x")),
        ("ping", media_event("ping")),
        ("ping", {"xdm": {"eventType": "media.ping"}}),
        ("adStart", media_event("adStart", sessionID="x")),
        ("chapterStart", media_event("chapterStart", sessionID="x")),
        ("statesUpdate", media_event("statesUpdate", sessionID="x")),
        ("error", media_event("error", sessionID="x", errorDetails={"name": "e", "source": "network"})),
        ("ping", media_event("ping", sessionID="x", customMetadata=[{"name": "a", "value": "b"}])),
    ],
)
async def test_an_event_that_is_wrong_is_refused(action: str, event: dict[str, Any], edge: Edge) -> None:
    reply = await media(edge, action, event)

    assert (reply.status, reply.code) == (400, "va-edge-0400-400")


async def test_a_session_nobody_started_is_not_found(edge: Edge) -> None:
    assert (await media(edge, "ping", media_event("ping", sessionID="x"))).code == "va-edge-0404-404"


async def test_an_event_type_that_does_not_match_the_path_is_explained(edge: Edge) -> None:
    reply = await media(edge, "play", media_event("ping", sessionID="x"))

    assert "media.play" in reply.body["report"]["details"]
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("waits", "playheads", "is_alive"),
    [
        ([{"minutes": 9}] * 3, [1, 2, 3], True),
        ([{"minutes": 11}], [1], False),
        ([{"minutes": 9}] * 4, [0, 0, 0, 0], False),
        ([{"minutes": 9}] * 161, range(1, 162), False),
    ],
)
async def test_a_session_expires_without_events_without_progress_and_after_a_day(
    waits: list[dict[str, int]], playheads: Any, is_alive: bool, edge: Edge
) -> None:
    session = await start(edge)
    for wait, playhead in zip(waits, playheads, strict=True):
        edge.later(**wait)
        reply = await media(edge, "ping", sessionID=session, playhead=playhead)

    assert (reply.status == 204) == is_alive
    if not is_alive:
        assert reply.code == "va-edge-0404-404"


async def test_a_session_that_ended_is_gone(edge: Edge) -> None:
    session = await start(edge)
    await media(edge, "sessionEnd", sessionID=session)

    assert (await media(edge, "ping", sessionID=session)).status == 404


async def test_only_the_start_needs_a_datastream(edge: Edge) -> None:
    session = await start(edge)
    event = media_event("ping", sessionID=session)
    reply = await edge.post("/ee/va/v1/ping", {"events": [event]}, datastream=None)

    assert reply.status == 204


async def test_without_the_media_service_no_session_starts(edge: Edge) -> None:
    edge.config = with_upstream(edge.config, ALL_ON, "media", on=False)

    assert "media-analytics:new-session" not in (await media(edge, "sessionStart")).types
