"""va-edge: the Media Edge API."""

from edge_tui.problems.explanation import Explanation, by_code

_SOURCE = "https://developer.adobe.com/data-collection-apis/docs/endpoints/media/"

MEDIA = by_code(
    Explanation(
        "va-edge-0400",
        "Invalid media request",
        "The media event lacks a field, or has one of the wrong type.",
        "A field listed in report.details is missing, or eventType doesn't match the last part of the path: play "
        "requires media.play.",
        "Correct the fields in report.details; each has a JSON path and a reason.",
        source=_SOURCE,
    ),
    Explanation(
        "va-edge-0404",
        "Media session not found",
        "No open session has this ID.",
        "It ended: with sessionEnd, after 10 minutes without events, after 30 minutes without playhead movement, or "
        "after 24 hours. Or the sessionID belongs to another datastream.",
        "Start a new session with sessionStart and use its ID; send media.ping every 10 seconds to keep it open.",
        source=_SOURCE,
    ),
)
