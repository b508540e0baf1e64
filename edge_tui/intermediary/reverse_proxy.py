"""A reverse proxy: clients ask this server in the place of the gateway."""

import asyncio
import ssl

from edge_tui.intermediary.calls import CallReporter
from edge_tui.intermediary.client_connection import BadRequestError, ClientConnection
from edge_tui.intermediary.first_bytes import Speech, speech_of
from edge_tui.intermediary.forwarding import Forwarder
from edge_tui.intermediary.outgoing import Server
from edge_tui.intermediary.trust_watch import TrustWatch
from edge_tui.intermediary.upstream import Upstream
from edge_tui.model.passing import Rewriter


class ReverseProxy:
    """Passes every request on to one server. `context` None serves without TLS."""

    def __init__(
        self,
        server: Server,
        upstream: Upstream,
        reporter: CallReporter,
        rewriter: Rewriter | None = None,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._server = server
        self._upstream = upstream
        self._reporter = reporter
        self._forwarder = Forwarder(upstream, reporter, rewriter, is_reverse=True)
        self._context = context
        self._trust = TrustWatch()

    @property
    def busy(self) -> frozenset["asyncio.Task[object]"]:
        """The tasks that are answering a call."""
        return self._forwarder.busy

    async def serve(self, client: ClientConnection) -> None:
        """Serves a connection to its end. Raises `OSError` and `BadRequestError` when it ends badly."""
        if self._context is not None:
            first = await client.first_bytes()
            if speech_of(first) is Speech.NOTHING:
                return
            client = await self._secured(client, self._context, first)
        while incoming := await client.next_request():
            self._trust.made_request(client.client, "")
            await self._forwarder.forward(client, incoming, self._server)

    async def _secured(self, client: ClientConnection, context: ssl.SSLContext, first: bytes) -> ClientConnection:
        if speech_of(first) is Speech.HTTP:
            plain = ClientConnection(client.reader, client.writer, first)
            raise BadRequestError(plain, 400, "This server speaks HTTPS, and a request came without TLS: use https://.")
        try:
            return await client.over_tls(context, first)
        except OSError as error:
            if notice := self._trust.failed(client.client, "this server", error):
                self._reporter.notice(notice)
            raise

    async def close(self) -> None:
        """Closes the connections to the server."""
        await self._upstream.close()
