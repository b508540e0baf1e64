"""Why a server couldn't be asked: a cause, and words that quote no library."""

import os
import socket
import ssl

import h11
import httpcore

from edge_tui.model.sightings import Cause

# What httpcore, anyio and h11 are known to raise.
UPSTREAM_ERRORS = (
    *(httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, httpcore.TimeoutException),
    *(httpcore.UnsupportedProtocol, h11.ProtocolError, OSError, ValueError),
)

# What h11 says of a body that ends too early; all else is about what was sent.
_CUT_OFF = "peer closed connection"


def cause_of(error: BaseException, host: str) -> tuple[Cause, str]:
    """The cause of a failure to ask a host, and a sentence."""
    causes = _chain(error)
    if isinstance(error, httpcore.TimeoutException | TimeoutError):
        return Cause.TIMED_OUT, f"{host} didn't respond in time."
    if isinstance(error, httpcore.ProxyError):
        return Cause.REFUSED, f"The proxy in HTTPS_PROXY refused to connect to {host}."
    if tls := next((each for each in causes if isinstance(each, ssl.SSLError)), None):
        return Cause.TLS, f"TLS with {host} failed: {_tls_reason(tls)}."
    if any(isinstance(each, socket.gaierror) for each in causes):
        return Cause.DNS, f"The host {host} can't be found."
    if any(isinstance(each, ConnectionRefusedError) for each in causes):
        return Cause.REFUSED, f"{host} refused the connection."
    number = next((each.errno for each in causes if isinstance(each, OSError) and each.errno), None)
    if isinstance(error, httpcore.ConnectError):
        return Cause.REFUSED, f"{host} can't be reached{f': {os.strerror(number)}' if number else ''}."
    if any(isinstance(each, h11.RemoteProtocolError) and _CUT_OFF not in str(each) for each in causes):
        return Cause.BROKEN, f"{host} sent something other than a response of HTTP/1.1."
    return Cause.BROKEN, f"The connection to {host} broke before the response was complete."


def _tls_reason(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate verify failed: {getattr(error, 'verify_message', '') or 'no reason given'}".rstrip(".")
    return (error.reason or "no reason given").replace("_", " ").lower()


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    waiting = [error]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.append(each)
            waiting += [inner for inner in (each.__cause__, each.__context__) if inner is not None]
            waiting += each.exceptions if isinstance(each, BaseExceptionGroup) else ()
    return found
