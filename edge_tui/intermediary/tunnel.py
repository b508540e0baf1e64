"""An explicit proxy: TLS to the Edge Network's hosts ends here, all other connections pass sealed."""

import asyncio
import ipaddress
import ssl
from collections.abc import Callable

from edge_tui.intermediary.access_watch import AccessWatch
from edge_tui.intermediary.calls import CallReporter
from edge_tui.intermediary.client_connection import BadRequestError, ClientConnection, Incoming
from edge_tui.intermediary.environment_proxies import EnvironmentProxies
from edge_tui.intermediary.first_bytes import Speech, shown, speech_of
from edge_tui.intermediary.forwarding import Forwarder
from edge_tui.intermediary.hops import Names, names_in
from edge_tui.intermediary.http_headers import RawHeaders, header
from edge_tui.intermediary.outgoing import Server, server_of
from edge_tui.intermediary.proxy_access import CHALLENGE, ProxyAccess
from edge_tui.intermediary.sealed import NotAllowedError, Streams, connect, relay
from edge_tui.intermediary.trust_watch import TrustWatch
from edge_tui.intermediary.upstream import Upstream
from edge_tui.model.domains import is_loopback
from edge_tui.model.passing import Rewriter

CA_PATH = b"/edge-tui-ca.pem"
_TEXT: RawHeaders = [(b"content-type", b"text/plain; charset=utf-8")]
_CERTIFICATE: RawHeaders = [(b"content-type", b"application/x-x509-ca-cert")]
_PLAIN_PORT = 80
_LOOP_NOTICE = (
    "The proxy in HTTPS_PROXY leads back to this edge-tui, so a connection came back to it. It was refused with status"
    " 508. Let HTTPS_PROXY lead to another proxy, or to none."
)
# A wrong password takes a while: guessing from the network isn't worth it.
_REFUSAL_SECONDS = 1.0


class Tunnel:
    """What the proxy does with a connection.

    `is_ours` says whether a host's TLS ends here, with a certificate of `context`; `ca_certificate` is
    what clients are given to trust.
    """

    def __init__(
        self,
        upstream: Upstream,
        reporter: CallReporter,
        rewriter: Rewriter | None = None,
        *,
        is_ours: Callable[[str], bool],
        context: ssl.SSLContext,
        ca_certificate: bytes,
        proxies: EnvironmentProxies,
        access: ProxyAccess,
    ) -> None:
        self._upstream = upstream
        self._forwarder = Forwarder(upstream, reporter, rewriter)
        self._reporter = reporter
        self._is_ours = is_ours
        self._context = context
        self._ca_certificate = ca_certificate
        self._proxies = proxies
        self._access = access
        self._trust = TrustWatch()
        self._access_watch = AccessWatch()

    @property
    def busy(self) -> frozenset["asyncio.Task[object]"]:
        """The tasks that are answering a call."""
        return self._forwarder.busy

    async def close(self) -> None:
        """Closes the connections to servers."""
        await self._upstream.close()

    async def serve(self, client: ClientConnection) -> None:
        """Serves a connection until it ends. Raises `OSError` and `BadRequestError` when it ends badly."""
        while incoming := await client.next_request():
            if incoming.method != "CONNECT" and incoming.target.startswith(b"/"):
                await self._about_itself(client, incoming)
                continue
            if not self._access.allows(incoming.headers):
                await self._refuse(client, incoming)
                continue
            self._access_watch.allowed(client.client)
            if incoming.method == "CONNECT":
                await self._tunnel(client, incoming)
                return
            await self._plain(client, incoming)

    async def _refuse(self, client: ClientConnection, incoming: Incoming) -> None:
        has_given_one = bool(header(incoming.headers, b"proxy-authorization"))
        if notice := self._access_watch.refused(client.client, has_given_one=has_given_one):
            self._reporter.notice(notice)
        await asyncio.sleep(_REFUSAL_SECONDS)
        await _skip_body(client)
        await client.respond(407, [*CHALLENGE, *_TEXT], b"This proxy needs the password that edge-tui printed.\n")

    async def _about_itself(self, client: ClientConnection, incoming: Incoming) -> None:
        """Answers a browser that opens the proxy's address: phones get the certificate this way."""
        await _skip_body(client)
        if incoming.target == CA_PATH:
            await client.respond(200, _CERTIFICATE, self._ca_certificate)
            return
        await client.respond(
            200,
            _TEXT,
            b"This is the proxy of edge-tui. Set it as the HTTP and HTTPS proxy of a device or a program.\n"
            b"The certificate to trust: " + CA_PATH + b"\n",
        )

    async def _plain(self, client: ClientConnection, incoming: Incoming) -> None:
        """Passes a request without TLS on."""
        server = server_of(incoming.target.decode("latin-1"))
        if server is None:
            raise BadRequestError(client, 400, "A proxy is asked for whole URLs of http, or by CONNECT.")
        if not is_loopback(client.client) and await _leads_here(server):
            await _skip_body(client)
            await client.respond(403, _TEXT, b"Clients of the network can't reach servers of this machine.\n")
            return
        await self._forwarder.forward(client, incoming, server, recorded=self._is_ours(server.host))

    async def _tunnel(self, client: ClientConnection, incoming: Incoming) -> None:
        host, _, port_text = incoming.target.decode("latin-1").rpartition(":")
        host = host.strip("[]").lower().removesuffix(".")
        port = int(port_text) if port_text.isascii() and port_text.isdigit() else 0
        if not host or not 0 < port <= 65535:
            raise BadRequestError(client, 400, "CONNECT takes a host and a port, such as edge.adobedc.net:443.")
        passed = names_in(incoming.headers)
        if self._upstream.hops.is_loop(passed):
            self._reporter.notice(_LOOP_NOTICE)
            await client.respond(508, _TEXT, f"{_LOOP_NOTICE}\n".encode())
        elif self._is_ours(host):
            await self._open(client, host, port, passed)
        else:
            await self._pass_sealed(client, host, port, passed)

    async def _open(self, client: ClientConnection, host: str, port: int, passed: Names) -> None:
        """Serves a tunnel as the host that it's for, after ending the client's TLS.

        What isn't TLS passes as it is.
        """
        first = await client.accept_tunnel() or await client.first_bytes()
        speech = speech_of(first)
        if speech is Speech.TLS:
            await self._open_tls(client, Server("https", host, port), first, passed)
        elif speech is Speech.HTTP:
            if port != _PLAIN_PORT:
                self._reporter.notice(
                    f"A client at {client.client} sends HTTP without TLS through its tunnel to {host}:{port}. It passes"
                    " as it is."
                )
            plain = ClientConnection(client.reader, client.writer, first)
            await self._serve_host(plain, Server("http", host, port), passed)
        elif speech is Speech.OTHER:
            self._reporter.notice(
                f"A client at {client.client} sends neither TLS nor HTTP through its tunnel to {host}:{port}, but what"
                f" begins with {shown(first)}. It passes unread."
            )
            await self._relay(client, await self._connected(client, host, port, passed), first)

    async def _open_tls(self, client: ClientConnection, server: Server, first: bytes, passed: Names) -> None:
        try:
            opened = await client.over_tls(self._context, first)
        except OSError as error:
            if notice := self._trust.failed(client.client, server.host, error):
                self._reporter.notice(notice)
            raise
        if await self._serve_host(opened, server, passed):
            return
        if notice := self._trust.left(client.client, server.host):
            self._reporter.notice(notice)

    async def _serve_host(self, client: ClientConnection, server: Server, passed: Names) -> bool:
        """Serves a connection to a host; says whether there was any request."""
        count = 0
        try:
            while incoming := await client.next_request():
                count += 1
                self._trust.made_request(client.client, server.host)
                await self._forwarder.forward(client, incoming, server, passed=passed)
        except OSError:
            if count:
                raise
        return count > 0

    async def _pass_sealed(self, client: ClientConnection, host: str, port: int, passed: Names) -> None:
        try:
            server = await self._connected(client, host, port, passed)
        except NotAllowedError:
            await client.respond(403, _TEXT, b"Clients of the network can't reach servers of this machine.\n")
            return
        except (OSError, ValueError):
            # ValueError: a name that can't be one.
            await client.respond(502, _TEXT, b"edge-tui could not reach this host.\n")
            return
        try:
            first = await client.accept_tunnel()
        except OSError:
            server[1].close()
            raise
        await self._relay(client, server, first)

    async def _connected(self, client: ClientConnection, host: str, port: int, passed: Names) -> Streams:
        is_here, hops = is_loopback(client.client), self._upstream.hops
        return await connect(host, port, self._proxies, allow_loopback=is_here, hops=hops, passed=passed)

    async def _relay(self, client: ClientConnection, server: Streams, first: bytes) -> None:
        try:
            await relay((client.reader, client.writer), server, first)
        finally:
            server[1].close()


async def _leads_here(server: Server) -> bool:
    """Whether a name or an address is one that only this machine can reach."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(server.host, server.port)
    except (OSError, UnicodeError):
        return False
    return any(is_loopback(str(address[0])) or _is_unspecified(str(address[0])) for *_, address in found)


def _is_unspecified(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_unspecified


async def _skip_body(client: ClientConnection) -> None:
    async for _ in client.body():
        pass
