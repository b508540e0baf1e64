"""Failures without a response: errors between this machine and the gateway."""

from edge_tui.problems.explanation import Explanation, by_code

_SOURCE = "Seen on the connection by edge-tui, not told by Adobe."

NETWORK = by_code(
    Explanation(
        "timeout",
        "No response in time",
        "The gateway didn't respond within the profile's timeout.",
        "A slow network, a slow service behind the datastream, or a firewall that drops the packets. The event may "
        "still have been accepted.",
        "Retry, or set a longer timeout in the profile. Keep xdm._id unchanged so that datasets can drop the "
        "duplicate.",
        retry=True,
        source=_SOURCE,
    ),
    Explanation(
        "unreachable",
        "Unreachable",
        "Couldn't connect to the gateway; nothing was sent.",
        "The host name doesn't exist, nothing listens on that port, or this machine is offline or behind a proxy.",
        "Check the URL in the profile, the network, and HTTPS_PROXY if you need a proxy.",
        retry=True,
        source=_SOURCE,
    ),
    Explanation(
        "tls",
        "TLS failed",
        "The server's certificate isn't trusted; nothing was sent.",
        "The certificate has expired, is for another host, or was signed by an authority this machine doesn't trust, "
        "such as a company proxy.",
        "Check the host name in the profile. To trust the certificate authority of a proxy or an emulator, point "
        "SSL_CERT_FILE at its certificate.",
        source=_SOURCE,
    ),
    Explanation(
        "broken",
        "The connection broke",
        "The connection closed before the response was complete.",
        "The server or something on the way closed it. The event may still have been accepted.",
        "Retry. If it happens every time, something between here and the gateway blocks the response.",
        retry=True,
        source=_SOURCE,
    ),
    Explanation(
        "authentication",
        "No access token",
        "There was no token for the event, so it wasn't sent.",
        "The client secret or the token is missing on this machine, or IMS refused the credentials.",
        "Enter the secret or a new token in the profile's form, or run `edge-tui profiles login`.",
        source=_SOURCE,
    ),
    Explanation(
        "cancelled",
        "Canceled",
        "You canceled the request before the response arrived.",
        "Escape was pressed, or edge-tui was closed. The event may still have been accepted.",
        "Send it again if you want the response.",
        retry=True,
        source=_SOURCE,
    ),
    Explanation(
        "blocked",
        "Blocked in the browser",
        "The browser kept the request from Edge, or the response from the page.",
        "An extension such as an ad blocker, the page's content security policy, mixed content, or CORS.",
        "Allow the request in the extension or the policy. Extensions block a first-party domain less often.",
        source="The browser that recorded it",
    ),
)
