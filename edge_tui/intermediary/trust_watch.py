"""Who doesn't trust the certificate: clients that are led here, and never make a request."""

import ssl

ANDROID = "On Android 7 or later an app trusts it only if its developer allows that, and never if it pins another."
_HOW = "`edge-tui proxy trust` says how to trust it."
_MAX_CLIENTS = 1000
# OpenSSL's names of errors: alerts by which a client refuses a certificate, and what comes before one is sent.
_OF_CERTIFICATES = ("UNKNOWN_CA", "CERTIFICATE", "ACCESS_DENIED")
_NOTHING_IN_COMMON = frozenset(
    (
        *("UNSUPPORTED_PROTOCOL", "WRONG_VERSION_NUMBER", "WRONG_SSL_VERSION", "VERSION_TOO_LOW", "NO_SHARED_CIPHER"),
        *("NO_SHARED_GROUPS", "NO_SUITABLE_SIGNATURE_ALGORITHM", "NO_SUITABLE_KEY_SHARE"),
    )
)


class TrustWatch:
    """Decides when to say that a client doesn't trust the certificate: once for each client, host and reason."""

    def __init__(self) -> None:
        self._trusting: set[tuple[str, str]] = set()
        self._noticed: set[str] = set()

    def made_request(self, client: str, host: str) -> None:
        """A client's request to a host arrived: it trusts the certificate."""
        if len(self._trusting) < _MAX_CLIENTS:
            self._trusting.add((client, host))

    def failed(self, client: str, host: str, error: BaseException) -> str:
        """What to say of a handshake that failed; empty when it was said, or tells nothing."""
        reason = _reason(error)
        if reason in _NOTHING_IN_COMMON:
            sentence = f"A client at {client} has no TLS version or cipher in common with edge-tui for {host}"
            return self._once(f"{sentence} ({_in_words(reason)}). It needs TLS 1.2 or later.")
        if "ALERT" in reason and any(word in reason for word in _OF_CERTIFICATES):
            sentence = f"A client at {client} refused the certificate of edge-tui for {host} ({_in_words(reason)})."
            return self._once(f"{sentence} {_HOW} {ANDROID}")
        if reason:
            return self._once(f"TLS with a client at {client} failed for {host} ({_in_words(reason)}).")
        if (client, host) in self._trusting:
            return ""
        return self._once(
            f"A client at {client} closed a connection to {host} during TLS. If this repeats, it doesn't trust the"
            f" certificate. {_HOW} {ANDROID}",
        )

    def left(self, client: str, host: str) -> str:
        """What to say of a connection that ended without a request; empty when others of this client had some."""
        if (client, host) in self._trusting:
            return ""
        return self._once(
            f"A client at {client} connected to {host} and made no request. If this repeats, it"
            f" doesn't trust the certificate. {_HOW} {ANDROID}",
        )

    def _once(self, sentence: str) -> str:
        if sentence in self._noticed or len(self._noticed) >= _MAX_CLIENTS:
            return ""
        self._noticed.add(sentence)
        return sentence


def _reason(error: BaseException) -> str:
    """OpenSSL's name for what went wrong, such as an alert of the client; empty when it only closed the connection."""
    reason = getattr(error, "reason", None) if isinstance(error, ssl.SSLError) else None
    return reason if isinstance(reason, str) and "EOF" not in reason else ""


def _in_words(reason: str) -> str:
    return reason.replace("_", " ").lower()
