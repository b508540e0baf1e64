"""Streaming media with the Web SDK: sessions, every kind of event, what is wrong, and the older tracker."""

from typing import Any

import pytest

from tests.alloy.browser import Visitor
from tests.emulator.media_bodies import ALL_OWN, PLAIN

MEDIA = {"channel": "lounge", "playerName": "lounge-player", "appVersion": "1.0"}
DETAILS = {"name": "episode-7", "length": 1450, "contentType": "VOD"}
ACTIONS = (*(action for action in PLAIN if action != "sessionEnd"), *(own for own in ALL_OWN if own != "sessionStart"))


def start(visitor: Visitor, **collection: Any) -> str:
    collection = {"playhead": 0, "sessionDetails": DETAILS, **collection}
    return str(visitor.alloy("createMediaSession", {"xdm": {"mediaCollection": collection}})["sessionId"])


def send(visitor: Visitor, action: str, session: str, **collection: Any) -> None:
    event = {"eventType": f"media.{action}", "mediaCollection": {"sessionID": session, "playhead": 1, **collection}}
    visitor.alloy("sendMediaEvent", {"xdm": event})


def media_calls(visitor: Visitor) -> list[tuple[str, int]]:
    return [(call.path.rsplit("/", 1)[-1], call.status) for call in visitor.calls if "/va/" in call.path]


@pytest.mark.parametrize("action", ACTIONS)
def test_each_event_of_a_session_is_accepted(action: str, visitor: Visitor) -> None:
    visitor.configure(streamingMedia=MEDIA)
    session = start(visitor)
    send(visitor, action, session, **ALL_OWN.get(action, {}))

    assert media_calls(visitor)[-1] == (action, 204)
    assert visitor.calls[-1].path.startswith("/ee/or2/va/v1/")


def test_a_session_starts_through_interact_with_what_configure_knows(visitor: Visitor) -> None:
    visitor.configure(streamingMedia=MEDIA)
    session = start(visitor, customMetadata=[{"name": "section", "value": "series"}])

    (call,) = visitor.calls
    details = call.sent["events"][0]["xdm"]["mediaCollection"]["sessionDetails"]
    assert call.path == "/ee/v1/interact"
    assert {**details, **MEDIA} == details
    assert len(session) == 64


def test_a_session_that_lacks_something_does_not_start(visitor: Visitor) -> None:
    visitor.configure(streamingMedia=MEDIA)
    incomplete = {"playhead": 0, "sessionDetails": {"name": "episode-7"}}
    visitor.refused("createMediaSession", {"xdm": {"mediaCollection": incomplete}})

    (call,) = visitor.calls
    assert call.status == 207
    assert [error["type"].rsplit("/", 1)[-1] for error in call.body["errors"]] == ["va-edge-0400-400"]


def test_an_event_after_the_end_of_its_session_is_not_found(visitor: Visitor) -> None:
    visitor.configure(streamingMedia=MEDIA)
    session = start(visitor)
    send(visitor, "sessionEnd", session)
    event = {"eventType": "media.play", "mediaCollection": {"sessionID": session, "playhead": 1}}
    message = visitor.refused("sendMediaEvent", {"xdm": event})

    assert "va-edge-0404-404" in message
    assert media_calls(visitor)[-1] == ("play", 404)


def test_two_sessions_are_apart(visitor: Visitor) -> None:
    visitor.configure(streamingMedia=MEDIA)
    first, second = start(visitor), start(visitor)
    send(visitor, "sessionEnd", first)
    send(visitor, "ping", second)

    assert first != second
    assert media_calls(visitor)[-1] == ("ping", 204)


def test_the_tracker_of_older_pages_sends_the_same_events(visitor: Visitor) -> None:
    visitor.configure(streamingMedia=MEDIA)
    script = """
        async () => {
            const media = await window.alloy("getMediaAnalyticsTracker", {});
            const tracker = media.getInstance();
            const { StreamType, MediaType } = media;
            const info = media.createMediaObject("Seven", "episode-7", 1450, StreamType.VOD, MediaType.Video);
            tracker.trackSessionStart(info, { section: "series" });
            tracker.trackPlay();
            tracker.trackPause();
            tracker.trackComplete();
        }
    """
    visitor.page.evaluate(script)

    # They are sent side by side, so they may arrive in any order.
    for action in ("play", "pauseStart", "sessionComplete"):
        assert visitor.logged(f"/ee/or2/va/v1/{action}")
