"""Asking the real server: requests and responses as they are, without anything an HTTP client adds."""

import ssl
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import httpcore
import httpx

from edge_tui.intermediary.environment_proxies import EnvironmentProxies, ProxyAddress
from edge_tui.intermediary.hops import Hops
from edge_tui.intermediary.http_headers import RawHeaders, end_to_end, header, without
from edge_tui.intermediary.network import OneWriteNetwork
from edge_tui.intermediary.outgoing import Outgoing, Server, framed
from edge_tui.runtime.tls_environment import tls_file_error

# A connection that has been idle longer may be closed by the server while a POST is on its way.
IDLE_SECONDS = 2.0
_LIMITS: dict[str, Any] = {"max_connections": 100, "max_keepalive_connections": 40, "keepalive_expiry": IDLE_SECONDS}
_CONNECTED = "connection.connect_tcp.complete"
_TIMEOUT = {"connect": 10.0, "read": 60.0, "write": 60.0, "pool": 60.0}

# By connection, which answers many calls.
_addresses: WeakKeyDictionary[Any, str] = WeakKeyDictionary()


class Transport(Protocol):
    """What sends a request over the network: a pool of httpcore's."""

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Sends it; the body of the response is still to be read. Raises one of `UPSTREAM_ERRORS`."""
        ...

    async def aclose(self) -> None:
        """Closes its connections."""
        ...


TransportMaker = Callable[[ProxyAddress | None], Transport]


class Upstream:
    """Servers, asked over a pool of connections. `proxies` are those of the environment on the way.

    The pool is httpcore's, without httpx above it: what that makes of each request would be undone again.
    `transport` takes the place of the network.
    """

    def __init__(self, proxies: EnvironmentProxies, transport: TransportMaker | None = None) -> None:
        self.hops = Hops()
        self._proxies = proxies
        self._make = transport or _network(_trusted())
        self._transports: dict[ProxyAddress | None, Transport] = {}

    async def send(self, sent: Outgoing) -> httpcore.Response:
        """Sends a request; the response's body is still to be read. Raises one of `UPSTREAM_ERRORS`."""
        server, headers = sent.server, sent.headers
        proxy = self.proxy_to(server)
        extensions: dict[str, Any] = {"timeout": _TIMEOUT}
        next_host = proxy.host if proxy else server.host
        is_near = self.hops.is_near(next_host)
        if is_near is None:
            extensions["trace"] = self._learner(next_host)
        elif is_near:
            via = self.hops.via(sent.passed)
            if proxy is not None and server.scheme == "https":
                proxy = replace(proxy, via=via.decode("ascii"))
            else:
                headers = [*headers, (b"Via", via)]
        if proxy not in self._transports:
            self._transports[proxy] = self._make(proxy)
        scheme, host, port = _address(server)
        request = httpcore.Request(
            sent.method,
            httpcore.URL(scheme=scheme, host=host, port=port, target=sent.target),
            headers=framed(replace(sent, headers=headers)),
            content=sent.content,
            extensions=extensions,
        )
        return await self._transports[proxy].handle_async_request(request)

    def proxy_to(self, server: Server) -> ProxyAddress | None:
        """The environment's proxy on the way to a server."""
        return self._proxies.to(server.scheme, server.host, server.port)

    def _learner(self, host: str) -> Callable[[str, dict[str, Any]], Awaitable[None]]:
        """An observer of httpcore's that learns where a host is. A host isn't looked up twice for this."""

        async def learn(event: str, details: dict[str, Any]) -> None:
            if event == _CONNECTED:
                stream = details["return_value"]
                addresses = [str(stream.get_extra_info(name)[0]) for name in ("server_addr", "client_addr")]
                self.hops.learn(host, *addresses)

        return learn

    async def close(self) -> None:
        """Closes all connections."""
        for transport in self._transports.values():
            await transport.aclose()


@lru_cache(maxsize=64)
def _address(server: Server) -> tuple[bytes, bytes, int | None]:
    """Scheme, host and port, as httpcore takes them. Raises `ValueError` for a name that can't be one."""
    port = None if server.has_usual_port else server.port
    return server.scheme.encode("ascii"), server.host.encode("idna"), port


def response_headers(response: httpcore.Response) -> RawHeaders:
    """The headers to pass on, in their order and spelling.

    A length beside a transfer coding isn't the body's, and must not be passed on (RFC 9112, 6.3).
    """
    raw = response.headers
    return end_to_end(without(raw, b"content-length") if header(raw, b"transfer-encoding") else raw)


def address_of(response: httpcore.Response) -> str:
    """The IP address at the other end of the connection; empty when it isn't known."""
    stream = response.extensions.get("network_stream")
    if stream is None:
        return ""
    if (known := _addresses.get(stream)) is None:
        address = stream.get_extra_info("server_addr")
        known = _addresses[stream] = str(address[0]) if address else ""
    return known


def look_for_sniffio_once() -> None:
    """Lets httpcore find at once that sniffio isn't installed.

    It tries to import it several times for each request, and Python looks through all its folders each time: a
    sixth of what a call costs.
    """
    if "sniffio" not in sys.modules and find_spec("sniffio") is None:
        # What the import system takes for a module that isn't there.
        sys.modules["sniffio"] = None  # type: ignore[assignment]


def _trusted() -> ssl.SSLContext:
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        raise tls_file_error(error) from None


def _network(trusted: ssl.SSLContext) -> TransportMaker:
    look_for_sniffio_once()

    def make(proxy: ProxyAddress | None) -> Transport:
        given = None
        if proxy is not None:
            auth = (proxy.user.encode(), proxy.password.encode()) if proxy.user else None
            given = httpcore.Proxy(proxy.url, auth, {"Via": proxy.via} if proxy.via else None)
        return httpcore.AsyncConnectionPool(trusted, given, network_backend=OneWriteNetwork(), **_LIMITS)

    return make
