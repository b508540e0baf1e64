"""Sockets that servers of edge-tui listen on, on loopback unless another address is given."""

import contextlib
import errno
import signal
import socket
import threading
from collections.abc import Iterator

from edge_tui.model.errors import SetupError

LOOPBACK = "127.0.0.1"


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 picks a free one. Raises `SetupError` that says why it can't."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is given because asyncio turns Nagle's algorithm off (40 ms a response) for such sockets only.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        raise _refused(host, port, error) from error
    return listener


def url_of(listener: socket.socket, *, tls: bool) -> str:
    """The URL of a server that listens on a socket."""
    host, port = listener.getsockname()[:2]
    return f"{'https' if tls else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"


@contextlib.contextmanager
def quiet_signals() -> Iterator[None]:
    """Lets a signal end the server and nothing else: uvicorn raises it again after shutting down."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _refused(host: str, port: int, error: Exception) -> SetupError:
    reasons = {
        errno.EADDRINUSE: (f"Port {port} on {host} is taken.", "Choose another one, or 0 for any free one."),
        errno.EACCES: (f"You may not open port {port}.", "Choose one above 1023, or 0 for any free one."),
        errno.EADDRNOTAVAIL: (f"{host} isn't an address of this machine.", f"Use {LOOPBACK}."),
    }
    number = error.errno if isinstance(error, OSError) else None
    what, how = reasons.get(
        number or 0, (f"Can't listen on {host}:{port}: {error}.", "Choose another address or port.")
    )
    return SetupError(what, how)
