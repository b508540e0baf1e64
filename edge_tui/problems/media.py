"""va-edge: the Media Edge API."""

from edge_tui.problems.explanation import Explanation, by_code

_SOURCE = "https://developer.adobe.com/data-collection-apis/docs/endpoints/media/"

MEDIA = by_code(
    Explanation(
        "va-edge-0400",
        "Invalid media request",
        "The media event lacks a field, or holds one of the wrong kind.",
        "A field that report.details names is missing, or eventType does not match the last part of the path: play "
        "wants media.play.",
        "Correct the fields in report.details, each given as a JSON path and a reason.",
        source=_SOURCE,
    ),
    Explanation(
        "va-edge-0404",
        "Media session not found",
        "There is no session of this id any more.",
        "It ended: with sessionEnd, after 10 minutes of silence, after 30 minutes in which the playhead did not move, "
        "or after 24 hours. Or the sessionID is of another datastream.",
        "Begin a new session with sessionStart and use the id it returns; send media.ping every 10 seconds to keep it.",
        source=_SOURCE,
    ),
)
