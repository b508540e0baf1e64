"""Bodies of media calls as Adobe's descriptions, guide and SDKs have them: the same members, other values.

Sources: data-collection-apis (static/media-edge.yaml, src/pages/endpoints/media), aepsdk-edgemedia-ios and
aepsdk-edgemedia-android (their event generators and helpers of tests), Alloy (MediaCollection).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.emulator.edge import FPID, NOON

# The session of an event: the test replaces it by one that was started.
SESSION = "<session>"

STANDARD_DETAILS = {
    "name": "episode-7",
    "playerName": "lounge-player",
    "length": 1450,
    "channel": "lounge",
    "contentType": "VOD",
}
ALL_DETAILS = {
    **STANDARD_DETAILS,
    **{
        name: f"some {name}"
        for name in (
            *("dayPart", "mvpd", "authorized", "label", "station", "publisher", "author", "friendlyName", "assetID"),
            *("originator", "episode", "genre", "rating", "season", "show", "firstDigitalDate", "artist", "album"),
            *("firstAirDate", "showType", "streamFormat", "adLoad", "appVersion", "feed", "network"),
        )
    },
    "hasResume": False,
    "streamType": "video",
}
QOE = {"bitrate": 2400, "droppedFrames": 3, "framesPerSecond": 50, "timeToStart": 2}
CUSTOM = [{"name": "section", "value": "series"}, {"name": "experiment", "value": "b"}]
AD = {"name": "ad-3", "length": 20, "playerName": "lounge-player", "podPosition": 1}
ALL_AD = {
    **AD,
    "friendlyName": "Autumn",
    **{name: f"a-{name}" for name in ("advertiser", "campaignID", "creativeID", "placementID", "siteID")},
    "creativeURL": "https://ads.example.com/3",
}
POD = {"friendlyName": "Pre-roll", "index": 0, "offset": 0}
CHAPTER = {"friendlyName": "Opening", "index": 1, "length": 120, "offset": 30}


@dataclass(frozen=True)
class Body:
    """One media call. `source` names where its shape is from."""

    source: str
    action: str
    xdm: dict[str, Any]
    members: dict[str, Any] = field(default_factory=dict)
    base: str = "/ee"

    @property
    def json(self) -> dict[str, Any]:
        return {"events": [{"xdm": self.xdm}], **self.members}


def event(action: str, **collection: Any) -> dict[str, Any]:
    session = {} if action == "sessionStart" else {"sessionID": SESSION}
    return {
        "eventType": f"media.{action}",
        "mediaCollection": {**session, "playhead": 0, **collection},
        "timestamp": NOON.isoformat(),
    }


def downloaded(*events: tuple[str, dict[str, Any]], **xdm: Any) -> dict[str, Any]:
    listed = [
        {"mediaEventTimestamp": NOON.isoformat(), "mediaEventType": f"media.{action}", "mediaCollection": collection}
        for action, collection in events
    ]
    return {"eventType": "media.downloaded", "mediaDownloadedEvents": listed, **xdm}


PLAIN = (
    *("adBreakComplete", "adComplete", "adSkip", "bufferStart", "chapterComplete", "chapterSkip", "pauseStart"),
    *("ping", "play", "sessionComplete", "sessionEnd"),
)
# The members that only one action has.
OWN: dict[str, dict[str, Any]] = {
    "sessionStart": {"sessionDetails": STANDARD_DETAILS},
    "adBreakStart": {"advertisingPodDetails": {"index": 0, "offset": 0}},
    "adStart": {"advertisingDetails": AD},
    "bitrateChange": {"qoeDataDetails": {"bitrate": 2400}},
    "chapterStart": {"chapterDetails": {"index": 0, "length": 0, "offset": 0}},
    "error": {"errorDetails": {"name": "decoder", "source": "player"}},
    "statesUpdate": {"statesStart": [{"name": "fullscreen"}, {"name": "mute"}], "statesEnd": [{"name": "inFocus"}]},
}
ALL_OWN: dict[str, dict[str, Any]] = {
    "sessionStart": {"sessionDetails": ALL_DETAILS, "customMetadata": CUSTOM},
    "adBreakStart": {"advertisingPodDetails": POD},
    "adStart": {"advertisingDetails": ALL_AD, "customMetadata": CUSTOM},
    "bitrateChange": {"qoeDataDetails": QOE},
    "chapterStart": {"chapterDetails": CHAPTER, "customMetadata": CUSTOM},
    "error": {"errorDetails": {"name": "network", "source": "external"}},
    "statesUpdate": {"statesEnd": [{"name": "closedCaptioning"}, {"name": "pictureInPicture"}]},
}
WHOLE_SESSION = (
    ("sessionStart", {"sessionDetails": STANDARD_DETAILS, "playhead": 0}),
    ("sessionComplete", {"playhead": 60}),
)


def _description() -> Iterator[Body]:
    """media-edge.yaml: every property, and quality of experience with every action."""
    fpid = {"identityMap": {"FPID": [{"id": "CHANGEME", "authenticatedState": "ambiguous", "primary": True}]}}
    for action in (*PLAIN, *ALL_OWN):
        yield Body("description", action, event(action, **{"qoeDataDetails": QOE, **ALL_OWN.get(action, {})}))
    yield Body("description", "sessionStart", {**event("sessionStart", **ALL_OWN["sessionStart"]), **fpid})
    yield Body("description", "downloaded", {**downloaded(*WHOLE_SESSION), **fpid})


def _guide() -> Iterator[Body]:
    """The guide: required properties only. Its session starts without a timestamp."""
    for action in (*PLAIN, *OWN):
        yield Body("guide", action, event(action, **OWN.get(action, {})))
    start = event("sessionStart", **OWN["sessionStart"])
    yield Body("guide", "sessionStart", {name: start[name] for name in ("eventType", "mediaCollection")})
    yield Body("guide", "sessionComplete", event("sessionComplete", playhead=25), base="/ee-pre-prd")
    yield Body("guide", "bitrateChange", event("bitrateChange", qoeDataDetails={}))
    small = {"email": [{"id": "someone@example.com", "primary": True}]}
    yield Body("guide", "downloaded", downloaded(*WHOLE_SESSION, identityMap=small, timestamp=NOON.isoformat()))


def _mobile(name: str) -> dict[str, Any]:
    """What the Edge extension of a mobile SDK adds to every call."""
    return {
        "xdm": {
            "identityMap": {"ECID": [{"id": "4" * 38, "authenticatedState": "ambiguous", "primary": False}]},
            "implementationDetails": {
                "environment": "app",
                "name": f"https://ns.adobe.com/experience/mobilesdk/{name}",
                "version": "5.0.0+5.0.0",
            },
        },
        "meta": {
            "konductorConfig": {"streaming": {"enabled": True, "recordSeparator": "\u0000", "lineFeed": "\n"}},
        },
    }


def _sdks() -> Iterator[Body]:
    """The trackers of both mobile SDKs, and the Web SDK: milliseconds, an `_id`, states of a site's choice."""
    details = {**STANDARD_DETAILS, "friendlyName": "Seven", "streamType": "video", "hasResume": False}
    own = {
        **ALL_OWN,
        "sessionStart": {"sessionDetails": {**details, "appVersion": "2.1"}, "customMetadata": CUSTOM},
        "statesUpdate": {"statesStart": [{"name": "karaoke mode"}]},
    }
    for name in ("ios", "android"):
        for action in (*PLAIN, *own):
            stamped = {"timestamp": "2026-03-02T12:00:00.000Z", "_id": FPID}
            collection = {**own.get(action, {}), **({"qoeDataDetails": QOE} if action in ("ping", "adStart") else {})}
            yield Body(name, action, {**event(action, **collection), **stamped}, _mobile(name))
        resumed = {"sessionDetails": {**details, "hasResume": True, "streamType": "audio"}, "playhead": 312}
        yield Body(name, "sessionStart", event("sessionStart", **resumed), _mobile(name))
        live = event("ping", playhead=86_399)
        yield Body(name, "ping", live, _mobile(name))
    page = {
        "web": {"webPageDetails": {"URL": "https://lounge.example.com/"}, "webReferrer": {"URL": ""}},
        "implementationDetails": {"name": "https://ns.adobe.com/experience/alloy", "version": "2.33.0"},
    }
    state = {"meta": {"state": {"domain": "example.com", "cookiesEnabled": True}}}
    for action in (*PLAIN, *OWN):
        if action != "sessionStart":
            yield Body("web", action, {**event(action, **OWN.get(action, {})), **page}, state)


BODIES = (*_description(), *_guide(), *_sdks())
