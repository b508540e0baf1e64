"""Who doesn't trust the certificate: clients that are led here, and never make a request."""

import ssl

ANDROID = (
    "On Android 7 or later an app trusts certificates of its user only when its developer allows it (network security"
    " configuration), and an app that pins its certificate never does."
)
_HOW = "`edge-tui proxy trust` says how to trust the certificate."
_MAX_CLIENTS = 1000


class TrustWatch:
    """Decides when to say that a client doesn't trust the certificate: once for each client and host."""

    def __init__(self) -> None:
        self._trusting: set[tuple[str, str]] = set()
        self._noticed: set[tuple[str, str, bool]] = set()

    def made_request(self, client: str, host: str) -> None:
        """A client's request to a host arrived: it trusts the certificate."""
        if len(self._trusting) < _MAX_CLIENTS:
            self._trusting.add((client, host))

    def refused(self, client: str, host: str, error: BaseException) -> str:
        """What to say of a handshake that failed; empty when it was said."""
        reason = _alert(error)
        if (client, host) in self._trusting and not reason:
            return ""
        said = f" ({reason})" if reason else ""
        return self._once(
            client, host, f"A client at {client} refused the certificate of edge-tui for {host}{said}. {_HOW} {ANDROID}"
        )

    def left(self, client: str, host: str) -> str:
        """What to say of a connection that ended without a request; empty when others of this client had some."""
        if (client, host) in self._trusting:
            return ""
        return self._once(
            client,
            host,
            f"A client at {client} opened a connection to {host} and closed it without a request. If that goes on, it"
            f" doesn't trust the certificate. {_HOW} {ANDROID}",
            is_sure=False,
        )

    def _once(self, client: str, host: str, sentence: str, *, is_sure: bool = True) -> str:
        key = (client, host, is_sure)
        if key in self._noticed or len(self._noticed) >= _MAX_CLIENTS:
            return ""
        self._noticed.add(key)
        return sentence


def _alert(error: BaseException) -> str:
    """The TLS alert that the client sent, in OpenSSL's words; empty when it only closed the connection."""
    reason = getattr(error, "reason", None) if isinstance(error, ssl.SSLError) else None
    return reason.replace("_", " ").lower() if isinstance(reason, str) and "ALERT" in reason else ""
