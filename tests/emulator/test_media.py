"""Media sessions: started through interact or the media path, kept alive, and over."""

import json
from dataclasses import replace
from typing import Any

import pytest

from edge_tui.emulator.inferred import Inferred
from edge_tui.emulator.request import MEDIA_ACTIONS
from edge_tui.emulator.upstream_switch import with_upstream
from tests.emulator.edge import ALL_ON, Edge, Reply
from tests.emulator.media_bodies import BODIES, SESSION, WHOLE_SESSION, Body, downloaded

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


def test_the_bodies_are_of_every_action_from_every_source() -> None:
    # The SDKs send no downloaded sessions, and the Web SDK starts its sessions through interact.
    missing = {"description": set(), "guide": set(), "ios": {"downloaded"}, "android": {"downloaded"}}
    for source, known in {**missing, "web": {"downloaded", "sessionStart"}}.items():
        assert {body.action for body in BODIES if body.source == source} == MEDIA_ACTIONS - known


@pytest.mark.parametrize("body", BODIES, ids=lambda body: f"{body.source} {body.action}")
async def test_every_body_of_adobes_descriptions_and_sdks_is_accepted(body: Body, edge: Edge) -> None:
    text = json.dumps(body.json).replace(SESSION, await start(edge))
    reply = await edge.post(f"{body.base}/va/v1/{body.action}", json.loads(text))

    if body.action in ("sessionStart", "downloaded"):
        assert reply.status == 200
        assert b"locationHint:result" in reply.content
        assert b"state:store" in reply.content
        assert (b"media-analytics:new-session" in reply.content) == (body.action == "sessionStart")
    else:
        assert (reply.status, reply.content) == (204, b"")


@pytest.mark.parametrize("strict", [False, True])
async def test_only_strictly_a_session_needs_a_timestamp_to_start(strict: bool) -> None:
    event = media_event("sessionStart", **DETAILS)
    del event["xdm"]["timestamp"]
    reply = await media(Edge(strict=strict), "sessionStart", event)

    assert (reply.status, reply.codes("errors")) == ((207, ["va-edge-0400-400"]) if strict else (200, []))


async def test_a_downloaded_session_is_named_where_the_config_says_so(edge: Edge) -> None:
    edge.config = replace(edge.config, inferred=Inferred(downloaded_session_is_returned=True))
    event = {"xdm": downloaded(*WHOLE_SESSION)}
    reply = await edge.post("/ee/va/v1/downloaded", {"events": [event, event]})

    handles = [one for one in reply.body["handle"] if one["type"] == "media-analytics:new-session"]
    assert [handle["eventIndex"] for handle in handles] == [0, 1]
    first, second = reply.payload("media-analytics:new-session")
    assert first != second
    assert (await media(edge, "ping", sessionID=first["sessionId"])).status == 404


def start_of(**collection: Any) -> tuple[str, dict[str, Any]]:
    return "sessionStart", {"sessionDetails": DETAILS["sessionDetails"], "playhead": 0, **collection}


@pytest.mark.parametrize(
    ("xdm", "path", "reason"),
    [
        ({"eventType": "media.downloaded"}, "", "Missing required field"),
        ({"eventType": "media.downloaded", "mediaDownloadedEvents": []}, "", "Must be an array"),
        ({"eventType": "media.downloaded", "mediaDownloadedEvents": {}}, "", "Must be an array"),
        ({"eventType": "media.downloaded", "mediaDownloadedEvents": ["x"]}, "[0]", "Must be an object"),
        (downloaded(("play", {"playhead": 0})), "[0].mediaEventType", "must be media.sessionStart"),
        (downloaded(start_of(sessionID="x")), "[0].mediaCollection.sessionID", "Not allowed"),
        (downloaded(start_of(), ("play", {})), "[1].mediaCollection.playhead", "Missing required field"),
        (downloaded(start_of(), ("adStart", {"playhead": 1})), "[1].mediaCollection.advertisingDetails.name", "Miss"),
        (downloaded(start_of(), ("downloaded", {})), "[1].mediaEventType", "Must be a media event type"),
        (downloaded(start_of(), ("rewind", {})), "[1].mediaEventType", "Must be a media event type"),
        ({**downloaded(start_of()), "mediaDownloadedEvents": [{}]}, "[0].mediaCollection", "Missing required field"),
        (downloaded(start_of(playhead=-1)), "[0].mediaCollection.playhead", "Must be a number"),
        (downloaded(start_of(), ("ping", [])), "[1].mediaCollection", "Must be an object"),  # type: ignore[arg-type]
    ],
)
async def test_a_downloaded_session_that_is_wrong_is_a_207(
    xdm: dict[str, Any], path: str, reason: str, edge: Edge
) -> None:
    reply = await edge.post("/ee/va/v1/downloaded", {"events": [{"xdm": xdm}]})

    assert (reply.status, reply.codes("errors")) == (207, ["va-edge-0400-400"])
    details = {each["name"]: each["reason"] for each in reply.body["errors"][0]["report"]["details"]}
    assert reason in details[f"$.events[0].xdm.mediaDownloadedEvents{path}"]


async def test_a_start_that_lacks_something_is_a_207_without_session(edge: Edge) -> None:
    reply = await media(edge, "sessionStart", media_event("sessionStart", sessionDetails={"name": "film-1"}))

    assert reply.status == 207
    assert reply.codes("errors") == ["va-edge-0400-400"]
    assert "media-analytics:new-session" not in reply.types
    details = reply.body["errors"][0]["report"]["details"]
    assert {
        "name": "$.events[0].xdm.mediaCollection.sessionDetails.length",
        "reason": "Missing required field",
    } in details


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
        ("adComplete", media_event("adComplete", sessionID="x", advertisingDetails={})),
        ("adBreakComplete", media_event("adBreakComplete", sessionID="x", advertisingPodDetails={})),
        ("chapterComplete", media_event("chapterComplete", sessionID="x", chapterDetails={})),
        ("chapterSkip", media_event("chapterSkip", sessionID="x", chapterDetails={})),
        ("ping", {"xdm": {"eventType": "media.ping", "mediaCollection": []}}),
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
