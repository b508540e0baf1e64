"""HTTP statuses without a gateway error code."""

from edge_tui.problems.explanation import Explanation, by_code

_HTTP = "https://www.rfc-editor.org/rfc/rfc9110#name-status-codes"

HTTP_STATUS = by_code(
    Explanation(
        "400",
        "Bad Request",
        "The request was rejected as malformed.",
        "The body, the path or a parameter isn't what this endpoint expects; read the response body first.",
        "Send the template Page view with this profile. If it works, the event is at fault; if not, check the URL and "
        "the base path of the profile.",
        source=_HTTP,
    ),
    Explanation(
        "401",
        "Unauthorized",
        "The request needs valid authentication.",
        "The token is missing, expired, or from another IMS environment; or a proxy requires a login.",
        "Add OAuth credentials or a new token to the profile. If the www-authenticate response header names a proxy, "
        "log in there.",
        source=_HTTP,
    ),
    Explanation(
        "403",
        "Forbidden",
        "The request was understood, but isn't allowed.",
        "The credential lacks a permission, the visitor has opted out, or something in front of the gateway blocks "
        "the sender.",
        "Check the credential's permissions, the visitor's consent, and any proxy or firewall on the way.",
        source=_HTTP,
    ),
    Explanation(
        "404",
        "Not Found",
        "Nothing was found at this URL.",
        "A location hint that the gateway doesn't know (the body is empty then), or a typo in the base path or the API "
        "version.",
        "Send without the location hint; check the profile's base path (default: ee) and API version.",
        source=_HTTP,
    ),
    Explanation(
        "405",
        "Method Not Allowed",
        "The URL is right, but the method isn't.",
        "Something on the way, such as a redirect, turned the POST into a GET.",
        "Use the redirect target as the URL in the profile; the gateway only accepts POST.",
        source=_HTTP,
    ),
    Explanation(
        "408",
        "Request Timeout",
        "The server didn't receive the whole request in time; the gateway also returns this for an empty body (0109).",
        "A slow connection, or a body that was never sent.",
        "If the request has a body, retry after a pause.",
        retry=True,
        source=_HTTP,
    ),
    Explanation(
        "409",
        "Conflict",
        "The request conflicts with what is already recorded.",
        "A consent choice that can no longer be changed.",
        "Send another choice, or use a visitor who hasn't opted out.",
        source=_HTTP,
    ),
    Explanation(
        "410",
        "Gone",
        "The media session has ended.",
        "It is older than 24 hours, or was closed.",
        "Start a new session with sessionStart and use the ID it returns.",
        source="https://developer.adobe.com/data-collection-apis/docs/endpoints/media/",
    ),
    Explanation(
        "413",
        "Content Too Large",
        "The body is larger than the server accepts.",
        "It exceeds the gateway's limit of 64 KB, or a proxy's limit.",
        "Split the events into several requests, and omit large text values.",
        source=_HTTP,
    ),
    Explanation(
        "415",
        "Unsupported Media Type",
        "The server doesn't accept this content type.",
        "The event sets its own Content-Type header, or a proxy removed it.",
        "Remove the header from the event's Headers tab: edge-tui sends application/json by default.",
        source=_HTTP,
    ),
    Explanation(
        "422",
        "Unprocessable Content",
        "The request is well-formed, but can't be processed.",
        "The datastream is disabled or incomplete, or the event's values are inconsistent.",
        "Check in Data Collection that the datastream is enabled and its services are complete; then correct what the "
        "response body names.",
        source=_HTTP,
    ),
    Explanation(
        "429",
        "Too Many Requests",
        "The organization has exceeded its rate limit.",
        "More than 4,000 request units a second for interact, or 6,000 for collect; a request counts one unit per "
        "8 KB, times the number of services on the datastream.",
        "Wait as long as retry-after says, then send more slowly.",
        retry=True,
        source="https://developer.adobe.com/data-collection-apis/docs/getting-started/guardrails/",
    ),
    Explanation(
        "500",
        "Internal Server Error",
        "The server failed on this request.",
        "A bug in the gateway or in a proxy in front of it; the same request will most likely fail again.",
        "Simplify the event to find what triggers it, and report it with the x-request-id header.",
        source=_HTTP,
    ),
    Explanation(
        "502",
        "Bad Gateway",
        "A server on the way got no usable response from the server behind it.",
        "The gateway, or a proxy in front of it, has a temporary problem.",
        "Retry after a pause. If it persists, try the URL without the proxy.",
        retry=True,
        source=_HTTP,
    ),
    Explanation(
        "503",
        "Service Unavailable",
        "The server can't accept requests right now.",
        "The gateway, or a proxy in front of it, is overloaded or under maintenance.",
        "Wait as long as the retry-after header says, or a few seconds, and retry.",
        retry=True,
        source=_HTTP,
    ),
    Explanation(
        "504",
        "Gateway Timeout",
        "A server on the way timed out waiting for the server behind it.",
        "The gateway, or a service behind it, is slow right now.",
        "Retry after a pause. The event may still have been accepted: keep xdm._id unchanged.",
        retry=True,
        source=_HTTP,
    ),
    Explanation(
        "507",
        "Insufficient Storage",
        "The server has no room for the request right now.",
        "A temporary problem on the server; the mobile SDKs also retry on this status.",
        "Retry after a few seconds; if it persists, report it with the x-request-id header.",
        retry=True,
        source=_HTTP,
    ),
)
