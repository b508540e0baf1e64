"""The emulator on loopback: HTTP or TLS, until it is told to stop."""

import contextlib
import errno
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edge_tui.emulator.app import OnRequest, create_app
from edge_tui.emulator.certificates import ca_certificate, server_context
from edge_tui.emulator.config import Config
from edge_tui.emulator.delivery import DROP
from edge_tui.model.errors import SetupError

if TYPE_CHECKING:
    import uvicorn
    from starlette.applications import Starlette
    from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = "127.0.0.1"
# How long requests that are still being answered may take once the server is told to stop.
GRACE_SECONDS = 3

OnReady = Callable[[str], None]


@dataclass
class Serving:
    """An emulator that listens in another thread."""

    url: str
    app: Any
    ca_certificate: Path | None = None
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
    *,
    on_ready: OnReady | None = None,
    on_request: OnRequest | None = None,
    strict: bool = False,
) -> None:
    """Serves until SIGINT or SIGTERM; then it finishes what it has begun and returns.

    Port 0 picks a free one. `tls` is the folder that keeps the local authority, None serves
    plain HTTP. `on_ready` is called with the URL once the port is open. Raises `SetupError`
    when it cannot listen.
    """
    listener = _listen(host, port)
    with contextlib.closing(listener):
        # Told once the server minds signals: whoever reads it may send one at once.
        def ready() -> None:
            if on_ready is not None:
                on_ready(_url(listener, tls))

        server = _server(create_app(config, strict=strict, on_request=on_request), tls, ready)
        with _quiet_signals():
            server.run(sockets=[listener])


@contextlib.contextmanager
def serving(
    config: Config | None = None,
    *,
    tls: Path | None = None,
    on_request: OnRequest | None = None,
    strict: bool = False,
    host: str = LOOPBACK,
    port: int = 0,
    app: "Starlette | None" = None,
) -> Iterator[Serving]:
    """An emulator in a thread of this process for as long as the block lasts.

    `app` serves one that was made before, with a clock of its own for instance.
    """
    listener = _listen(host, port)
    with contextlib.closing(listener):
        app = app or create_app(config, strict=strict, on_request=on_request)
        started = threading.Event()
        server = _server(app, tls, started.set)
        thread = threading.Thread(target=_run, args=(server, listener, started), name="emulator", daemon=True)
        thread.start()
        started.wait()
        found = Serving(_url(listener, tls), app, ca_certificate(tls) if tls else None, server, thread)
        try:
            yield found
        finally:
            found.stop()


@contextlib.contextmanager
def _quiet_signals() -> Iterator[None]:
    """Lets a signal end the server and nothing else: uvicorn raises it once more when it has shut down."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _run(server: "uvicorn.Server", listener: socket.socket, started: threading.Event) -> None:
    try:
        server.run(sockets=[listener])
    finally:
        started.set()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, since asyncio switches Nagle's algorithm off (40 ms an answer) for such sockets only.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        raise _refused(host, port, error) from error
    return listener


def _refused(host: str, port: int, error: Exception) -> SetupError:
    reasons = {
        errno.EADDRINUSE: (f"Port {port} on {host} is taken.", "Choose another one, or 0 for any that is free."),
        errno.EACCES: (f"Port {port} may not be opened by you.", "Choose one above 1023, or 0 for any that is free."),
        errno.EADDRNOTAVAIL: (f"{host} is no address of this machine.", f"{LOOPBACK} always is."),
    }
    number = error.errno if isinstance(error, OSError) else None
    what, how = reasons.get(number or 0, (f"{host}:{port} cannot be listened on: {error}.", "Choose another port."))
    return SetupError(what, how)


def _url(listener: socket.socket, tls: Path | None) -> str:
    host, port = listener.getsockname()[:2]
    return f"{'https' if tls else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"


def _server(app: "ASGIApp", tls: Path | None, on_started: Callable[[], None]) -> "uvicorn.Server":
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            on_started()

    config = uvicorn.Config(
        _droppable(app),
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    if tls is not None:
        config.load()
        config.ssl = server_context(tls)
    return Server(config)


def _droppable(app: "ASGIApp") -> "ASGIApp":
    """The application with a way to close its connection for good, which ASGI itself does not have."""

    async def droppable(scope: "Scope", receive: "Receive", send: "Send") -> None:
        # uvicorn's `send` is a method of the cycle that owns the connection.
        transport: Any = getattr(getattr(send, "__self__", None), "transport", None)

        async def drop() -> None:
            transport.abort()
            while (await receive())["type"] != "http.disconnect":
                pass

        if transport is not None:
            scope.setdefault("extensions", {})[DROP] = drop
        await app(scope, receive, send)

    return droppable
