"""No answer at all: what went wrong between here and the gateway."""

from edge_tui.model.exchange import FailureKind
from edge_tui.problems.explanation import Explanation, by_code

_SOURCE = "What edge-tui itself saw of the connection"

NETWORK = by_code(
    Explanation(
        FailureKind.TIMEOUT,
        "No answer in time",
        "The gateway did not answer within the profile's timeout.",
        "A slow network or a slow solution behind the datastream, or a firewall that drops the packets. The event may "
        "have been accepted all the same.",
        "Send again, or set a longer timeout in the profile. Keep xdm._id as it is, so that datasets can drop the "
        "duplicate.",
        retry=True,
        source=_SOURCE,
    ),
    Explanation(
        FailureKind.UNREACHABLE,
        "Unreachable",
        "No connection to the gateway came about; nothing was sent.",
        "The host name does not exist, nothing listens at that port, or this machine is offline or behind a proxy.",
        "Check the URL of the profile, the network, and HTTPS_PROXY if a proxy is needed.",
        retry=True,
        source=_SOURCE,
    ),
    Explanation(
        FailureKind.TLS,
        "TLS failed",
        "A connection came about, but not a trusted one; nothing was sent.",
        "The certificate is expired, of another host, or signed by an authority this machine does not trust, such as "
        "a company's proxy.",
        "Check the host name in the profile. For a proxy's or an emulator's own authority set SSL_CERT_FILE to its "
        "certificate.",
        source=_SOURCE,
    ),
    Explanation(
        FailureKind.BROKEN,
        "The connection broke",
        "The connection ended before the answer was complete.",
        "The server or something on the way closed it. The event may have been accepted all the same.",
        "Send again. If it happens each time, something between here and the gateway does not let it through.",
        retry=True,
        source=_SOURCE,
    ),
    Explanation(
        FailureKind.AUTHENTICATION,
        "No access token",
        "There was no token to send with the event; the event was not sent.",
        "The client secret or the token is missing on this machine, or IMS refused the credentials.",
        "Give the secret or a fresh token in the profile's form, or with `edge-tui profiles login`.",
        source=_SOURCE,
    ),
    Explanation(
        FailureKind.CANCELLED,
        "Cancelled",
        "The send was cancelled here before the answer came.",
        "Escape was pressed, or edge-tui was closed. The event may have been accepted all the same.",
        "Send again if you want the answer.",
        retry=True,
        source=_SOURCE,
    ),
)
