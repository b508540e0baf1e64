"""The Edge Network's hosts that the explicit proxy ends TLS for."""

from collections.abc import Iterable

# Adobe's own: of clients, of servers (with a region before it), of integration tests, and the third-party domain
# (developer.adobe.com, Edge Network API; packages/core/src/constants/domain.js of @adobe/alloy; the mobile SDKs).
EDGE_HOSTS = ("edge.adobedc.net", "server.adobedc.net", "edge-int.adobedc.net", "adobedc.demdex.net")


def is_among(host: str, names: Iterable[str]) -> bool:
    """Whether a host is one of some names, or below one, in any case."""
    lowered = host.lower().removesuffix(".")
    return any(lowered == name or lowered.endswith("." + name) for name in names)
