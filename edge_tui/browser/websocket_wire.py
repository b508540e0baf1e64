"""A websocket to a browser that runs already and whose owner opened its debugging port."""

import contextlib
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from edge_tui.browser.launch import BrowserDidNotStart, OptionNotSupported
from edge_tui.browser.wire import OnMessage

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

_SECONDS = 5
_MAX_VERSION_BYTES = 100_000


class WebsocketWire:
    """Messages over a websocket, opened and read by a thread. `opened` says whether there is one."""

    def __init__(self, endpoint: str, receive: OnMessage, lost: Callable[[], None]) -> None:
        self.opened: Future[bool] = Future()
        self._endpoint = endpoint
        self._receive = receive
        self._lost = lost
        self._connection: ClientConnection | None = None
        threading.Thread(target=self._read, name="browser websocket", daemon=True).start()

    def send(self, message: bytes) -> None:
        import websockets

        if self._connection is not None:
            with contextlib.suppress(OSError, websockets.WebSocketException):
                self._connection.send(message.decode())

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def _read(self) -> None:
        # Only here: the import takes 0.1 to 0.2 s.
        import websockets
        from websockets.sync.client import connect as open_websocket

        try:
            # It is loopback, so nothing is compressed; bodies may be large. A browser refuses a page's Origin.
            with open_websocket(
                self._endpoint, max_size=None, compression=None, open_timeout=_SECONDS, close_timeout=1, proxy=None
            ) as connection:
                self._connection = connection
                self.opened.set_result(True)
                for message in connection:
                    self._receive(message)
        except (OSError, ValueError, websockets.WebSocketException):
            pass
        finally:
            if not self.opened.done():
                self.opened.set_result(False)
            self._lost()


def connect(address: str, receive: OnMessage, lost: Callable[[], None]) -> WebsocketWire | BrowserDidNotStart:
    """Joins the browser whose debugging address is `http://127.0.0.1:9222` or its `ws://` URL."""
    endpoint = address if address.startswith(("ws://", "wss://")) else _endpoint(address)
    if isinstance(endpoint, BrowserDidNotStart):
        return endpoint
    wire = WebsocketWire(endpoint, receive, lost)
    return wire if wire.opened.result() else _unreachable(address)


def _endpoint(address: str) -> str | BrowserDidNotStart:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return OptionNotSupported(
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
