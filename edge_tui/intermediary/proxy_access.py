"""Who may use the proxy: everybody on this machine; of a network, those who know the password."""

import base64
import hmac
from dataclasses import dataclass, field

from edge_tui.intermediary.http_headers import RawHeaders, header

USER = "edge-tui"
CHALLENGE: RawHeaders = [(b"proxy-authenticate", b'Basic realm="edge-tui proxy", charset="UTF-8"')]


@dataclass(frozen=True, slots=True)
class ProxyAccess:
    """A password that every client needs; without one, the proxy must listen on loopback only."""

    password: str = field(default="", repr=False)

    def allows(self, headers: RawHeaders) -> bool:
        """Whether a request has the password."""
        if not self.password:
            return True
        scheme, _, credentials = header(headers, b"proxy-authorization").partition(" ")
        if scheme.lower() != "basic":
            return False
        expected = base64.b64encode(f"{USER}:{self.password}".encode())
        return hmac.compare_digest(credentials.strip().encode("latin-1"), expected)
