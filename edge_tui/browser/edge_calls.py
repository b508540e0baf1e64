"""Which requests of a page are calls to the Edge Network: a path alone proves nothing."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from edge_tui.model.request import datastream_in

# Adobe's own domains (developer.adobe.com, Edge Network API; the third-party domain of the Web SDK).
_KNOWN_DOMAINS = ("adobedc.net", "demdex.net")
_ACTIONS = ("interact", "collect", "identity/acquire", "privacy/set-consent")
_PATH = re.compile(rf"/v[12]/(?:{'|'.join(_ACTIONS)})/?$|/va/v1/[A-Za-z]+/?$")
_MAX_HOSTS = 200


class EdgeCalls:
    """Recognizes Edge calls by path and evidence: Adobe's domain, a host that is known, or a datastream in the URL.

    Hosts are added by `--edge-host` and by the configuration that SDKs say they have. Whatever base path
    a site has is in front of the version, so paths need no learning.
    """

    # All else passes the browser without being asked about.
    PATTERNS: tuple[str, ...] = (
        *(f"*/v{version}/{action}*" for version in (1, 2) for action in _ACTIONS),
        "*/va/v1/*",
    )

    def __init__(self, hosts: Iterable[str] = ()) -> None:
        self._hosts: set[str] = set()
        for host in hosts:
            self.add_host(host)

    def add_host(self, host: str) -> None:
        """Counts calls to this host, a name with or without a port, as evidence."""
        name = host.strip().lower().partition("://")[2] or host.strip().lower()
        name = name.partition("/")[0].partition(":")[0]
        if name and len(self._hosts) < _MAX_HOSTS:
            self._hosts.add(name)

    def includes(self, method: str, url: str) -> bool:
        """Whether a request is an Edge call; preflights aren't."""
        return method != "OPTIONS" and self.includes_url(url)

    def is_preflight(self, method: str, url: str) -> bool:
        """Whether it asks the host of an Edge call whether the page may make it (CORS)."""
        return method == "OPTIONS" and self.includes_url(url)

    def includes_url(self, url: str) -> bool:
        """Whether a request to this URL is an Edge call, as far as its URL says."""
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").lower()
        except ValueError:
            return False
        if parts.scheme not in ("http", "https") or not _PATH.search(parts.path):
            return False
        is_known = host in self._hosts or any(host == each or host.endswith(f".{each}") for each in _KNOWN_DOMAINS)
        return is_known or bool(datastream_in(url))
