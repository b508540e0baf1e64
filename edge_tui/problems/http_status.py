"""HTTP statuses that come without a code of the gateway's own."""

from edge_tui.problems.explanation import Explanation, by_code

_HTTP = "https://www.rfc-editor.org/rfc/rfc9110#name-status-codes"

HTTP_STATUS = by_code(
    Explanation(
        "400",
        "Bad Request",
        "The request was refused as malformed.",
        "The body, the path or a parameter is not what this endpoint takes; what the answer's body says comes first.",
        "Send the template Page view with this profile. If it passes, the event is at fault; if not, the URL or the "
        "base path of the profile.",
        source=_HTTP,
    ),
    Explanation(
        "401",
        "Unauthorized",
        "The request needs to authenticate, and did not or could not.",
        "The token is missing, expired, or of another IMS environment; or a proxy on the way wants a login of its own.",
        "Give the profile OAuth credentials or a fresh token. Where the answer's www-authenticate header names a "
        "proxy, log in there.",
        source=_HTTP,
    ),
    Explanation(
        "403",
        "Forbidden",
        "The request was understood and is not allowed.",
        "The credential lacks a permission, the visitor has opted out, or something before the gateway blocks the "
        "sender.",
        "Check the credential's permissions, the visitor's consent, and any proxy or firewall on the way.",
        source=_HTTP,
    ),
    Explanation(
        "404",
        "Not Found",
        "There is nothing at this address.",
        "A location hint that the gateway does not know (the body is empty then), or a slip in the base path or the "
        "API version.",
        "Send without the location hint; check the profile's base path, which is ee, and its version.",
        source=_HTTP,
    ),
    Explanation(
        "405",
        "Method Not Allowed",
        "The address is right, the method is not.",
        "Something on the way, such as a redirect, has turned the POST into a GET.",
        "Use the address that is redirected to in the profile; the gateway takes POST only.",
        source=_HTTP,
    ),
    Explanation(
        "408",
        "Request Timeout",
        "The server did not get the whole request in time; the gateway also answers an empty body so (0109).",
        "A slow connection, or a body that was never sent.",
        "If the body is there, send again after a pause.",
        retry=True,
        source=_HTTP,
    ),
    Explanation(
        "409",
        "Conflict",
        "The request contradicts what is already recorded.",
        "A consent that cannot be changed any more.",
        "Send another choice, or use a visitor who has not opted out.",
        source=_HTTP,
    ),
    Explanation(
        "410",
        "Gone",
        "The media session is over.",
        "It is older than 24 hours, or it was ended.",
        "Begin a new session with sessionStart and use the id it returns.",
        source="https://developer.adobe.com/data-collection-apis/docs/endpoints/media/",
    ),
    Explanation(
        "413",
        "Content Too Large",
        "The body is larger than the server takes.",
        "It exceeds the gateway's 64 KB, or a proxy's own limit.",
        "Split the events over several requests, and leave large texts out.",
        source=_HTTP,
    ),
    Explanation(
        "415",
        "Unsupported Media Type",
        "The server does not take bodies of this content type.",
        "A Content-Type header of the event's own, or a proxy that took it off.",
        "Take the header out of the event's Headers tab: edge-tui sends application/json by itself.",
        source=_HTTP,
    ),
    Explanation(
        "422",
        "Unprocessable Content",
        "The request is well-formed, and still cannot be processed.",
        "A datastream that is disabled or incomplete, or values of the event that do not hold together.",
        "Check in Data Collection that the datastream is enabled and its services are complete; then correct what the "
        "answer's body names.",
        source=_HTTP,
    ),
    Explanation(
        "429",
        "Too Many Requests",
        "The organisation has used up its request units for now.",
        "More than 4,000 units a second for interact, or 6,000 for collect; a request counts one unit for each 8 KB, "
        "times the solutions behind the datastream.",
        "Wait as long as retry-after says, then send more slowly.",
        retry=True,
        source="https://developer.adobe.com/data-collection-apis/docs/getting-started/guardrails/",
    ),
    Explanation(
        "500",
        "Internal Server Error",
        "The server failed on this request.",
        "A fault of the gateway, or of a proxy before it; the same request will most likely fail again.",
        "Simplify the event to find what sets it off, and report it with the x-request-id header.",
        source=_HTTP,
    ),
    Explanation(
        "502",
        "Bad Gateway",
        "A server on the way got no usable answer from the one behind it.",
        "The gateway or a proxy before it is in trouble at the moment.",
        "Send again after a pause. If it stays, try the address without the proxy.",
        retry=True,
        source=_HTTP,
    ),
    Explanation(
        "503",
        "Service Unavailable",
        "The server cannot take requests at the moment.",
        "The gateway, or a proxy before it, is overloaded or under maintenance.",
        "Wait as long as the retry-after header says, or a few seconds, and send again.",
        retry=True,
        source=_HTTP,
    ),
    Explanation(
        "504",
        "Gateway Timeout",
        "A server on the way waited too long for the one behind it.",
        "The gateway, or a solution behind it, is slow at the moment.",
        "Send again after a pause. The event may have been accepted all the same: keep xdm._id as it is.",
        retry=True,
        source=_HTTP,
    ),
    Explanation(
        "507",
        "Insufficient Storage",
        "The server has no room to take the request at the moment.",
        "A passing trouble on the server's side, which the mobile SDKs also answer by sending again.",
        "Send again after a few seconds; if it stays, report it with the x-request-id header.",
        retry=True,
        source=_HTTP,
    ),
)
