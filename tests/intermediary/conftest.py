"""An emulator as the real gateway, and intermediaries in front of it that tell what they see."""

import asyncio
import queue
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpcore
import httpx
import pytest

from edge_tui.emulator.serve import Serving, serving
from edge_tui.intermediary.calls import CallReporter
from edge_tui.intermediary.environment_proxies import EnvironmentProxies, ProxyAddress
from edge_tui.intermediary.outgoing import server_of
from edge_tui.intermediary.proxy_access import ProxyAccess
from edge_tui.intermediary.reverse_proxy import ReverseProxy
from edge_tui.intermediary.server import IntermediarySource
from edge_tui.intermediary.tunnel import Tunnel
from edge_tui.intermediary.upstream import Upstream
from edge_tui.loopback.certificates.allowed_hosts import allowed_hosts
from edge_tui.loopback.certificates.server_context import server_certificates
from edge_tui.loopback.listening import LOOPBACK, listen, url_of
from edge_tui.model.passing import Rewriter
from edge_tui.model.sightings import Answered, Began, Failed, Sighting

EDGE = "edge.adobedc.net"
_Kind = TypeVar("_Kind")
_PATIENCE_SECONDS = 60.0


@dataclass
class Running:
    """An intermediary that runs, and what it has told."""

    url: str
    source: IntermediarySource
    ca: Path | None = None
    bugs: list[BaseException] = field(default_factory=list)
    told: "queue.SimpleQueue[Sighting]" = field(default_factory=queue.SimpleQueue)
    seen: list[Sighting] = field(default_factory=list)

    def all(self, kind: type[_Kind]) -> list[_Kind]:
        """What it has told so far, of one kind."""
        while not self.told.empty():
            self.seen.append(self.told.get())
        return [each for each in self.seen if isinstance(each, kind)]

    def wait(self, kind: type[_Kind], count: int = 1) -> list[_Kind]:
        """The same, once there are so many."""
        while len(found := self.all(kind)) < count:
            self.seen.append(self.told.get(timeout=_PATIENCE_SECONDS))
        return found

    def call(self) -> tuple[Began, Answered | Failed]:
        """The one call that was made, and its end."""
        [began] = self.wait(Began)
        [end] = self.wait(Answered) if not self.all(Failed) else self.all(Failed)
        return began, end


def without_mark(request: bytes) -> bytes:
    """A request without the one line by which edge-tui knows it again, as it has on this machine."""
    rest, count = re.subn(rb"Via: 1\.1 edge-tui-[0-9a-f]{16}\r\n", b"", request)
    assert count == 1
    return rest


class ElsewhereTransport:
    """Leads every host to a server of this machine, as its own name."""

    def __init__(self, url: str, trusted: ssl.SSLContext) -> None:
        self._server = httpx.URL(url)
        self._inner = httpcore.AsyncConnectionPool(trusted)

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Sends a request there."""
        request.extensions["sni_hostname"] = request.url.host.decode("ascii")
        request.url = httpcore.URL(
            scheme=self._server.scheme, host=self._server.host, port=self._server.port, target=request.url.target
        )
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Closes its connections."""
        await self._inner.aclose()


@pytest.fixture(scope="session")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """An emulator with TLS for the real hosts."""
    with serving(tls=tmp_path_factory.mktemp("gateway"), host_names=(EDGE, "other.example")) as emulator:
        yield emulator


def trusting(gateway: Serving) -> ssl.SSLContext:
    """What trusts the gateway."""
    assert gateway.certificates is not None
    return ssl.create_default_context(cafile=str(gateway.certificates.ca_certificate))


@contextmanager
def forwarding(
    to: str, rewriter: Rewriter | None = None, verify: ssl.SSLContext | None = None, tls: Path | None = None
) -> Iterator[Running]:
    """A reverse proxy in front of a URL."""
    server = server_of(to)
    assert server is not None
    certificates = server_certificates(tls, allowed_hosts([]), "forward") if tls else None
    context = certificates.context() if certificates else None

    def make(reporter: CallReporter) -> ReverseProxy:
        def transport(_: ProxyAddress | None) -> httpcore.AsyncConnectionPool:
            return httpcore.AsyncConnectionPool(verify)

        return ReverseProxy(server, Upstream(EnvironmentProxies({}), transport), reporter, rewriter, context)

    with _running(make, tls=tls is not None) as running:
        running.ca = certificates.ca_certificate if certificates else None
        yield running


@contextmanager
def proxying(
    gateway: Serving,
    folder: Path,
    rewriter: Rewriter | None = None,
    *,
    proxies: EnvironmentProxies | None = None,
    password: str = "",
) -> Iterator[Running]:
    """An explicit proxy, whose Edge hosts are the gateway."""
    certificates = server_certificates(folder, allowed_hosts([EDGE]), "proxy")
    environment = proxies or EnvironmentProxies({})

    def make(reporter: CallReporter) -> Tunnel:
        upstream = Upstream(environment, lambda _: ElsewhereTransport(gateway.url, trusting(gateway)))
        return Tunnel(
            upstream,
            reporter,
            rewriter,
            is_ours=lambda host: host == EDGE,
            context=certificates.context(),
            ca_certificate=certificates.ca_certificate.read_bytes(),
            proxies=environment,
            access=ProxyAccess(password),
        )

    with _running(make) as running:
        running.ca = certificates.ca_certificate
        yield running


@contextmanager
def _running(make: Callable[[CallReporter], Any], *, tls: bool = False) -> Iterator[Running]:
    listener = listen(LOOPBACK, 0)
    bugs: list[BaseException] = []
    told: queue.SimpleQueue[Sighting] = queue.SimpleQueue()

    def note(error: BaseException) -> str:
        bugs.append(error)
        return f"a bug: {error!r}"

    def tell(sighting: Sighting) -> None:
        for each in source.in_full(sighting):
            told.put(each)

    source = IntermediarySource("", listener, make, tell, note)
    url = url_of(listener, tls=tls)
    source.start()
    try:
        yield Running(url, source, bugs=bugs, told=told)
    finally:
        source.stop()
    assert bugs == []


@contextmanager
def raw_server(serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Any]) -> Iterator[str]:
    """The URL of a server on loopback that does with a connection whatever `serve` does."""
    import threading

    ready = threading.Event()
    state: dict[str, Any] = {}

    async def main() -> None:
        server = await asyncio.start_server(serve, LOOPBACK, 0)
        state["loop"], state["stop"] = asyncio.get_running_loop(), asyncio.Event()
        state["port"] = server.sockets[0].getsockname()[1]
        ready.set()
        await state["stop"].wait()
        server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    thread = threading.Thread(target=lambda: asyncio.run(main()), daemon=True)
    thread.start()
    ready.wait()
    with ExitStack() as stack:
        stack.callback(thread.join)
        stack.callback(lambda: state["loop"].call_soon_threadsafe(state["stop"].set))
        yield f"http://{LOOPBACK}:{state['port']}"
