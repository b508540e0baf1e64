"""Serving the emulator over HTTP or TLS, on loopback unless told otherwise, until it's stopped."""

import contextlib
import gc
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from edge_tui.emulator.app import EmulatorApp, create_app
from edge_tui.emulator.config import Config
from edge_tui.emulator.request_log import refused_name_line
from edge_tui.emulator.request_log_queue import OnLogged, OnRequest, RequestLogQueue
from edge_tui.loopback.certificates.allowed_hosts import allowed_hosts, parse_address
from edge_tui.loopback.certificates.server_context import ServerCertificates, server_certificates
from edge_tui.loopback.listening import LOOPBACK, listen, quiet_signals, url_of

if TYPE_CHECKING:
    import uvicorn

# How long open requests may take once the server is asked to stop.
GRACE_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Listening:
    """An emulator that is ready. `notices` are sentences the user should read before using it."""

    url: str
    certificates: ServerCertificates | None = None
    notices: tuple[str, ...] = ()


OnReady = Callable[[Listening], None]


@dataclass
class Serving:
    """An emulator that listens in another thread; with TLS it has certificates."""

    url: str
    app: EmulatorApp
    certificates: ServerCertificates | None = None
    _server: "uvicorn.Server | None" = field(default=None, repr=False)
    _thread: threading.Thread | None = field(default=None, repr=False)

    def stop(self) -> None:
        """Stops listening; returns once it has stopped."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join()


def serve(
    config: Config | None = None,
    host: str = LOOPBACK,
    port: int = 0,
    tls: Path | None = None,
    host_names: Sequence[str] = (),
    *,
    on_ready: OnReady | None = None,
    on_request: OnRequest | None = None,
    on_logged: OnLogged | None = None,
    strict: bool = False,
) -> None:
    """Serves until SIGINT or SIGTERM, then finishes open requests and returns.

    Port 0 picks a free one. `tls` is the folder that keeps the certificate authority, None
    serves plain HTTP; besides loopback and the address it listens on, certificates are for
    `host_names` only. `on_ready` is called once the port is open and signals are handled,
    `on_request` soon after each response, `on_logged` after the last one of a batch.
    Raises `SetupError` when it can't listen, or for a host name that can't have a certificate.
    """
    listener = listen(host, port)
    with contextlib.closing(listener):
        certificates = _certificates(listener, tls, host_names)
        notice = certificates.authority.notice if certificates else ""
        exposure = exposure_notice(listener.getsockname()[0])
        listening = Listening(
            url_of(listener, tls=tls is not None), certificates, tuple(filter(None, (exposure, notice)))
        )

        def ready() -> None:
            # The program itself isn't garbage: collections needn't look at it.
            gc.collect()
            gc.freeze()
            if on_ready is not None:
                on_ready(listening)

        with _log_queue(on_request, on_logged) as log:
            app = create_app(config, strict=strict, on_request=log)
            server = _server(app, certificates, ready, log)
            with quiet_signals(), _undecodable_names_refused(log, app):
                server.run(sockets=[listener])


@contextlib.contextmanager
def serving(
    config: Config | None = None,
    *,
    tls: Path | None = None,
    host_names: Sequence[str] = (),
    on_request: OnRequest | None = None,
    strict: bool = False,
    host: str = LOOPBACK,
    port: int = 0,
    app: EmulatorApp | None = None,
) -> Iterator[Serving]:
    """An emulator in a thread of this process, for as long as the block lasts.

    `app` serves an existing one, such as one with its own clock.
    """
    listener = listen(host, port)
    with contextlib.closing(listener), _log_queue(on_request) as log:
        certificates = _certificates(listener, tls, host_names)
        app = app or create_app(config, strict=strict, on_request=log)
        started = threading.Event()
        server = _server(app, certificates, started.set, log)
        thread = threading.Thread(target=_run, args=(server, listener, started), name="emulator", daemon=True)
        thread.start()
        started.wait()
        emulator = Serving(url_of(listener, tls=tls is not None), app, certificates, server, thread)
        try:
            yield emulator
        finally:
            emulator.stop()


@contextlib.contextmanager
def _log_queue(on_request: OnRequest | None, on_logged: OnLogged | None = None) -> Iterator[OnRequest | None]:
    """Where to log a request, None without a log; the last requests are logged when the block ends."""
    if on_request is None:
        yield None
        return
    queue = RequestLogQueue(on_request, on_logged)
    try:
        yield queue.put
    finally:
        queue.drain()


def _certificates(listener: socket.socket, folder: Path | None, host_names: Sequence[str]) -> ServerCertificates | None:
    if folder is None:
        return None
    address = parse_address(listener.getsockname()[0])
    own = [str(address)] if address and not address.is_unspecified else []
    named = allowed_hosts(host_names)
    if address is not None:
        named.check_reachable_at(address)
    return server_certificates(folder, allowed_hosts([*host_names, *own]))


def exposure_notice(bound: str) -> str:
    """Who can reach a listener at this address; empty for one on loopback."""
    address = parse_address(bound)
    if address is not None and address.is_loopback:
        return ""
    where = "every network of this machine" if address and address.is_unspecified else "the network"
    return (
        f"Listening on {bound}: anybody on {where} can use this emulator, and so can any web page they open"
        " (it has no access control and answers every origin). Leave out --host to keep it to this machine."
    )


@contextlib.contextmanager
def _undecodable_names_refused(on_request: OnRequest | None, app: EmulatorApp) -> Iterator[None]:
    """Logs a host name that isn't ASCII as refused: Python refuses it by itself, with a traceback on stderr."""
    before = sys.unraisablehook

    def hook(unraisable: "sys.UnraisableHookArgs") -> None:
        name = unraisable.object
        if not (isinstance(unraisable.exc_value, UnicodeDecodeError) and isinstance(name, bytes)):
            before(unraisable)
        elif on_request is not None:
            on_request(refused_name_line(app.gateway.clock(), name.decode("ascii", "backslashreplace")))

    sys.unraisablehook = hook
    try:
        yield
    finally:
        sys.unraisablehook = before


def _run(server: "uvicorn.Server", listener: socket.socket, started: threading.Event) -> None:
    try:
        server.run(sockets=[listener])
    finally:
        started.set()


def _server(
    app: EmulatorApp,
    certificates: ServerCertificates | None,
    on_started: Callable[[], None],
    on_request: OnRequest | None,
) -> "uvicorn.Server":
    import uvicorn

    from edge_tui.emulator.gateway_protocol import GatewayProtocol

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            on_started()

    config = uvicorn.Config(
        app,
        interface="asgi3",
        http=GatewayProtocol,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    config.load()
    config.http_protocol_class = partial(GatewayProtocol, app)  # type: ignore[assignment]
    if certificates is not None:

        def on_refused_name(name: str) -> None:
            if on_request is not None:
                on_request(refused_name_line(app.gateway.clock(), name))

        config.ssl = certificates.context(on_refused_name)
    return Server(config)
