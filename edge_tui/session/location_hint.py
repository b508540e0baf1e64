"""Location hints in URLs, and the responses to unknown ones."""

from urllib.parse import urlsplit

from edge_tui.model.exchange import Exchange, FailureKind
from edge_tui.model.profile import Profile
from edge_tui.model.request import SERVER_HOST


def is_at_gateway(url: str, profile: Profile) -> bool:
    """Whether a URL is at a profile's gateway, apart from a location hint in the host name."""
    requested, own = urlsplit(url), urlsplit(profile.base_url)
    if requested.scheme != own.scheme or requested.netloc == own.netloc:
        return requested.scheme == own.scheme
    # Only the server endpoint has hints in its host: any other subdomain is another server.
    hint, _, host = requested.netloc.partition(".")
    return profile.hostname == SERVER_HOST and host == own.netloc and hint.replace("-", "").isalnum()


def has_unknown_hint(exchange: Exchange, hint: str) -> bool:
    """Whether the gateway didn't know the location hint that was sent.

    An unknown hint in the path gets a 404 with an empty body (Adobe's mobile upstream tests); in
    the host it has no server.
    """
    is_in_host = f"://{hint}." in exchange.request.url
    if exchange.response is not None:
        return exchange.response.status == 404 and not exchange.response.body and not is_in_host
    failure = exchange.failure
    return failure is not None and failure.kind is FailureKind.UNREACHABLE and is_in_host
