"""What to look at where a visit has no call to the Edge Network: the first thing that somebody meets who tries it."""

from edge_tui.model.origin import Source
from edge_tui.model.sightings import SDK_WORDS_LOST
from edge_tui.model.visit import Visit

_OF_PROXIES = {
    Source.PROXY: "No client sent a call. `edge-tui proxy trust` says how clients use the proxy and trust it;"
    " --edge-host names a first-party host.",
    Source.FORWARD: "No client sent a call. Set the address that was printed as its gateway.",
}


def words_for_no_calls(visit: Visit) -> str:
    """Why there may be none, and the next thing to try."""
    recording = visit.recording
    if recording.source in _OF_PROXIES:
        return _OF_PROXIES[recording.source]
    if not visit.pages:
        return "No page was opened, so nothing was sent to Edge."
    if recording.source is Source.HAR:
        return "No Edge call is in it."
    if recording.sdks and SDK_WORDS_LOST in recording.notices:
        return "The Web SDK is on the page and sent nothing. Use the page, or --steps."
    if recording.sdks:
        return "The Web SDK is on the page and sent nothing: it got no command that sends. Use the page, or --steps."
    return (
        "No Edge call, and no Web SDK was seen. Tags may wait for consent, or for a click: use the page, or --steps."
        " --edge-host names a first-party host that no SDK tells of."
    )
