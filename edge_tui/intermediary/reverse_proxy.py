"""A reverse proxy: clients ask this server in the place of the gateway."""

import asyncio
import ssl

from edge_tui.intermediary.calls import CallReporter
from edge_tui.intermediary.client_connection import ClientConnection
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
            client = await self._secured(client, self._context)
        while incoming := await client.next_request():
            self._trust.made_request(client.client, "")
            await self._forwarder.forward(client, incoming, self._server)

    async def _secured(self, client: ClientConnection, context: ssl.SSLContext) -> ClientConnection:
        try:
            return await client.over_tls(context)
        except OSError as error:
            if notice := self._trust.refused(client.client, "this server", error):
                self._reporter.notice(notice)
            raise

    async def close(self) -> None:
        """Closes the connections to the server."""
        await self._upstream.close()
