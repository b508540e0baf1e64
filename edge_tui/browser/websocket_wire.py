"""A websocket to a browser that runs already and whose owner opened its debugging port."""

import contextlib
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from edge_tui.browser.launch import BrowserDidNotStart
from edge_tui.browser.wire import OnMessage

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

_SECONDS = 5
_MAX_VERSION_BYTES = 100_000


class WebsocketWire:
    """Messages over a websocket, read by a thread."""

    def __init__(self, connection: "ClientConnection", receive: OnMessage, lost: Callable[[], None]) -> None:
        self._connection = connection
        self._receive = receive
        self._lost = lost
        threading.Thread(target=self._read, name="browser websocket", daemon=True).start()

    def send(self, message: bytes) -> None:
        import websockets

        with contextlib.suppress(OSError, websockets.WebSocketException):
            self._connection.send(message.decode())

    def close(self) -> None:
        self._connection.close()

    def _read(self) -> None:
        import websockets

        try:
            for message in self._connection:
                self._receive(message)
        except (OSError, websockets.WebSocketException):
            pass
        finally:
            self._lost()


def connect(address: str, receive: OnMessage, lost: Callable[[], None]) -> WebsocketWire | BrowserDidNotStart:
    """Joins the browser whose debugging address is `http://127.0.0.1:9222` or its `ws://` URL."""
    endpoint = address if address.startswith(("ws://", "wss://")) else _endpoint(address)
    if isinstance(endpoint, BrowserDidNotStart):
        return endpoint
    # Only here: the import takes 0.1 to 0.2 s.
    import websockets
    from websockets.sync.client import connect as open_websocket

    try:
        # It is loopback, so nothing is compressed; bodies may be large. A browser refuses a page's Origin.
        connection = open_websocket(
            endpoint, max_size=None, compression=None, open_timeout=_SECONDS, close_timeout=1, ping_interval=None
        )
    except (OSError, ValueError, websockets.WebSocketException):
        return _unreachable(address)
    return WebsocketWire(connection, receive, lost)


def _endpoint(address: str) -> str | BrowserDidNotStart:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return BrowserDidNotStart(
            f"{address!r} isn't the address of a browser.", "Give its debugging address: http://127.0.0.1:9222."
        )
    # A proxy of the environment doesn't lead to a browser on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{parts.scheme}://{parts.netloc}/json/version", timeout=_SECONDS) as answer:
            found = json.loads(answer.read(_MAX_VERSION_BYTES))
    except (OSError, ValueError, urllib.error.URLError):
        return _unreachable(address)
    endpoint = found.get("webSocketDebuggerUrl") if isinstance(found, dict) else None
    if not isinstance(endpoint, str) or not endpoint.startswith(("ws://", "wss://")):
        return _unreachable(address)
    return endpoint


def _unreachable(address: str) -> BrowserDidNotStart:
    return BrowserDidNotStart(
        f"No browser can be joined at {address}.",
        "Start it with --remote-debugging-port=9222 and --user-data-dir=FOLDER: since version 136 Chrome ignores "
        "the port for its default profile.",
    )
